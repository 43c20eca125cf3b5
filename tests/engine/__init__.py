"""The engine: checks on cases, gathered into a report."""
