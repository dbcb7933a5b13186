"""Batch entry: a folder of tracks and photos becomes a table of proposed patrols."""
