"""What the page Today shows: drafts, what waits to leave, what the levels above hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from patrol_app.domain.records import RECORD_TYPES
from patrol_app.services.clock import clock_state
from patrol_app.services.exchange_state import ExchangeState, exchange_state
from patrol_app.services.ports import Clock, FormDraft, Listing, Queries, Stored
from patrol_app.services.setup import RECOVERY_CONFIRMED, RECOVERY_FILE, SAMPLE
from patrol_app.services.tasks import TaskLine, TaskService

SHOWN_DRAFTS = 20


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


# What a level above said of this device's journal that a person has to act on.
RECEIPT_FLAGS = ("frozen", "closed", "revoked", "other_history", "audit_cut", "unconfirmed")


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
    told = {
        flag
        for row in queries.receipts()
        for flag in row.flags
        # a journal that this folder no longer writes may stay closed
        if row.stream == identity.stream or flag not in ("frozen", "closed", "unconfirmed")
    }
    found += [f"receipt.{flag}" for flag in RECEIPT_FLAGS if flag in told]
    doubt = clock_state(clock, queries).doubt
    if doubt:
        found.append(f"clock.{doubt}")
    return tuple(found)
