"""Seeded sample data of an invented place, for the demo, tests and measurements.

Equal seeds give equal files; nothing here looks at a clock.
"""
