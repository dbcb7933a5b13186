"""A look at stored files: what rotted is fetched from a mirror, else asked for from above."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from patrol_app.events import EventBus
from patrol_app.i18n import N_
from patrol_app.services.backup_ports import BackupFiles
from patrol_app.services.backup_types import Looked
from patrol_app.services.ports import Store

Cancelled = Callable[[], bool]


def look_at_files(
    store: Store,
    files: BackupFiles,
    bus: EventBus,
    mirrors: Sequence[Path],
    cancelled: Cancelled,
    *,
    every: bool = False,
) -> Looked:
    """Read stored files and act on those that are missing or damaged.

    A damaged file is put aside, so that a whole one can take its name: from a mirror at once,
    else from the level above, which is asked for it by the next package's word.

    Args:
        store: the open data folder.
        files: reads and fetches.
        bus: told after the commit.
        mirrors: folders beside whose backups files are mirrored.
        cancelled: asked between two files.
        every: read all files; else a sample of twenty and those lost before.

    Raises:
        UserError: ``backup.cancelled``.
        EnvironmentFault: a disk failed.
    """
    queries = store.queries
    returned = [sha256 for sha256, _number in queries.lost_blobs(back=True)]
    before = [sha256 for sha256, _number in queries.lost_blobs()]
    count, bad = files.unsound(every, cancelled)
    for sha256 in bad:
        files.put_aside(sha256)
    mended = [sha256 for sha256 in dict.fromkeys((*bad, *before)) if files.refetch(sha256, mirrors)]
    gone = [sha256 for sha256 in bad if sha256 not in mended]
    if returned or mended or gone:
        with store.begin(N_("looking at files")) as work:
            work.mark_blobs([*returned, *mended], held=True)
            work.mark_blobs(gone, held=False)
            work.audit("backup.look", {"mended": len(mended), "lost": len(gone)})
            bus.publish(work.commit())
    return Looked(count, len(mended), tuple(queries.lost_blobs()))
