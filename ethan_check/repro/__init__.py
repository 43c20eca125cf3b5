"""A failure as one Python file that anybody can run: the layer, its arrays, and one call of Ethan's."""
