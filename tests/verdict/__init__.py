"""From two numbers to a verdict."""
