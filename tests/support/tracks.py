"""Seeded tracks for tests: the project's own generator under its old name."""

from patrol_app.services.sampling.tracks import (
    LAT,
    LON,
    METRES,
    START_MS,
    STEP_MS,
    gpx_bytes,
    gpx_text,
    iso,
    walk,
)

__all__ = ["LAT", "LON", "METRES", "START_MS", "STEP_MS", "gpx_bytes", "gpx_text", "iso", "walk"]
