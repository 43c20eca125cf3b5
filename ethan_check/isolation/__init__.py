"""One layer in a process of its own: asked from outside, with a limit in seconds that it cannot reach."""
