"""What holds in the component document, as a Markdown table: `python benchmarks/specification.py`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from formula.document_judgement import markdown

if __name__ == "__main__":
    print(markdown(), end="")
