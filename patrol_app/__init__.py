"""林巡 Patrol: offline field-patrol records for forestry and grassland bureaus."""

__version__ = "0.1.0"
