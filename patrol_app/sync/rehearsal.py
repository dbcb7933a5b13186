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
from patrol_app.i18n import N_, _
from patrol_app.services.exchange_types import BundlePreview, Dropped, Progress, Rehearsal
from patrol_app.services.ports import Queries, Taken, UnitOfWork
from patrol_app.sync import intake
from patrol_app.sync.container import Opened, open_header
from patrol_app.sync.desk import Desk, Spooled
from patrol_app.sync.gathering import Given, gather, in_stream_order
from patrol_app.sync.handlers import check_file
from patrol_app.sync.header import Header
from patrol_app.sync.kinds import CheckedFile
from patrol_app.sync.receiving import Stopped, Unasked, asked


@dataclass
class Seen:
    """One file's preview while the others are still to come."""

    preview: BundlePreview
    stream: str = ""
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

    def run(self, paths: Sequence[Path]) -> Rehearsal:
        """Preview the files.

        Raises:
            UserError: ``receive.nothing``, ``receive.too_many``.
        """
        given = gather(paths)
        self._total = len(given)
        seen: dict[Path, Seen] = {}
        with self._desk.store.begin(N_("previewing")) as work:
            try:
                for one in in_stream_order(given):
                    self._alive()
                    preview = self._one(work, one)
                    if preview is not None:
                        seen[one.path] = preview
                    self._done += 1
            except Stopped:
                pass
            ordered = [seen[one.path] for one in given if one.path in seen]
            # No commit: leaving the block takes everything back.
            return Rehearsal(tuple(self._counted(work.queries, ordered)))

    def _alive(self) -> None:
        if self._progress and not self._progress(self._done, self._total):
            raise Stopped

    def _one(self, work: UnitOfWork, given: Given) -> Seen | None:
        try:
            with self._desk.spooled(given.path) as spooled, spooled.path.open("rb") as stream:
                return self._read(work, given, spooled, stream)
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
                work.freeze(opened.header.stream, fault.seq)
            return Seen(_not_taken(given, opened, fault))
        except UserError as fault:
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
            **took.counts(),
        )
        return Seen(preview, took.stream, took.touched)

    def _counted(self, queries: Queries, seen: Sequence[Seen]) -> list[BundlePreview]:
        """Each with the gaps and missing files that would be left after all of them."""
        gaps = {info.stream: info.missing for info in queries.streams()}
        missing = {
            (kind, rec) for sha, kind, rec in queries.missing_blobs() if sha not in self._brought
        }
        return [
            replace(
                one.preview,
                gaps=gaps.get(one.stream, ()),
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


def _aside(taken: Taken) -> tuple[Dropped, ...]:
    """Entries that would be put aside, by reason."""
    counts: dict[str, int] = {}
    for one in taken.held:
        counts[one.reason] = counts.get(one.reason, 0) + 1
    return tuple(Dropped(code, reason_text(code), n) for code, n in sorted(counts.items()))


def reason_text(code: str) -> str:
    """Why an entry is put aside, for people."""
    words = {
        "author.writer": _("Written by a unit that may not change this record"),
        "author.unit": _("Written in another unit's name"),
        "author.number": _("Carries another unit's number"),
        "author.review": _("Reviewed by a unit that does not stand above the record's"),
        "op.newer": _("Written by a newer version: upgrade first"),
        "op.field": _("Does not fit its form"),
        "op.place": _("Stands at a wrong place of the journal"),
    }
    return words.get(code, _("Cannot be read"))
