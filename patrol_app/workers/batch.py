"""Many files through one worker: a file that ends the process is named, the others are read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.workers.client import DIED, TIMEOUT, Answer, IsCancelled, OnProgress, WorkerPool

GROUP: Final = 100  # files in one request: the answer stays small, a crash repeats few


def read_many(
    pool: WorkerPool,
    paths: Sequence[Path],
    args: dict[str, Any] | None = None,
    *,
    on_progress: OnProgress | None = None,
    cancelled: IsCancelled | None = None,
) -> list[Answer]:
    """Every file's answer, in order; ``result["fault"]`` where a file gave nothing.

    Args:
        pool: the processes.
        paths: files to read.
        args: what job ``read_file`` takes besides ``path``.
        on_progress: called with (files begun, files).
        cancelled: asked while waiting.

    Raises:
        UserError: ``work.cancelled``.
        EnvironmentFault: no process could be started.
    """
    answers: list[Answer] = []
    while len(answers) < len(paths):
        begun = len(answers)
        group = paths[begun : begun + GROUP]
        at = 0

        def told(done: int, total: int, begun: int = begun) -> None:
            """Remember the file in hand; it is to blame when the process ends."""
            nonlocal at
            at = done
            if on_progress is not None:
                on_progress(begun + done, len(paths))

        try:
            answers += _group(pool, group, dict(args or {}), told, cancelled)
        except UserError as error:
            if error.code not in (DIED, TIMEOUT):
                raise
            # The files before it were read but their answer is lost: read them once more, alone.
            before = group[:at]
            if before:
                answers += _group(pool, before, dict(args or {}), None, cancelled)
            answers.append(_blame(group[at], error))
    return answers


def _group(
    pool: WorkerPool,
    paths: Sequence[Path],
    args: dict[str, Any],
    told: OnProgress | None,
    cancelled: IsCancelled | None,
) -> list[Answer]:
    answer = pool.run(
        "read_files",
        {**args, "paths": [str(path.absolute()) for path in paths]},
        timeout_s=limits.READ_SECONDS * max(len(paths), 1),
        on_progress=told,
        cancelled=cancelled,
        label=paths[0].name,
    )
    return [_own(result, answer.parts) for result in answer.result["files"]]


def _own(result: dict[str, Any], parts: list[bytes]) -> Answer:
    """One file's share of a batch answer, its parts numbered from 0."""
    mine: list[bytes] = []
    holders = [result, result.get("track"), *result.get("routes", [])]
    for holder in holders:
        for key in ("part", "raw_part", "travel"):
            if holder and key in holder:
                mine.append(parts[holder[key]])
                holder[key] = len(mine) - 1
    return Answer(result, mine)


def _blame(path: Path, error: UserError) -> Answer:
    fault = {
        "code": error.code,
        "msgid": error.msgid,
        "params": {**error.params, "label": path.name},
    }
    return Answer({"name": path.name, "fault": fault})
