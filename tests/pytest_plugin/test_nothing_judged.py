"""What a run says in which there was nothing to judge."""

from ethan_check.loading.load_error import LoadError
from ethan_check.pytest_plugin.nothing_judged import HOW_TO_REGISTER, nothing_judged
from pytest_plugin.stand_ins import loaded

LAYER = "class Linear:\n    def forward(self, x): ...\n    def backward(self, g): ...\n"


def test_it_says_why_and_how_to_name_a_layer(tmp_path):
    assert nothing_judged(loaded(), tmp_path).splitlines() == [
        "nothing was judged: no layer is named, configured or registered",
        HOW_TO_REGISTER,
    ]
    found = loaded(
        empty=(LoadError("source", "bare", "", "module 'bare' defines none"),),
        bases=("nn.Base is abstract: forward",),
        left_out=("nn:Old",),
    )
    assert nothing_judged(found, tmp_path).splitlines()[0] == (
        "nothing was judged: module 'bare' defines none; nn.Base is abstract: forward; "
        "nn:Old is left out by configuration"
    )


def test_it_shows_the_first_files_that_look_like_layers(tmp_path):
    for number in range(7):
        (tmp_path / f"layers{number}.py").write_text(LAYER)
    assert nothing_judged(loaded(), tmp_path).splitlines()[1:] == [
        "these look like layers:",
        *(f"  layers{number}.py: Linear" for number in range(5)),
        "  and 2 more files",
        "to judge them: ethan check layers0.py",
    ]
