"""Functions of two clean libraries, whose gradients are right: a failure here is a false alarm, or news."""

from registrations import autograd_functions, mygrad_functions

__all__ = ["autograd_functions", "mygrad_functions"]
