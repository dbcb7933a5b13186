"""林巡 Patrol: offline field-patrol records for forestry and grassland bureaus."""

import os

# pydantic would look through every installed distribution for plugins; there are to be none
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")

__version__ = "0.1.0"
