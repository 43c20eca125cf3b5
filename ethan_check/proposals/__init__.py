"""Tables for layers that nobody has described: what they would say, tried before it is written."""
