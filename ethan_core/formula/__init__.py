r"""The formula notation: documentation that runs.

A layer states its forward and its derivatives in the `Formula:` section of its docstring. People read
the lines, and they can be evaluated entry by entry over any kind of number: floats, or 50 digits.

    Y[n,o] = sum(W[o,i]*X[n,i] for i) + b[o]
    dL/dX[n,i] = sum(dL/dY[n,o]*W[o,i] for o)
    dL/dW[o,i] = sum(dL/dY[n,o]*X[n,i] for n)/N

Lines
    `Y[n,o] = ...`               an output, or, where other lines read it and none differentiates it,
                                 a definition: `u[*i] = ...`, `K = 0.044715`
    `L = ...`                    the one number that a loss returns
    `dY[n,i]/dX[n,j] = ...`      a derivative of an output. Entries that the left side does not reach
                                 are zero: `dY[*i]/dX[*i]` is a diagonal, a shared `n` gives blocks
    `dL/dX[n,i] = ...`           a gradient, in which `dL/dY[n,o]` is the cotangent that arrives
    `... for i < bound, j < ...` at the end of a line bounds indices whose range follows from no array
A line indented deeper than the first, or inside an open bracket, continues the line before. Two lines
may state the same derivative in two forms: each is a witness of its own.

Indices
    An index bare in an array's brackets runs over that axis; where two arrays disagree, that is an
    error. `*i` stands for any number of axes. Elsewhere an index may be any whole-number expression of
    indices, whole constants, integer arrays and `+ - * // % max min`: `X[n,c,i*s+p-P,j]`, `W[ids[n],k]`,
    `Y[n,flat(c,h,w)]` and `Y[n,flat(*i)]` (the row-major position). Counting starts at 0. Outside its
    array an entry is zero, and so is any product with it. The indices of one line or sum have a million
    combinations at most.

Expressions, loosest first
    expression := disjunction ["if" disjunction "else" expression]
    disjunction := conjunction {"or" conjunction}        conjunction := negation {"and" negation}
    negation := "not" negation | comparison
    comparison := arithmetic [("==" | "!=" | "<" | "<=" | ">" | ">=") arithmetic]
    arithmetic := product {("+" | "-") product}          product := signed {("*" | "/" | "//" | "%") signed}
    signed := "-" signed | atom ["**" signed]
    atom := number | name | name "[" index {"," index} "]" | "dL/d" name ["[" index {"," index} "]"]
          | function "(" expression ")" | ("max" | "min") "(" expression "," expression {...} ")"
          | generator "(" expression "for" binder {"," binder} ["if" disjunction] ")"
          | "flat" "(" indices ")" | "(" expression ")" | "(" index "," index {...} ")"
    binder := name | "*" name | name "<" index-expression
    function := exp log sqrt tanh erf sin cos floor abs sign
    generator := sum prod max min first_argmax first_argmin
`first_argmax(X[n,c,i*s+p,j*s+q] for p < k, q < k) == (h-i*s, w-j*s)` asks where the largest value first
occurs, the last index running fastest; with one index it is a whole number. `pi` is a constant, and so
is any name that the caller gives: N (the length of the batch axis), other sizes, attributes of the
layer. An index hides a constant of the same name. A condition may be a constant that is True or False.

>>> formulas = parse_formulas('''
...     y[n,i] = exp(x[n,i]) / sum(exp(x[n,t]) for t)
...     dy[n,i]/dx[n,j] = y[n,i]*(1 - y[n,j]) if i == j else -y[n,i]*y[n,j]
... ''')
>>> print(write_latex(formulas.forward[0]))
y_{n,i} = \frac{e^{x_{n,i}}}{\sum_{t} e^{x_{n,t}}}
"""

from ethan_core.errors import FormulaError
from ethan_core.formula.formulas import Formulas, parse_formulas, parse_section
from ethan_core.formula.latex import write_latex
from ethan_core.formula.nodes import Derivative, Formula
from ethan_core.formula.numbers import FloatNumbers, NumberSystem
from ethan_core.formula.parser import parse_formula

__all__ = [
    "Derivative",
    "FloatNumbers",
    "Formula",
    "FormulaError",
    "Formulas",
    "NumberSystem",
    "parse_formula",
    "parse_formulas",
    "parse_section",
    "write_latex",
]
