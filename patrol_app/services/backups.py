"""Backups: made, proved, rotated, copied to a second place; nothing counts before its proof."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from patrol_app.errors import EnvironmentFault, PatrolError, UserError
from patrol_app.events import EventBus
from patrol_app.i18n import N_
from patrol_app.paths import DataPaths
from patrol_app.services.backup_ports import BackupFiles
from patrol_app.services.backup_rotation import DAY_MS, expires_ms, to_drop
from patrol_app.services.backup_types import (
    FIRST,
    HAND,
    SECOND,
    BackupMade,
    BackupNote,
    BackupRow,
    Looked,
    Mirrored,
    Place,
    Proof,
    SafetyState,
)
from patrol_app.services.file_care import look_at_files
from patrol_app.services.ports import Clock, Store
from patrol_app.services.session import Actor
from patrol_app.settings import Settings

RIGHT: Final = "backup"
AGAIN_MS: Final = 20 * 3_600_000  # the automatic one: once a day, whatever the hour of the start
OLD_MS: Final = 7 * DAY_MS
Cancelled = Callable[[], bool]


def never() -> bool:
    """Nobody asks to stop."""
    return False


class Backups:
    """What the card 备份与恢复 and the command ``backup`` do, but for a restore of everything.

    Args:
        store: the open data folder.
        paths: its layout.
        clock: the device's clocks.
        settings: where backups go.
        files: makes and proves them.
        bus: told after each commit.
    """

    def __init__(
        self,
        store: Store,
        paths: DataPaths,
        clock: Clock,
        settings: Settings,
        files: BackupFiles,
        bus: EventBus | None = None,
    ) -> None:
        self._store, self._paths, self._clock = store, paths, clock
        self._settings, self._files, self._bus = settings, files, bus or EventBus()

    @property
    def files(self) -> BackupFiles:
        """The files themselves."""
        return self._files

    def first_folder(self) -> Path:
        """Where backups go; inside the data folder while nothing is chosen."""
        named = self._settings.text("backup_folder")
        return Path(named) if named else self._paths.backups

    def second_folder(self) -> Path | None:
        """The second place, None while nothing is chosen."""
        named = self._settings.text("backup_second")
        return Path(named) if named else None

    def state(self) -> SafetyState:
        """What the card and Today say."""
        rows = self._store.queries.backups()
        now = self._clock.now_ms()
        last = _newest(row for row in rows if row.state == "proven")
        second = _newest(row for row in rows if row.state == "proven" and row.place == SECOND)
        return SafetyState(
            last=last,
            second=second,
            first_folder=self.first_folder(),
            second_folder=self.second_folder(),
            old=last is None or now - last.proven_ms > OLD_MS,
            nag=second is None or now - second.proven_ms > OLD_MS,
            recovery=self._files.recovery(),
            rows=tuple(rows),
            lost=tuple(self._store.queries.lost_blobs()),
        )

    def due(self) -> bool:
        """Whether the automatic backup of the day is to be made now."""
        last = self.state().last
        return last is None or abs(self._clock.now_ms() - last.made_ms) > AGAIN_MS

    def due_at_close(self) -> bool:
        """Whether the automatic one is due and the journal moved since the last proved one."""
        last = self.state().last
        moved = last is None or self._store.queries.journal_size() != last.ops
        return moved and self.due()

    def make_if_due(self, cancelled: Cancelled = never) -> BackupMade | None:
        """The automatic one at closing; None where another was made just before.

        Raises:
            UserError, EnvironmentFault: as ``make``.
        """
        return self.make(None, cancelled=cancelled) if self.due_at_close() else None

    def make(
        self, actor: Actor | None = None, out: Path | None = None, cancelled: Cancelled = never
    ) -> BackupMade:
        """Make a backup, prove it, mirror the files, copy it to the second place, rotate.

        Args:
            actor: who asks; None = the program itself, once a day.
            out: another folder than the two places; no rotation there.
            cancelled: asked between the steps.

        Raises:
            UserError: ``session.forbidden``, ``backup.cancelled``.
            EnvironmentFault: the first place cannot be written, or the backup did not pass its
                proof (``backup.unproved``; it is kept and counts for nothing).
        """
        if actor is not None:
            actor.need(RIGHT)
        folder = (out or self.first_folder()).absolute()
        place: Place = HAND if out else FIRST
        # before the copy: a damaged file is neither mirrored nor counted as held
        look_at_files(self._store, self._files, self._bus, self._mirrors(), cancelled)
        path, note = self._files.make(folder, self._clock.now_ms(), cancelled)
        mirrored = None if self._inside(folder) else self._files.mirror(folder, cancelled)
        rows = [self._proved(path, place, note, cancelled)]
        failed: dict[str, str] = {}
        second = None if out else self.second_folder()
        if second is not None:
            try:
                row, mirrored = self._copy(path, second.absolute(), note, cancelled)
                rows.append(row)
            except EnvironmentFault as fault:
                # a stick that is not in the machine: the first place counts, the nag goes on
                failed[str(second)] = fault.code
        dropped = () if out else self._rotate(rows)
        self._write_down("backup.make", actor, rows)
        return BackupMade(tuple(rows), mirrored, dropped, note.recovery, failed)

    def prove(self, path: Path, actor: Actor, cancelled: Cancelled = never) -> Proof:
        """Restore a backup into a private folder and look at it; keep the outcome.

        Raises:
            UserError: ``session.forbidden``, ``backup.*``.
        """
        actor.need(RIGHT)
        path = path.absolute()
        known = {row.path: row for row in self._store.queries.backups()}
        try:
            proof = self._files.prove(path, cancelled)
        except UserError as fault:
            if path in known and fault.code != "backup.cancelled":
                self._keep(_marked(known[path], "failed", self._clock.now_ms(), fault.code))
            raise
        row = known.get(path) or _row(path, HAND, proof.note)
        row = _marked(row, "proven", self._clock.now_ms())
        self._keep(row)
        self._write_down("backup.prove", actor, [row])
        return proof

    def mend_file(self, sha256: str, actor: Actor) -> bool:
        """Fetch a missing or damaged file from the mirrors; whether one held it whole.

        Raises:
            UserError: ``session.forbidden``.
        """
        actor.need(RIGHT)
        found = self._files.refetch(sha256, self._mirrors())
        if found:
            with self._store.begin(N_("fetching a file")) as work:
                work.audit("backup.file", {"actor": actor.id, "count": 1})
                self._bus.publish(work.commit())
        return found

    def look_at_files(self, actor: Actor, cancelled: Cancelled = never) -> Looked:
        """Read every stored file; mend from the mirrors, else ask above with the next package.

        Raises:
            UserError: ``session.forbidden``, ``backup.cancelled``.
            EnvironmentFault: a disk failed.
        """
        actor.need(RIGHT)
        return look_at_files(
            self._store, self._files, self._bus, self._mirrors(), cancelled, every=True
        )

    def _mirrors(self) -> list[Path]:
        """Folders beside whose backups files may be mirrored."""
        places = [self.first_folder(), self.second_folder()]
        rows = self._store.queries.backups()
        folders = [*(one for one in places if one), *(Path(row.folder) for row in rows)]
        return list(dict.fromkeys(folders))

    def holding(self, since_ms: int) -> list[tuple[BackupRow, int]]:
        """Backups made before ``since_ms`` that still exist, each with the time (UTC ms) at
        which rotation will have taken it away: they hold what was erased since."""
        rows = self._store.queries.backups()
        return [
            (row, expires_ms(row, rows))
            for row in rows
            if row.made_ms <= since_ms and row.path.exists()
        ]

    def _proved(
        self, path: Path, place: Place, note: BackupNote, cancelled: Cancelled
    ) -> BackupRow:
        row = _row(path, place, note)
        try:
            proof = self._files.prove(path, cancelled)
        except PatrolError as fault:
            if fault.code == "backup.cancelled":
                self._files.drop(path)
                raise
            self._keep(_marked(row, "failed", self._clock.now_ms(), fault.code))
            raise EnvironmentFault(
                "backup.unproved",
                N_("The backup did not pass its proof and does not count. Use another disk."),
            ) from fault
        reason = "blob.damaged" if proof.damaged else "blob.missing" if proof.missing else ""
        row = _marked(row, "proven", self._clock.now_ms(), reason)
        self._keep(row)
        return row

    def _copy(
        self, path: Path, folder: Path, note: BackupNote, cancelled: Cancelled
    ) -> tuple[BackupRow, Mirrored]:
        if not folder.is_dir():
            # made only where it was once: a mount point without its stick must stay empty
            raise EnvironmentFault("backup.place", N_("The second place is not there."))
        target = self._files.copy(path, folder)
        mirrored = self._files.mirror(folder, cancelled)
        return self._proved(target, SECOND, note, cancelled), mirrored

    def _rotate(self, made: list[BackupRow]) -> tuple[Path, ...]:
        """Take away what no period needs, in the folders just written."""
        gone: list[BackupRow] = []
        rows = self._store.queries.backups()
        for folder in {row.folder for row in made}:
            here = [row for row in rows if row.folder == folder and row.place != HAND]
            gone += to_drop(here)
        for row in gone:
            self._files.drop(row.path)
        if gone:
            with self._store.begin(N_("backups")) as work:
                for row in gone:
                    work.drop_backup(row)
                self._bus.publish(work.commit())
        return tuple(row.path for row in gone)

    def _keep(self, row: BackupRow) -> None:
        with self._store.begin(N_("backups")) as work:
            work.put_backup(row)
            self._bus.publish(work.commit())

    def _write_down(self, what: str, actor: Actor | None, rows: list[BackupRow]) -> None:
        detail = {"actor": actor.id if actor else "", "count": len(rows), "ops": rows[0].ops}
        with self._store.begin(N_("backups")) as work:
            work.audit(what, detail)
            self._bus.publish(work.commit())

    def _inside(self, folder: Path) -> bool:
        """On the data folder's own disk a mirror of its files would keep nothing safe."""
        return folder.resolve().is_relative_to(self._paths.root.resolve())


def _newest(rows: Iterable[BackupRow]) -> BackupRow | None:
    return max(rows, key=lambda row: row.made_ms, default=None)


def _row(path: Path, place: Place, note: BackupNote) -> BackupRow:
    return BackupRow(
        folder=str(path.parent),
        name=path.name,
        place=place,
        made_ms=note.made_ms,
        proven_ms=0,
        bytes=path.stat().st_size,
        ops=note.totals.ops,
        head=note.totals.head,
        state="made",
    )


def _marked(row: BackupRow, state: str, now_ms: int, reason: str = "") -> BackupRow:
    proven = now_ms if state == "proven" else row.proven_ms
    return replace(row, state=state, proven_ms=proven, reason=reason)
