"""Ops of a chained bundle (up, backup) held against the links in its signed header.

``chained_lines(header, lines) -> Iterator[ChainedLine]``: gives seq, op hash and raw bytes, and
raises at the end when the last link is not the signed one. Use the results only when the
iteration has ended without a fault (one transaction, or a list).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from patrol_app.domain.journal.entry import op_hash
from patrol_app.domain.journal.link import link
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.sync.header import Header
from patrol_app.sync.inner import bad_records

# Canonical JSON sorts keys: an op begins with "actor", the stand-in of an erased one with this.
_ERASED = re.compile(rb'\{"erased":"([0-9a-f]{64})",')


@dataclass(frozen=True)
class ChainedLine:
    """One op as it stands in the chain: its seq, hash (hex), link (hex) and raw bytes."""

    seq: int
    op_hash: str
    link: str
    raw: bytes


def line_hash(raw: bytes) -> str:
    """The op hash of a line: of its bytes, or the one an erased op's line states."""
    erased = _ERASED.match(raw)
    return erased.group(1).decode("ascii") if erased else op_hash(raw)


def chained_lines(header: Header, lines: Iterable[bytes]) -> Iterator[ChainedLine]:
    """Number the lines from ``header.first`` and recompute the chain.

    An op that cannot be read still has its slot and hash here, so one bad op does not break it.

    Raises:
        UserError: ``bundle.chain`` when the chain does not end in ``link_upto``,
            ``bundle.records`` for more or fewer lines than the range.
    """
    before, seq = bytes.fromhex(header.link_before), header.first - 1
    for raw in lines:
        seq += 1
        if seq > header.upto:
            raise bad_records("count")
        hashed = line_hash(raw)
        before = link(header.stream, seq, before, hashed)
        yield ChainedLine(seq, hashed, before.hex(), raw)
    if seq != header.upto:
        raise bad_records("count")
    if before.hex() != header.link_upto:
        raise UserError("bundle.chain", N_("The record chain in the file does not hold together."))
