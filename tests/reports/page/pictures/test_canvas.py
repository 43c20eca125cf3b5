"""A figure as SVG that stands in a page."""

from xml.etree import ElementTree

import pytest

from ethan_check.reports.page.pictures.canvas import INK, draw, logarithmic

pytestmark = pytest.mark.filterwarnings("ignore")  # As around the whole page.
pytest.importorskip("matplotlib", reason="the extra report is not installed")
pytest.importorskip("jinja2", reason="the extra report is not installed")


def paint(figure):
    axes = figure.add_subplot()
    axes.plot([1, 2], [10, 1000], label="<b>$x$</b>")
    logarithmic(axes, y="{x:.0e}")
    axes.legend()


def picture(name="name"):
    return draw(name, 2.0, (0.5, 0.1, 0.5, 0.1), paint)


def test_it_is_sound_xml_without_a_head_a_date_or_a_size_of_its_own():
    svg = ElementTree.fromstring(picture())
    assert svg.tag.endswith("svg")
    assert "width" not in svg.attrib
    assert "metadata" not in picture()
    assert picture().startswith("<svg ")


def test_it_takes_its_colours_and_its_font_from_the_page():
    assert INK not in picture()
    assert "currentColor" in picture()
    assert "DejaVu" not in picture()


def test_text_stays_text_and_is_escaped():
    assert "&lt;b&gt;$x$&lt;/b&gt;" in picture()
    assert "1e+02" in picture()
    assert "mathdefault" not in picture()


def test_ids_of_two_pictures_differ_and_the_bytes_of_one_do_not():
    def ids(svg):
        return {element.get("id") for element in ElementTree.fromstring(svg).iter()} - {None}

    assert ids(picture())
    assert not ids(picture()) & ids(picture("other"))
    assert picture() == picture()
