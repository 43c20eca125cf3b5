"""The machinery that runs code of somebody else and leaves no trace."""
