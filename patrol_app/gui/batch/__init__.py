"""Batch entry in the window: a grid of proposed patrols corrected by keyboard."""
