"""How fast a whole verification is, in one run: `python benchmarks/speed.py [part ...]`.

    layers      calls and CPU a layer of the zoo
    failures    a planted bug beside the right layer
    torch       beside torch's gradcheck of the same layers (needs torch)
    commits     the reference layers through pytest, at the first commit and now
    entries     from 1e2 to 1e7 of them
    arrays      from 1 to 1,000
    files       from 10 to 500 layers through pytest, with -n 0 and -n 2 (needs pytest-xdist)

Times are of the CPU, the least of some rounds, except where several processes share the work. Without a part,
all of them: about half an hour on one core.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence

from speed_commits import first_and_last
from speed_layers import beside_torch, calls_and_cpu, of_failures  # first: sets up paths and threads
from speed_scaling import by_arrays, by_entries, by_layers
from zoo import load_zoo

__all__ = ["PARTS", "main"]

PARTS: dict[str, Callable[[argparse.Namespace], Iterable[str]]] = {
    "layers": lambda chosen: calls_and_cpu(load_zoo()[:: chosen.every]),
    "failures": lambda chosen: of_failures(load_zoo()[:: chosen.every]),
    "torch": lambda chosen: beside_torch(load_zoo()[:: chosen.every]),
    "commits": lambda chosen: first_and_last(chosen.beside),
    "entries": lambda chosen: by_entries(range(2, 8)),
    "arrays": lambda chosen: by_arrays((1, 10, 100, 1000)),
    "files": lambda chosen: by_layers((10, 100, 500)),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the parts that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="all by default")
    parser.add_argument("--every", type=int, default=1, help="take every n-th layer of the zoo")
    parser.add_argument("--beside", default="", help="the commit that `commits` compares with")
    chosen = parser.parse_args(arguments)
    for name in chosen.parts or PARTS:
        print(f"\n{name}\n")
        for line in PARTS[name](chosen):
            print(line)
            sys.stdout.flush()


if __name__ == "__main__":
    main()
