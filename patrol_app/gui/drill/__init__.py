"""A drill's own parts: time line, roster, score, and the stop-watch."""
