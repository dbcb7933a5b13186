"""Readers of files from outside: bounded, tolerant, and plain about what they left out."""
