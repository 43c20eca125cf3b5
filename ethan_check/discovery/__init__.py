"""Finding layers, checks and adapters: by entry point, and by name."""
