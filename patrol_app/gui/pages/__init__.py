"""The pages of the window; each is built by its constructor from a ``Context``."""
