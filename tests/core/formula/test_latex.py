"""Golden LaTeX."""

from __future__ import annotations

import pytest

from core.formula.samples import SAMPLES
from ethan_core.formula import parse_formula, parse_formulas, write_latex

GOLDEN = [
    (
        "Y[n,o] = sum(W[o,i]*X[n,i] for i) + b[o]",
        r"Y_{n,o} = \sum_{i} W_{o,i} X_{n,i} + b_{o}",
    ),
    (
        "Y[n,c,i,j] = sum(X[n,c,i*sh+p-ph,j] for p < kh)",
        r"Y_{n,c,i,j} = \sum_{0 \leq p < k_h} X_{n,c,i s_h + p - p_h,j}",
    ),
    (
        "Y[i,j] = max(X[i+p,j+q] for p < kh, q < kw) for i < H-kh+1, j < 3",
        r"Y_{i,j} = \max_{\substack{0 \leq p < k_h \\ 0 \leq q < k_w}} X_{i + p,j + q}"
        r" \qquad 0 \leq i < H - k_h + 1, 0 \leq j < 3",
    ),
    (
        "dY[*i]/dX[*i] = 1 if X[*i] > 0 else 0",
        r"\frac{\partial Y_{\mathbf{i}}}{\partial X_{\mathbf{i}}} = "
        r"\begin{cases} 1 & \text{if } X_{\mathbf{i}} > 0 \\ 0 & \text{otherwise} \end{cases}",
    ),
    (
        "Y[i] = 1 if X[i] > 1 else -1 if X[i] <= -1 and not i == 2 else X[i]",
        r"Y_{i} = \begin{cases} 1 & \text{if } X_{i} > 1 \\ -1 & \text{if } X_{i} \leq -1 \land "
        r"\lnot \left(i = 2\right) \\ X_{i} & \text{otherwise} \end{cases}",
    ),
    (
        "dL/dW[o,i] = sum(dL/dY[n,o]*X[n,i] for n)/N",
        r"\frac{\partial L}{\partial W_{o,i}} = "
        r"\frac{\sum_{n} \frac{\partial L}{\partial Y_{n,o}} X_{n,i}}{N}",
    ),
    ("Y[i] = 1/(1 + exp(-X[i]))", r"Y_{i} = \frac{1}{1 + e^{-X_{i}}}"),
    ("Y[i] = exp(X[i]/2)", r"Y_{i} = \exp\left(\frac{X_{i}}{2}\right)"),
    (
        "Y[i] = sqrt(2/pi)*tanh(X[i])**2",
        r"Y_{i} = \sqrt{\frac{2}{\pi}} \left(\tanh\left(X_{i}\right)\right)^{2}",
    ),
    ("Y[i] = (a + b)*-c/abs(d)**3", r"Y_{i} = \frac{\left(a + b\right) \cdot -c}{\left|d\right|^{3}}"),
    ("Y[i] = a - (b - c)*2", r"Y_{i} = a - \left(b - c\right) \cdot 2"),
    ("Y[i] = sum(a + b for i)*2", r"Y_{i} = \left(\sum_{i} \left(a + b\right)\right) \cdot 2"),
    ("Y[i] = 2*sum(X[t] for t)", r"Y_{i} = 2 \left(\sum_{t} X_{t}\right)"),
    (
        "L = sum(x_1*Yhat[n,c] for n, c if n != c)",
        r"L = \sum_{\substack{n \\ c \\ n \neq c}} x_{1} \hat{Y}_{n,c}",
    ),
    ("Y[n,flat(c,h)] = X[n,c,h]", r"Y_{n,\operatorname{flat}\left(c, h\right)} = X_{n,c,h}"),
    (
        "Y[i] = 1 if first_argmax(X[p,q] for p, q) == (i, 0) or a % 2 >= 1 else erf(a)//b",
        r"Y_{i} = \begin{cases} 1 & \text{if } \operatorname*{first argmax}_{p,q} X_{p,q} = "
        r"\left(i, 0\right) \lor a \bmod 2 \geq 1 \\ "
        r"\left\lfloor \frac{\operatorname{erf}\left(a\right)}{b} \right\rfloor "
        r"& \text{otherwise} \end{cases}",
    ),
    (
        "y = max(a, floor(kernel_size)) - prod(sigma for n)",
        r"y = \max\left(a, \left\lfloor "
        r"\mathrm{kernel\_size} \right\rfloor\right) - \prod_{n} \sigma",
    ),
]


@pytest.mark.parametrize(("text", "latex"), GOLDEN, ids=[text for text, _ in GOLDEN])
def test_golden(text, latex):
    assert write_latex(parse_formula(text)) == latex


@pytest.mark.parametrize("name", SAMPLES)
def test_brackets_pair_up(name):
    latex = "".join(write_latex(line) for line in parse_formulas(SAMPLES[name].text).lines)
    assert latex.count("{") == latex.count("}")
    assert latex.count(r"\left") == latex.count(r"\right")
    assert latex.count(r"\begin") == latex.count(r"\end")
