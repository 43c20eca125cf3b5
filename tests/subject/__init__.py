"""What a check sees of a layer, piece by piece."""
