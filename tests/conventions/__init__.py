"""Small libraries, one for each convention in which people write backward passes."""
