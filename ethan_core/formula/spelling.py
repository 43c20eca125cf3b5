"""How a name is set in LaTeX."""

from __future__ import annotations

import re

__all__ = ["spell"]

_GREEK = re.compile(
    "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|upsilon|"
    "phi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega"
)
_SIDES = "hw"
"""Second letters that tell height from width: kh, sw."""


def spell(name: str) -> str:
    r"""The LaTeX of a name.

    >>> [spell(name) for name in ("X", "sh", "Yhat", "sigma", "x_1", "W2", "rate")]
    ['X', 's_h', '\\hat{Y}', '\\sigma', 'x_{1}', 'W_{2}', '\\mathrm{rate}']
    """
    if len(name) == 1 and name != "_":
        return name
    if _GREEK.fullmatch(name):
        return f"\\{name}"
    if hat := re.fullmatch(r"([A-Za-z]+?)_?hat", name):
        return rf"\hat{{{spell(hat[1])}}}"
    if len(name) == 2 and name.islower() and name[1] in _SIDES:
        return f"{name[0]}_{name[1]}"
    if numbered := re.fullmatch(r"([A-Za-z]+?)_?([0-9]+)", name):
        return f"{spell(numbered[1])}_{{{numbered[2]}}}"
    if below := re.fullmatch(r"([A-Za-z])_([A-Za-z]+)", name):
        return f"{below[1]}_{{{spell(below[2])}}}"
    return rf"\mathrm{{{name.replace('_', chr(92) + '_')}}}"
