"""``down.json``: whose lines a bundle down or a base bundle holds, and where they stand.

The lines of several journals follow one another as listed; a line's place is stated here, so
that one that cannot be read yet still takes its slot.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from patrol_app import limits
from patrol_app.services.ports import StreamInfo
from patrol_app.sync.inner import DOCUMENT_BYTES, Inner
from patrol_app.sync.manifest import DOWN
from patrol_app.sync.spans import Spans, count_of, numbers_of
from patrol_app.sync.strict import (
    SEQ_LIMIT,
    Document,
    Kid,
    StreamId,
    UnitCode,
    bad_document,
    read_document,
)

MAX_JOURNALS = limits.DOWN_JOURNALS
# 22 bytes a range at worst: so many of them stay within the 4 MiB of a document
MAX_RANGES = limits.DOWN_RANGES
Place = Annotated[int, Field(ge=1, le=SEQ_LIMIT)]


class Journal(Document):
    """One journal: who writes it, and the ranges of its lines in the file, in order."""

    stream: StreamId
    unit: UnitCode
    device_no: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{0,5}$")]
    kid: Kid
    lines: Annotated[tuple[tuple[Place, Place], ...], Field(min_length=1, max_length=MAX_RANGES)]

    @model_validator(mode="after")
    def _forward(self) -> Self:
        """Ranges run forward and do not touch."""
        edge = -1
        for first, last in self.lines:
            if first <= edge + 1 or last < first:
                raise ValueError("lines")
            edge = last
        return self


class DownBody(Document):
    """What a bundle down holds: for which device (empty: for everybody), of which journals."""

    v: Literal[1] = 1
    device: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{16})?$")] = ""
    streams: Annotated[tuple[Journal, ...], Field(max_length=MAX_JOURNALS)] = ()

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        """Journals stand by their ids, each once."""
        ids = [one.stream for one in self.streams]
        if ids != sorted(set(ids)):
            raise ValueError("streams")
        return self

    @property
    def ops(self) -> int:
        """Lines in the file."""
        return count_of({one.stream: one.lines for one in self.streams})


def make_body(device: str, lines: Mapping[str, Spans], known: Mapping[str, StreamInfo]) -> DownBody:
    """The body for these lines.

    Args:
        device: key id, or empty for everybody.
        lines: ranges by stream.
        known: the journals held here.
    """
    return DownBody(
        device=device,
        streams=tuple(
            Journal(
                stream=stream,
                unit=known[stream].unit,
                device_no=known[stream].device_no,
                kid=known[stream].kid,
                lines=spans,
            )
            for stream, spans in sorted(lines.items())
        ),
    )


def read_body(inner: Inner) -> DownBody:
    """Read ``down.json`` and hold it against the records.

    Raises:
        UserError: ``bundle.down``.
    """
    body = read_document(DownBody, inner.document(DOWN), "down", DOCUMENT_BYTES)
    records = inner.manifest.records
    if records is None or records.ops != body.ops:
        raise bad_document("down", "lines")
    return body


def journals(body: DownBody, inner: Inner) -> Iterator[tuple[Journal, list[tuple[int, bytes]]]]:
    """Each journal with its lines as (seq, raw)."""
    raws = inner.lines()
    for one in body.streams:
        # the count was held against the manifest, so the lines cannot run out
        yield one, [(seq, next(raws)) for seq in numbers_of(one.lines)]
    for _surplus in raws:
        raise bad_document("down", "lines")
