"""Which files look as if they held layers."""

from ethan_check.loading.candidates import candidates
from loading.samples import PLAIN

LAYER = "class {}:\n    def fwd(self, x): ...\n    def bwd(self, g): ...\n"


def test_files_with_layers_are_found_and_nothing_is_imported(modules):
    modules.write("plain", "raise RuntimeError\n" + PLAIN)
    modules.write("package.deep.few", LAYER.format("Few"))
    modules.write("others", "class Helper:\n    def forward(self, x): ...\n")
    modules.write("wrong", "class (")
    for name in ("test_it", "tests.layers", "venv.layers", "conftest", "_private.layers"):
        modules.write(name, LAYER.format("Never"))
    assert [str(one) for one in candidates(modules.path)] == [
        "plain.py: AnyLayer, Base, Negate and 1 more",
        "package/deep/few.py: Few",
    ]


def test_a_folder_without_layers_has_none(modules):
    modules.write("others", "x = 1\n")
    assert candidates(modules.path) == []
