"""The reader process of the window and of commands, behind the ports that services name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from patrol_app import limits
from patrol_app.services.import_types import FileAnswer, IsCancelled, OnProgress

if TYPE_CHECKING:
    from patrol_app.workers.client import WorkerPool


class ProcessReader:
    """The port ``FileReader``: one reader process, started at first use and kept."""

    def __init__(self) -> None:
        self._pool: WorkerPool | None = None

    @property
    def pool(self) -> WorkerPool:
        """The processes; also for other jobs of the window."""
        if self._pool is None:
            from patrol_app.workers.client import WorkerPool

            self._pool = WorkerPool()
        return self._pool

    def read(
        self,
        paths: Sequence[Path],
        arguments: Mapping[str, Any],
        *,
        on_progress: OnProgress | None = None,
        cancelled: IsCancelled | None = None,
    ) -> Sequence[FileAnswer]:
        """Every file's answer, in order.

        Raises:
            UserError: ``work.cancelled``.
        """
        from patrol_app.workers.batch import read_many

        return read_many(
            self.pool, paths, dict(arguments), on_progress=on_progress, cancelled=cancelled
        )

    def run(
        self,
        job: str,
        arguments: Mapping[str, Any],
        *,
        on_progress: OnProgress | None = None,
        cancelled: IsCancelled | None = None,
        parts: Sequence[bytes] = (),
    ) -> FileAnswer:
        """One job on base data, with the room that a county's sub-compartments need.

        Raises:
            UserError: the file is refused, or ``work.cancelled``.
        """
        given = dict(arguments)
        if given.get("path"):
            given["path"] = str(Path(str(given["path"])).absolute())
        return self.pool.run(
            job,
            given,
            parts,
            timeout_s=limits.BASE_SECONDS,
            memory_mb=limits.BASE_MEMORY_MB,
            on_progress=on_progress,
            cancelled=cancelled,
            label=Path(str(arguments.get("path", ""))).name,
        )

    def close(self) -> None:
        """End the process."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None
