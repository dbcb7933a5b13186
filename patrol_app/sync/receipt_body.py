"""What a receipt says: spans of numbers, states of streams, deliveries (sync.md §7)."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from patrol_app import limits
from patrol_app.limits import BUNDLE_OPS
from patrol_app.sync.strict import Document, Hex64, Kid, Ms, Seq, StreamId, UnitCode, Word

MAX_LIST = limits.RECEIPT_LIST
MAX_STREAMS = limits.RECEIPT_STREAMS


class Span(Document):
    """Seqs ``first``..``last``, both inside."""

    first: Annotated[int, Field(ge=1, le=999_999_999)]
    last: Annotated[int, Field(ge=1, le=999_999_999)]

    @model_validator(mode="after")
    def _forward(self) -> Self:
        """A range runs forward."""
        if self.first > self.last:
            raise ValueError("range")
        return self


class HeldOp(Document):
    """An op that is kept but not folded: why, and by which hash it is known."""

    seq: Annotated[int, Field(ge=1, le=999_999_999)]
    op_hash: Hex64
    reason: Word


class StreamState(Document):
    """What the issuer holds of one stream.

    ``contiguous_upto`` with ``link`` there (64 zeros at 0), ``missing`` ranges behind it,
    ``revoked_after`` the seq at which the stream was closed, ``frozen`` after a fork alarm,
    ``confirmed`` once a clerk's certificate names the stream (a new epoch starts unconfirmed).
    """

    stream: StreamId
    contiguous_upto: Seq
    link: Hex64
    missing: Annotated[tuple[Span, ...], Field(max_length=MAX_LIST)] = ()
    held: Annotated[tuple[HeldOp, ...], Field(max_length=MAX_LIST)] = ()
    revoked_after: Seq | None = None
    frozen: bool = False
    confirmed: bool = True

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        """Gaps lie behind the contiguous end, in order, not touching."""
        edge = self.contiguous_upto
        for span in self.missing:
            if span.first <= edge:
                raise ValueError("missing ranges")
            edge = span.last + 1
        if (self.contiguous_upto == 0) != (self.link == "0" * 64):
            raise ValueError("link")
        return self


class Deliveries(Document):
    """Files that came the other way by delivery number: all up to ``upto`` but ``missing``."""

    upto: Seq
    missing: Annotated[tuple[Span, ...], Field(max_length=MAX_LIST)] = ()


class Receipt(Document):
    """One issuer's word on one device, at its own time.

    ``device`` is the key id of the receiving device, ``wanted`` blobs (originals or lost travel
    copies) by sha256, ``audit_head`` the device's last audit head that the issuer has seen
    ("" for none), ``erased`` op hashes whose bytes the issuer dropped.
    """

    v: Literal[1] = 1
    issuer: UnitCode
    device: Kid
    generation: Annotated[int, Field(ge=1, le=999_999_999)]
    issued: Ms
    streams: Annotated[tuple[StreamState, ...], Field(max_length=MAX_STREAMS)]
    wanted: Annotated[tuple[Hex64, ...], Field(max_length=MAX_LIST)] = ()
    deliveries: Deliveries | None = None
    audit_head: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""
    erased: Annotated[tuple[Hex64, ...], Field(max_length=BUNDLE_OPS // 10)] = ()

    @model_validator(mode="after")
    def _once(self) -> Self:
        """A stream stands once."""
        if len({s.stream for s in self.streams}) != len(self.streams):
            raise ValueError("streams")
        return self
