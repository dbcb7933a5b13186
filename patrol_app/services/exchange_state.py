"""How far the entries of this folder are with the levels above."""

from __future__ import annotations

from dataclasses import dataclass

from patrol_app.services.ports import Queries


@dataclass(frozen=True)
class LevelState:
    """How far one issuer's newest receipt goes.

    Attributes:
        held: own journal entries it has without a gap; total: own entries.
        missing: entries it asks for again; wanted: photos it asks for.
    """

    unit: str
    level: str
    held: int
    total: int
    issued_ms: int
    missing: int = 0
    wanted: int = 0


@dataclass(frozen=True)
class ExchangeState:
    """Own journal entries by how far they have come.

    Attributes:
        total: all; local_only: in no package yet; exported: in a package, not acknowledged;
        received: acknowledged by the highest level that has answered.
        last_export_ms: time of the newest package, or None.
        gaps: devices below with entries missing here (a city's view).
        upward: there is a level above to send to; a city is its own root.
        quarantined: packages kept aside.
    """

    total: int = 0
    local_only: int = 0
    exported: int = 0
    received: int = 0
    last_export_ms: int | None = None
    levels: tuple[LevelState, ...] = ()
    gaps: int = 0
    quarantined: int = 0
    upward: bool = True


def exchange_state(queries: Queries) -> ExchangeState:
    """How far the entries of this store have come."""
    own = {info.stream: info for info in queries.streams() if info.own}
    total = sum(info.last_seq for info in own.values())
    sent: dict[str, int] = {}
    packages = [row for row in queries.bundles_out() if row.kind == "up"]
    for row in packages:
        sent[row.stream] = max(sent.get(row.stream, 0), row.upto_seq)
    receipts = [row for row in queries.receipts() if row.stream in own]
    levels: dict[str, LevelState] = {}
    for receipt in receipts:
        before = levels.get(receipt.issuer_unit)
        levels[receipt.issuer_unit] = LevelState(
            receipt.issuer_unit,
            receipt.issuer_level,
            receipt.contiguous_upto + (before.held if before else 0),
            total,
            max(receipt.issued_ms, before.issued_ms if before else 0),
            sum(last - first + 1 for first, last in receipt.missing)
            + (before.missing if before else 0),
            len(receipt.wanted) + (before.wanted if before else 0),
        )
    received = max((level.held for level in levels.values()), default=0)
    devices = queries.devices()
    # the streams of the levels above are held in part by design: a grant brings a few entries
    below = {device.unit for device in devices if device.status == "active"}
    upward = not queries.identity().enrolled or any(d.status == "issuer" for d in devices)
    left = sum(min(upto, own[stream].last_seq) for stream, upto in sent.items() if stream in own)
    return ExchangeState(
        total=total,
        local_only=max(total - max(left, received), 0) if upward else 0,
        exported=max(left - received, 0),
        received=received,
        last_export_ms=max((row.created_ms for row in packages), default=None),
        levels=tuple(levels.values()),
        gaps=sum(
            1 for info in queries.streams() if not info.own and info.missing and info.unit in below
        ),
        quarantined=sum(1 for row in queries.bundles_in() if row.status == "quarantined"),
        upward=upward,
    )
