"""Every error that a user can meet.

Each message says where, what came, and what was expected, in one line. All of them derive from
`EthanError`, and each also from the built-in exception that a reader would expect.
"""

from __future__ import annotations

from ethan_core.plain_text import readable

__all__ = [
    "ArgumentError",
    "ContractError",
    "DTypeError",
    "EthanError",
    "FormulaError",
    "RegistrationError",
    "ShapeError",
    "StateError",
    "UnknownLayerError",
]


class EthanError(Exception):
    """Base of all errors that Ethan raises on purpose.

    Whatever a message quotes, it can be printed, written and sent, and its lines are of bounded length.

    >>> issubclass(ShapeError, EthanError) and issubclass(ShapeError, ValueError)
    True
    >>> len(str(ShapeError("x" * 10**6)))
    600
    """

    def __str__(self) -> str:
        return readable(super().__str__())


class ArgumentError(EthanError, ValueError):
    """An argument has a value that makes no sense, such as a stride of 0."""


class ShapeError(ArgumentError):
    """An array has a shape that the layer cannot take."""


class DTypeError(EthanError, TypeError):
    """An array has a dtype that the layer cannot take, or is no array at all."""


class StateError(EthanError, RuntimeError):
    """A call came at the wrong time, such as `backward` before any `forward`."""


class ContractError(EthanError, ValueError):
    """A contract is misspelt or contradicts itself, or no shape satisfies it."""


class FormulaError(EthanError, ValueError):
    """A formula is misspelt, or cannot be evaluated on the arrays that it was given.

    `line` and `column` count from 1 and are None where no place in the text is to blame; `text` is
    the line of the formula that the caret points into.

    >>> print(FormulaError("expected ')'", line=1, column=9, text="Y = (X+1"))
    line 1, column 9: expected ')'
        Y = (X+1
                ^
    """

    def __init__(
        self, message: str, line: int | None = None, column: int | None = None, text: str = ""
    ) -> None:
        super().__init__(message, line, column, text)
        self.message = message
        self.line = line
        self.column = column
        self.text = text

    def __str__(self) -> str:
        if self.line is None or self.column is None:
            return readable(self.message)
        start = max(0, self.column - 60)
        window = self.text[start : start + 100]
        shown = "".join(character if character.isprintable() else " " for character in window)
        caret = " " * (self.column - 1 - start) + "^"
        return f"line {self.line}, column {self.column}: {readable(self.message)}\n    {shown}\n    {caret}"


class RegistrationError(EthanError, ValueError):
    """A layer cannot be registered: its name is misspelt or taken, or its cases are unusable."""


class UnknownLayerError(RegistrationError, LookupError):
    """No layer of that name is registered."""
