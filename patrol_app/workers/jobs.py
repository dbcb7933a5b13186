"""The jobs a worker process knows, by name, imported when first asked for.

A job is ``def job(args: dict, parts: list[bytes], progress) -> tuple[dict, list[bytes]]``:
``args`` and the result are plain JSON values, ``progress(done, total)`` tells how far it is and
stops the job where a person cancelled it. Add a job by one line here.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any, Final

Progress = Callable[[int, int], None]
Job = Callable[[dict[str, Any], list[bytes], Progress], tuple[dict[str, Any], list[bytes]]]

JOBS: Final[dict[str, str]] = {
    "read_file": "patrol_app.workers.reading:read_file",
    "read_files": "patrol_app.workers.reading:read_files",
    "tiles_open": "patrol_app.workers.mbtiles:open_map",
    "tiles_read": "patrol_app.workers.mbtiles:read_tiles",
    "base_preview": "patrol_app.workers.base:preview",
    "base_rows": "patrol_app.workers.base:rows",
    "base_write": "patrol_app.workers.base_writing:write",
    "patch_write": "patrol_app.workers.patch_writing:write",
    "travel_copy": "patrol_app.workers.reading:travel_copies",
}
# Jobs that write where a person chose; they read nothing foreign. All others are confined.
WRITING: Final = frozenset({"base_write", "patch_write"})


def load(name: str) -> Job:
    """The job ``name``.

    Raises:
        KeyError: there is no such job.
    """
    module, _, function = JOBS[name].partition(":")
    job: Job = getattr(importlib.import_module(module), function)
    return job
