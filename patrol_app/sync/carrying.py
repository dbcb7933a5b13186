"""Files for somebody else: kept as they came and handed on unchanged (sync.md §4).

A county's stick brings packages that the city reads too, and takes receipts, packages down and
base data of the city home to the stations. The files lie in ``carry/`` of the data folder under
their digest; nothing in them is opened, nothing is signed again, and none goes away before it
was handed on and a person dropped it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from patrol_app import limits
from patrol_app.domain.journal.canonical import FormatFault
from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.i18n import N_
from patrol_app.services.desk_ports import Carried, Way
from patrol_app.services.units import below
from patrol_app.sync.container import open_header, verify
from patrol_app.sync.desk import Desk
from patrol_app.sync.gathering import SUFFIX
from patrol_app.sync.header import Header
from patrol_app.sync.keys import kid_of
from patrol_app.sync.outgoing import need_folder

LOWEST = "station"
MOST_FILES = limits.CARRIED_FILES
MOST_BYTES = limits.CARRIED_BYTES


@dataclass(frozen=True)
class Parcel:
    """What is to be handed on of one file.

    Attributes:
        header: as signed; way: up or down; targets: unit codes, empty = every unit below.
        alone: it is not for this unit at all.
    """

    header: Header
    way: Way
    targets: tuple[str, ...]
    alone: bool


class Post:
    """Who is above and who is below this unit: asked once for all files of one call.

    Attributes:
        below: unit codes known below.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        queries = desk.store.queries
        identity = queries.identity()
        self._own, self._kid, self._level = identity.unit, identity.kid, identity.level
        self._above = {one.unit for one in desk.keyring.ancestors()} - {self._own}
        devices = {one.unit for one in queries.devices() if one.status != "issuer"}
        self.below = ({*below(queries, self._own), *devices}) - {self._own} - self._above

    def parcel(self, stream: BinaryIO) -> Parcel | None:
        """What is to be handed on of a file; None for one that concerns nobody else.

        Only a file whose signature holds is carried. A package up of a device that is not
        known here is carried too: the level above may know it.

        Args:
            stream: the spooled file; left at its beginning.
        """
        # A station: its neighbours' files are for the level above. A county that does not know
        # its stations yet keeps their packages: the level above does.
        if not self.below and self._level == LOWEST:
            return None
        stream.seek(0)
        try:
            opened = open_header(stream)
            header = opened.header
            way, targets = self._targets(header)
            if way is None or header.kid == self._kid:
                return None
            public = self._key(header)
            if public is not None:
                verify(opened, public)
            elif header.kind != "up":
                return None
        except (UserError, FormatFault):
            return None
        finally:
            stream.seek(0)
        mine = self._own in header.to or header.kind == "base"
        return Parcel(header, way, targets, not mine)

    def _targets(self, header: Header) -> tuple[Way | None, tuple[str, ...]]:
        if header.kind == "base":
            known = header.from_unit in self._above and bool(self.below)
            return ("down", ()) if known else (None, ())
        if header.kind not in ("up", "down", "receipt", "grant"):
            return None, ()
        upper = tuple(unit for unit in header.to if unit in self._above)
        if upper:
            return "up", upper
        lower = tuple(unit for unit in header.to if unit in self.below)
        return ("down", lower) if lower and header.kind != "up" else (None, ())

    def _key(self, header: Header) -> bytes | None:
        """The known public key of who signed it."""
        device = self._desk.store.queries.device(header.kid)
        if device is not None:
            return bytes.fromhex(device.sign_key)
        root = self._desk.keyring.root()
        keys = [bytes.fromhex(text) for text in root.root.keys] if root else []
        return next((key for key in keys if kid_of(key) == header.kid), None)


def keep(desk: Desk, parcel: Parcel, file: Path, sha256: str, name: str) -> bool:
    """Keep a copy of ``file`` to be handed on; whether it was new.

    Raises:
        UserError: ``carry.full``.
        EnvironmentFault: the disk is full or failed.
    """
    queries = desk.store.queries
    if queries.carried_file(sha256) is not None:
        return False
    size = file.stat().st_size
    waiting = queries.carried()
    if len(waiting) >= MOST_FILES or sum(row.bytes for row in waiting) + size > MOST_BYTES:
        raise UserError(
            "carry.full", N_("Too many files for others are kept here: drop those handed on.")
        )
    folder = desk.paths.root / "carry"
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / (sha256 + SUFFIX)
    copy_whole(desk, file, target)
    header = parcel.header
    row = Carried(
        sha256=sha256,
        way=parcel.way,
        kind=header.kind,
        unit=header.from_unit,
        target=" ".join(parcel.targets),
        name=name,
        path=str(target.relative_to(desk.paths.root)),
        bytes=size,
        received_ms=desk.clock.now_ms(),
    )
    with desk.store.begin(N_("receiving")) as work:
        work.put_carried(row)
        work.audit("exchange.carry", {"sha256": sha256, "way": row.way, "kind": row.kind})
        changes = work.commit()
    desk.publish(changes)
    return True


def hand_up(desk: Desk, out: Path, *, again: bool = False) -> list[Path]:
    """Lay the packages for the levels above into ``out``; those written.

    Args:
        again: also those handed on before.
    """
    rows = [row for row in desk.store.queries.carried() if row.way == "up"]
    return _hand(desk, [row for row in rows if again or not row.given_ms], out)


def hand_down(
    desk: Desk, units: Iterable[str], out: Path, *, again: bool = False
) -> dict[str, list[Path]]:
    """Lay files for units below into a folder of ``out`` for each of them.

    Args:
        units: whose stick it is. A unit's stick also takes what is for the units below it.
        out: folder; made when absent. again: also those handed on before.

    Returns:
        The files by unit; units without any are absent.
    """
    queries = desk.store.queries
    rows = [row for row in queries.carried() if row.way == "down"]
    found: dict[str, list[Path]] = {}
    for unit in dict.fromkeys(units):
        served = {unit, *below(queries, unit)}
        mine = [row for row in rows if not row.target or served & set(row.target.split())]
        due = [row for row in mine if again or not row.given_ms or not row.target]
        written = _hand(desk, due, out / unit) if due else []
        if written:
            found[unit] = written
    return found


def drop_given(desk: Desk, hashes: Sequence[str] = ()) -> int:
    """Remove files that were handed on; ``hashes`` only those. How many went.

    Raises:
        UserError: ``carry.not_given``: one of ``hashes`` was not handed on yet.
    """
    gone = 0
    for row in desk.store.queries.carried():
        if hashes and row.sha256 not in hashes:
            continue
        if not row.given_ms:
            if hashes:
                raise UserError("carry.not_given", N_("{name} was not handed on yet."),
                                name=row.name)  # fmt: skip
            continue
        with desk.store.begin(N_("dropping files handed on")) as work:
            work.drop_carried(row.sha256)
            work.audit("exchange.carry_drop", {"sha256": row.sha256})
            changes = work.commit()
        # after the commit: a crash in between leaves a file, never a row without its file
        desk.files.drop(desk.paths.root / row.path)
        desk.publish(changes)
        gone += 1
    return gone


def copy_whole(desk: Desk, source: Path, target: Path) -> str:
    """A copy that stands under its name only when it is whole; its sha256 hex."""

    def fill(out: BinaryIO) -> None:
        """Pass the bytes on."""
        with source.open("rb") as stream:
            shutil.copyfileobj(stream, out, 1024 * 1024)

    return desk.files.write(target, fill)


def _hand(desk: Desk, rows: Sequence[Carried], out: Path) -> list[Path]:
    """Copy ``rows`` into ``out`` and note that they were handed on."""
    written: list[Path] = []
    given: list[Carried] = []
    for row in rows:
        source = desk.paths.root / row.path
        if not source.is_file():
            raise EnvironmentFault(
                "carry.missing", N_("The file {name} kept for others is gone."), name=row.name
            )
        need_folder(out)
        target = _free(out, row)
        if target is not None:
            copy_whole(desk, source, target)
            written.append(target)
        given.append(row)
    if given:
        now = desk.clock.now_ms()
        with desk.store.begin(N_("handing files on")) as work:
            for row in given:
                work.put_carried(replace(row, given_ms=now))
            work.audit("exchange.hand_on", {"files": len(given)})
            changes = work.commit()
        desk.publish(changes)
    return written


def _free(out: Path, row: Carried) -> Path | None:
    """Where the file goes; None where it lies already. A name taken gets a piece of the digest."""
    for name in (row.name, f"{Path(row.name).stem}-{row.sha256[:8]}{SUFFIX}"):
        target = out / name
        if not target.exists():
            return target
        if target.stat().st_size == row.bytes:
            import hashlib

            with target.open("rb") as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() == row.sha256:
                    return None
    return out / f"{row.sha256}{SUFFIX}"
