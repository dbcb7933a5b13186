"""Grazing: what stands beside the form of a violation and of a step."""
