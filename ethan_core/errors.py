"""Every error that a user can meet.

Each message says where, what came, and what was expected, in one line. All of them derive from
`EthanError`, and each also from the built-in exception that a reader would expect.
"""

from __future__ import annotations

__all__ = [
    "ArgumentError",
    "ContractError",
    "DTypeError",
    "EthanError",
    "RegistrationError",
    "ShapeError",
    "StateError",
    "UnknownLayerError",
]


class EthanError(Exception):
    """Base of all errors that Ethan raises on purpose.

    >>> issubclass(ShapeError, EthanError) and issubclass(ShapeError, ValueError)
    True
    """


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


class RegistrationError(EthanError, ValueError):
    """A layer cannot be registered: its name is misspelt or taken, or its cases are unusable."""


class UnknownLayerError(RegistrationError, LookupError):
    """No layer of that name is registered."""
