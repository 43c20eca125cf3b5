"""What holds in the component document: `python benchmarks/specification.py`.

It prints two Markdown tables: every judgement, and then what does not hold under every reading.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from formula.document_judgement import markdown, markdown_of_doubts

if __name__ == "__main__":
    print(markdown())
    print(markdown_of_doubts(), end="")
