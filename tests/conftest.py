"""Everything in here runs pytest on pytest only where it asks for the `pytester` fixture."""

pytest_plugins = ["pytester"]
