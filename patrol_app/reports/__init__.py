"""Papers: first a model of plain data with the records behind each figure, then a renderer."""
