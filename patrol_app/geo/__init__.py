"""Positions, tracks, distances and the readers of files from outside."""
