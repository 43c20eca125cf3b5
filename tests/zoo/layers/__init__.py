"""One correct layer a file, with its contract, its configurations and its bugs."""
