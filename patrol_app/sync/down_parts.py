"""Lines of several journals and their files, cut into parts and sealed: down and base alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from patrol_app.services.ports import Queries, StreamInfo
from patrol_app.sync.desk import Desk
from patrol_app.sync.down_body import make_body
from patrol_app.sync.header import Kind
from patrol_app.sync.parts import Caps, OpItem, Part, plan_parts
from patrol_app.sync.sending import Content, Sent, number_range, send
from patrol_app.sync.spans import Spans, numbers_of, spans_of
from patrol_app.sync.stored_files import BadBlob, StoredFiles
from patrol_app.sync.strict import write_document

# ``down.json`` names the place of every line, within the 4 MiB that a document may have.
CAPS = Caps(ops=100_000)


@dataclass(frozen=True)
class Parcel:
    """One numbered sending.

    Attributes:
        kind: ``down`` or ``base``; number: delivery number, or version of the base data.
        device: key id of the one device, empty for everybody.
        to: unit codes; recipients: age recipients.
        lines: ranges by stream; blobs: sha256 -> stated bytes; papers: ``papers.json``.
        name: gives the file name of a part.
    """

    kind: Kind
    number: int
    device: str
    to: tuple[str, ...]
    recipients: Sequence[str]
    lines: Mapping[str, Spans]
    blobs: Mapping[str, int]
    papers: bytes | None
    name: Callable[[int], str]


class Parcels:
    """Seals parcels of one desk.

    Args:
        desk: this store.
        known: its journals.

    Attributes:
        files: the stored files, with what could not go.
    """

    def __init__(self, desk: Desk, known: Mapping[str, StreamInfo]) -> None:
        self._desk = desk
        self._known = known
        self.files = StoredFiles(desk.store.blobs)

    def write(self, out: Path, parcel: Parcel) -> list[Sent]:
        """All parts of one parcel; a damaged file is left out and the parts are made anew.

        Raises:
            UserError: ``op.too_long``, ``export.too_many_parts``.
            EnvironmentFault: the disk is full or failed.
        """
        while True:
            try:
                return self._parts(out, parcel)
            except BadBlob as bad:
                self.files.left_out[bad.sha256] = bad.code

    def _parts(self, out: Path, parcel: Parcel) -> list[Sent]:
        places = [
            (stream, seq)
            for stream, spans in sorted(parcel.lines.items())
            for seq in numbers_of(spans)
        ]
        extra = [
            one for sha, stated in parcel.blobs.items() for one in self.files.sized(sha, stated)
        ]
        sizes = _sizes(self._desk.store.queries, parcel.lines)
        ops = (OpItem(n, size) for n, size in enumerate(sizes, 1))
        parts = plan_parts(ops, 1, extra, CAPS)
        return [
            self._seal(out, parcel, part, places[part.first - 1 : part.upto], (number, len(parts)))
            for number, part in enumerate(parts, 1)
        ]

    def _seal(
        self,
        out: Path,
        parcel: Parcel,
        part: Part,
        places: Iterable[tuple[str, int]],
        number: tuple[int, int],
    ) -> Sent:
        seqs: dict[str, list[int]] = {}
        for stream, seq in places:
            seqs.setdefault(stream, []).append(seq)
        lines = {stream: spans_of(found) for stream, found in seqs.items()}
        queries, keys = self._desk.store.queries, self._desk.keyring
        more: dict[str, object] = {}
        if parcel.kind == "down":
            more["delivery_no"] = parcel.number
        return send(
            self._desk.sender(),
            parcel.kind,
            out / parcel.name(number[0]),
            list(dict.fromkeys((*parcel.recipients, keys.recovery()))),
            Content(
                lines=raw_lines(queries, lines),
                blobs={sha: self.files.pieces(sha) for sha in part.blobs},
                papers=parcel.papers,
                down=write_document(make_body(parcel.device, lines, self._known)),
            ),
            to=parcel.to,
            stream=queries.identity().stream,
            span=number_range(parcel.number),
            created=self._desk.clock.now_ms(),
            audit_head=queries.meta("audit_head") or "",
            part=number[0],
            parts=number[1],
            **more,
        )


def raw_lines(queries: Queries, lines: Mapping[str, Spans]) -> Iterator[bytes]:
    """The lines as written, in the order of ``down.json``."""
    for stream, spans in sorted(lines.items()):
        for first, last in spans:
            for line in queries.lines(stream, first, last):
                yield line.raw


def _sizes(queries: Queries, lines: Mapping[str, Spans]) -> Iterator[int]:
    return (len(raw) for raw in raw_lines(queries, lines))
