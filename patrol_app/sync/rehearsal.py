"""What receiving would do: the same steps in one transaction that is always rolled back.

Nothing is kept: no row, no blob, no file but the spooled copy, which goes away. All files share
the transaction, so a later one is seen on top of those before it, as in earnest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.exchange_types import (
    BundlePreview,
    Dropped,
    Progress,
    Rehearsal,
)
from patrol_app.services.held_words import reason_text
from patrol_app.services.ports import Queries, Taken, UnitOfWork
from patrol_app.sync import intake
from patrol_app.sync.carrying import Post
from patrol_app.sync.container import Opened, open_header
from patrol_app.sync.desk import Desk, Spooled
from patrol_app.sync.down_taken import OTHER_DEVICE
from patrol_app.sync.gathering import Given, gather_all, in_stream_order
from patrol_app.sync.handlers import check_file
from patrol_app.sync.header import Header
from patrol_app.sync.kinds import CheckedFile
from patrol_app.sync.receiving import Stopped, Unasked, asked, left_open


@dataclass
class Seen:
    """One file's preview while the others are still to come."""

    preview: BundlePreview
    stream: str = ""
    deliveries: str = ""
    touched: frozenset[tuple[str, str]] = field(default_factory=frozenset)


class Rehearsing:
    """One call of ``rehearse``.

    Args:
        desk: this store.
        progress: told (files read, files in all); False stops.
    """

    def __init__(self, desk: Desk, progress: Progress | None = None) -> None:
        self._desk = desk
        self._progress = progress
        self._done = 0
        self._total = 0
        self._brought: set[str] = set()
        self._post = Post(desk)

    def run(self, paths: Sequence[Path]) -> Rehearsal:
        """Preview the files.

        Raises:
            UserError: ``receive.nothing``, ``receive.too_many``.
        """
        gathered = gather_all(paths)
        given = gathered.files
        self._total = len(given)
        seen: dict[Path, Seen] = {}
        with self._desk.store.begin(N_("previewing")) as work:
            try:
                for one in in_stream_order(given):
                    self._alive()
                    preview = self._one(work, one)
                    if preview is None:
                        gathered.pass_over(one.path, "file.unasked")
                    else:
                        seen[one.path] = preview
                    self._done += 1
            except Stopped:
                pass
            ordered = [seen[one.path] for one in given if one.path in seen]
            # No commit: leaving the block takes everything back.
            bundles = tuple(self._counted(work.queries, ordered))
        return Rehearsal(bundles, tuple(gathered.passed), gathered.more)

    def _alive(self) -> None:
        if self._progress and not self._progress(self._done, self._total):
            raise Stopped

    def _one(self, work: UnitOfWork, given: Given) -> Seen | None:
        try:
            with self._desk.spooled(given.path) as spooled, spooled.path.open("rb") as stream:
                parcel = self._post.parcel(stream)
                if parcel is not None and parcel.alone:
                    plain = _plain(given, parcel.header)
                    return Seen(replace(plain, fate="carried", carried=True))
                seen = self._read(work, given, spooled, stream)
                if parcel is not None and seen.preview.fate != "refused":
                    return replace(seen, preview=replace(seen.preview, carried=True))
                return seen
        except Unasked:
            return None
        except UserError as fault:
            return Seen(_not_taken(given, None, fault))

    def _read(self, work: UnitOfWork, given: Given, spooled: Spooled, stream: BinaryIO) -> Seen:
        opened: Opened | None = None
        try:
            opened = open_header(stream)
            header = opened.header
            if not given.named:
                asked(self._desk, header)
            row = work.queries.bundle_in(spooled.sha256)
            if row is not None and row.status == "done":
                return Seen(replace(_plain(given, header), fate="known"), header.stream)
            with self._desk.scratch() as scratch:
                checked = check_file(work.queries, header, stream, scratch)
                return self._take(work, given, checked)
        except intake.Forked as fault:
            # As in earnest, where the stream is frozen from here on.
            if opened:
                work.freeze(fault.stream or opened.header.stream, fault.seq)
            return Seen(_not_taken(given, opened, fault))
        except UserError as fault:
            if fault.code == OTHER_DEVICE and not given.named:
                raise Unasked from fault
            return Seen(_not_taken(given, opened, fault))

    def _take(self, work: UnitOfWork, given: Given, checked: CheckedFile) -> Seen:
        took = checked.apply(work, self._desk.clock.now_ms(), self._alive)
        if checked.inner is not None:
            self._brought.update(checked.inner.blobs())
        preview = replace(
            _plain(given, checked.opened.header),
            fate=took.fate,
            device_no=took.device_no,
            clock_marks=took.clock_marks,
            datum_pending=took.datum_pending,
            dropped=_aside(took.taken),
            kinds=_kinds(took.taken),
            **took.counts(),
        )
        return Seen(preview, took.stream, took.deliveries, took.touched)

    def _counted(self, queries: Queries, seen: Sequence[Seen]) -> list[BundlePreview]:
        """Each with the gaps and missing files that would be left after all of them."""
        gaps = {info.stream: info.missing for info in queries.streams()}
        missing = {
            (kind, rec) for sha, kind, rec in queries.missing_blobs() if sha not in self._brought
        }
        return [
            replace(
                one.preview,
                gaps=left_open(queries, gaps, one.stream, one.deliveries),
                missing_blobs=len(one.touched & missing),
            )
            for one in seen
        ]


def _plain(given: Given, header: Header) -> BundlePreview:
    return BundlePreview(given.path, header.kind, header.from_unit, upto=header.upto)


def _not_taken(given: Given, opened: Opened | None, fault: UserError) -> BundlePreview:
    plain = _plain(given, opened.header) if opened else BundlePreview(given.path)
    fate = intake.FATES.get(fault.code, "refused")
    return replace(plain, fate=fate, code=fault.code, message=fault.message())


def _kinds(taken: Taken) -> tuple[tuple[str, int, int], ...]:
    """(record type, new, changed) of what a file brings."""
    counts: dict[str, list[int]] = {}
    for at, pairs in enumerate((taken.created, taken.updated)):
        for kind, _rec in pairs:
            counts.setdefault(kind, [0, 0])[at] += 1
    return tuple((kind, new, changed) for kind, (new, changed) in sorted(counts.items()))


def _aside(taken: Taken) -> tuple[Dropped, ...]:
    """Entries that would be put aside, by reason."""
    counts: dict[str, int] = {}
    for one in taken.held:
        counts[one.reason] = counts.get(one.reason, 0) + 1
    return tuple(Dropped(code, reason_text(code), n) for code, n in sorted(counts.items()))
