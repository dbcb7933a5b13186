"""What the page Today shows: drafts, what waits to leave, what the levels above hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from patrol_app.domain.records import RECORD_TYPES
from patrol_app.services.clock import clock_state
from patrol_app.services.ports import Clock, FormDraft, Listing, Queries, Stored
from patrol_app.services.setup import RECOVERY_CONFIRMED, RECOVERY_FILE, SAMPLE
from patrol_app.services.tasks import TaskLine, TaskService

SHOWN_DRAFTS = 20


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


@dataclass(frozen=True)
class Today:
    """Everything on the page.

    Attributes:
        drafts: newest first, at most ``SHOWN_DRAFTS``; draft_count: all of them by type.
        forms: forms that were being typed.
        warnings: codes: ``recovery_here`` (恢复密钥未离机), ``not_enrolled``, ``unchecked``
            (市级未核对), ``clock.build|own|city``, ``no_password``.
        tasks: windows of tasks and rounds of 林长巡林 that are due or overdue, most urgent first.
    """

    drafts: tuple[Stored, ...] = ()
    draft_count: Mapping[str, int] = field(default_factory=dict)
    forms: tuple[FormDraft, ...] = ()
    exchange: ExchangeState = field(default_factory=ExchangeState)
    warnings: tuple[str, ...] = ()
    sample: bool = False
    tasks: tuple[TaskLine, ...] = ()


def today(queries: Queries, clock: Clock, user: str) -> Today:
    """The page for ``user`` (person id)."""
    drafts: list[Stored] = []
    counts: dict[str, int] = {}
    for kind in RECORD_TYPES:
        if not kind.submit:
            continue
        listing = Listing(kind.code, states=("draft", "changed"), limit=SHOWN_DRAFTS)
        count = queries.count(listing)
        if count:
            counts[kind.code] = count
            drafts += queries.page(listing).rows
    drafts.sort(key=lambda row: row.changed_ms, reverse=True)
    return Today(
        drafts=tuple(drafts[:SHOWN_DRAFTS]),
        draft_count=counts,
        forms=tuple(queries.drafts(user)),
        exchange=exchange_state(queries),
        warnings=warnings(queries, clock),
        sample=queries.meta(SAMPLE) == "1",
        tasks=tuple(TaskService(queries, clock).open_lines(queries.identity().unit)),
    )


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


# What a level above said of this device's journal that a person has to act on.
RECEIPT_FLAGS = ("frozen", "revoked", "other_history", "audit_cut", "unconfirmed")


def warnings(queries: Queries, clock: Clock) -> tuple[str, ...]:
    """Codes of what a person has to do about this installation."""
    identity = queries.identity()
    found = []
    if queries.meta(RECOVERY_FILE) and queries.meta(RECOVERY_CONFIRMED) != "1":
        found.append("recovery_here")
    if not identity.enrolled:
        found.append("not_enrolled")
    elif not identity.checked:
        found.append("unchecked")
    if identity.enrolled and identity.device_no.startswith("X"):
        found.append("epoch")  # restored, copied or moved: a new stream, numbers with X
    told = {flag for row in queries.receipts() for flag in row.flags}
    found += [f"receipt.{flag}" for flag in RECEIPT_FLAGS if flag in told]
    doubt = clock_state(clock, queries).doubt
    if doubt:
        found.append(f"clock.{doubt}")
    return tuple(found)
