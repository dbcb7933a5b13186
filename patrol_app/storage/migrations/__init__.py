"""Schema steps of the store; a released one never changes."""
