"""Bundles up: what the levels above have not acknowledged, sealed part by part (sync.md §4, §7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from patrol_app.domain.journal.canonical import FormatFault
from patrol_app.domain.journal.entry import Op
from patrol_app.domain.journal.link import ZERO_LINK
from patrol_app.domain.journal.reading import read_op
from patrol_app.domain.records import known, record_type
from patrol_app.domain.records.attachment import Attachment
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.exchange_types import Exported, Progress
from patrol_app.services.ports import BundleOut, JournalLine, Queries, StreamInfo
from patrol_app.sync import answers
from patrol_app.sync.desk import Desk
from patrol_app.sync.keyring import Keyring
from patrol_app.sync.outgoing import need_folder
from patrol_app.sync.parts import OpItem, Part, plan_parts
from patrol_app.sync.ranges import Acknowledged, next_range, resend_range
from patrol_app.sync.sending import Content, Range, Sent, send
from patrol_app.sync.stored_files import BadBlob, StoredFiles

BLOCK = 1_000  # ops whose blobs are looked up at once


class Cancelled(Exception):
    """The person stopped; what was written stays."""


@dataclass
class Tally:
    """What one export has done so far."""

    paths: list[Path] = field(default_factory=list)
    ops: int = 0
    blobs: int = 0


class Exporting:
    """One export.

    Args:
        desk: this store.
        progress: told (ops written, ops in all); False stops between two parts.
        again: all that is not acknowledged, also what was sent before.
        from_seq: with ``again``: from this entry of the present stream on.
    """

    def __init__(
        self,
        desk: Desk,
        progress: Progress | None = None,
        *,
        again: bool = False,
        from_seq: int | None = None,
    ) -> None:
        self._again, self._from = again, from_seq
        self._desk = desk
        self._progress = progress
        self._queries: Queries = desk.store.queries
        self._tally = Tally()
        self._total = 0
        self._files = StoredFiles(desk.store.blobs)

    def run(self, out: Path) -> Exported:
        """Write bundles into ``out``.

        Raises:
            UserError: ``export.not_enrolled``, ``export.no_upper``, ``export.folder``.
            EnvironmentFault: the disk is full or failed; bundles written before are whole.
        """
        keys = self._desk.keyring
        self._need_upper(keys)
        need_folder(out)
        plans = list(self._plans(keys))
        self._total = sum(last - first + 1 for _info, (first, last), _blobs in plans)
        try:
            for info, span, wanted in plans:
                self._stream(out.absolute(), info, span, wanted)
        except Cancelled:
            pass
        own = self._queries.identity().stream
        upto = max((i.last_seq for i in self._queries.streams() if i.stream == own), default=0)
        return Exported(
            tuple(self._tally.paths),
            self._tally.ops,
            self._tally.blobs,
            upto,
            self._files.dropped(),
            receipts=tuple(answers.write_answers(self._desk, out.absolute())),
        )

    def _need_upper(self, keys: Keyring) -> None:
        identity = self._queries.identity()
        if keys.root_key() is not None:
            raise UserError("export.no_upper", N_("A city has nobody above to send to."))
        if not identity.enrolled or not keys.ancestors():
            raise UserError(
                "export.not_enrolled",
                N_("Not enrolled yet: send a request to the city and accept its answer first."),
            )

    def _plans(self, keys: Keyring) -> Iterator[tuple[StreamInfo, tuple[int, int], list[str]]]:
        """Own streams with what goes; the present one brings the files asked for."""
        required = list(dict.fromkeys(above.unit for above in keys.ancestors()))
        heard = {(row.issuer_unit, row.stream): row for row in self._queries.receipts()}
        exported: dict[str, int] = {}
        for row in self._queries.bundles_out():
            if row.kind == "up":
                exported[row.stream] = max(exported.get(row.stream, 0), row.upto_seq)
        # what the levels above did not take of a closed journal went into the next one
        closed = {
            mark.stream
            for mark in self._queries.stream_marks().values()
            if mark.revoked_after is not None
        }
        present = self._queries.identity().stream
        asked = {sha for row in heard.values() for sha in row.wanted}
        held = [sha for sha in sorted(asked) if self._desk.store.blobs.has(sha)]
        for info in self._queries.streams():
            if not info.own or (info.stream in closed and info.stream != present):
                continue
            rows = [heard.get((unit, info.stream)) for unit in required]
            words = [Acknowledged(r.contiguous_upto, r.missing) if r else None for r in rows]
            span = next_range(info.last_seq, exported.get(info.stream, 0), words)
            if self._again:
                first = self._from if info.stream == present else None
                span = resend_range(info.last_seq, words, first)
            wanted = held if info.stream == present else []
            if span or wanted:
                yield info, span or (info.last_seq + 1, info.last_seq), wanted

    def _stream(
        self, out: Path, info: StreamInfo, span: tuple[int, int], wanted: list[str]
    ) -> None:
        """Write all parts of one stream; a damaged blob is left out and the parts made anew."""
        while True:
            try:
                sent = self._parts(out, info, span, wanted)
            except BadBlob as bad:
                self._files.left_out[bad.sha256] = bad.code
                continue
            self._record(info, sent)
            return

    def _parts(
        self, out: Path, info: StreamInfo, span: tuple[int, int], wanted: list[str]
    ) -> list[Sent]:
        extra = [one for sha in wanted for one in self._files.sized(sha)]
        parts = plan_parts(self._items(info.stream, *span), span[0], extra)
        done = self._tally.ops
        sent: list[Sent] = []
        for number, part in enumerate(parts, 1):
            if self._progress and not self._progress(done, self._total):
                self._record(info, sent)
                raise Cancelled
            sent.append(self._send(out, info, part, number, len(parts)))
            done += part.ops
        return sent

    def _items(self, stream: str, first: int, last: int) -> Iterator[OpItem]:
        """Ops to plan with; the blobs of a block of ops hang on its last one."""
        for start in range(first, last + 1, BLOCK):
            end = min(start + BLOCK - 1, last)
            originals: set[str] = set()
            sizes: list[tuple[int, int]] = []
            for line in self._queries.lines(stream, start, end):
                sizes.append((line.seq, len(line.raw)))
                if line.type == "attachment":
                    originals |= self._originals(line.raw)
            blobs = tuple(
                one
                for sha, role, stated in self._queries.blobs_of(stream, start, end)
                if role != "original" or sha in originals
                for one in self._files.sized(sha, stated)
            )
            for seq, size in sizes:
                yield OpItem(seq, size, blobs if seq == end else ())

    def _originals(self, raw: bytes) -> set[str]:
        """The original that must travel with an attachment's op: evidence, or no copy of it."""
        try:
            op = read_op(raw)
        except FormatFault:
            return set()
        sha = op.fields.get("sha256") if isinstance(op, Op) else None
        if not isinstance(op, Op) or not isinstance(sha, str):
            return set()
        stored = self._queries.get("attachment", op.rec)
        record = stored.record if stored else None
        parent = record.parent_type if isinstance(record, Attachment) else ""
        parent = parent or str(op.fields.get("parent_type") or "")
        evidence = known(parent) and record_type(parent).evidence
        copied = bool(isinstance(record, Attachment) and record.derived)
        return {sha} if evidence or not copied else set()

    def _send(self, out: Path, info: StreamInfo, part: Part, number: int, parts: int) -> Sent:
        keys = self._desk.keyring
        above = keys.ancestors()
        return send(
            self._desk.sender(),
            "up",
            out,
            [*dict.fromkeys(unit.import_key for unit in above), keys.recovery()],
            Content(
                lines=(line.raw for line in self._lines(info.stream, part)),
                blobs={sha: self._files.pieces(sha) for sha in part.blobs},
            ),
            to=tuple(dict.fromkeys(unit.unit for unit in above)),
            stream=info.stream,
            span=self._range(info.stream, part),
            created=self._desk.clock.now_ms(),
            audit_head=self._queries.meta("audit_head") or "",
            part=number,
            parts=parts,
        )

    def _lines(self, stream: str, part: Part) -> Iterable[JournalLine]:
        return self._queries.lines(stream, part.first, part.upto) if part.ops else ()

    def _range(self, stream: str, part: Part) -> Range:
        return Range(
            part.first,
            part.upto,
            self._link(stream, part.first - 1),
            self._link(stream, part.upto),
        )

    def _link(self, stream: str, seq: int) -> str:
        if seq == 0:
            return ZERO_LINK.hex()
        return next(iter(self._queries.lines(stream, seq, seq))).link

    def _record(self, info: StreamInfo, sent: list[Sent]) -> None:
        """Remember the files of one stream once all of them are whole."""
        if not sent:
            return
        with self._desk.store.begin(N_("exporting")) as work:
            for one in sent:
                header = one.header
                work.put_bundle_out(
                    BundleOut(
                        name=one.path.name,
                        sha256=one.sealed.sha256,
                        kind="up",
                        stream=header.stream,
                        from_seq=header.first,
                        upto_seq=header.upto,
                        created_ms=header.created,
                        bytes=one.path.stat().st_size,
                        to=header.to,
                    )
                )
                self._tally.paths.append(one.path)
                self._tally.ops += header.ops_in_range
                self._tally.blobs += one.manifest.count(b'"name":"blob/')
            work.audit("exchange.export", {"stream": info.stream, "files": len(sent)})
            changes = work.commit()
        self._desk.publish(changes)
