"""Erasure of a person's data: ordered from above, blocked while the law asks to keep them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from patrol_app.domain.fields import specs
from patrol_app.domain.instant import Instant, date_of
from patrol_app.domain.records import RECORD_TYPES, record_type
from patrol_app.errors import UserError
from patrol_app.events import EventBus
from patrol_app.i18n import N_
from patrol_app.services.listing import pages
from patrol_app.services.ports import Clock, Listing, Queries, Store, Stored, UnitOfWork
from patrol_app.services.records import RecordService
from patrol_app.services.rules import rule_book
from patrol_app.services.session import Actor
from patrol_app.services.units import ancestors

RIGHT: Final = "erase"
TYPES: Final = ("party",)
RETENTION: Final = "party.retention_days"
DAY_MS: Final = 86_400_000
LINES: Final = 2_000  # hashes of one order: its own line stays far below its limit


@dataclass(frozen=True)
class Erased:
    """What was ordered.

    Attributes:
        numbers: of the orders written; lines: entries whose bytes went; at_ms: UTC ms.
    """

    numbers: tuple[str, ...]
    lines: int
    at_ms: int


class Erasures:
    """Orders to erase.

    Args:
        store: the open data folder.
        clock: the device's clocks.
        records: makes the order's record.
        bus: told what changed.
    """

    def __init__(
        self, store: Store, clock: Clock, records: RecordService, bus: EventBus | None = None
    ) -> None:
        self._store, self._clock, self._records = store, clock, records
        self._bus = bus or EventBus()

    def erase(self, actor: Actor, type: str, rec: str, ground: str) -> Erased:
        """Order the bytes of a record's entries dropped, here at once, elsewhere on arrival.

        It cannot be taken back.

        Args:
            actor: who orders; needs the right ``erase``.
            type: record type code; only ``party``.
            rec: record id.
            ground: why, without personal data.

        Raises:
            UserError: ``session.forbidden``, ``erase.type``, ``erase.ground``,
                ``record.unknown``, ``erase.unit`` (this unit stands not above the record's),
                ``erase.retention`` (with the first day on which it may be).
        """
        actor.need(RIGHT)
        if type not in TYPES:
            raise UserError(
                "erase.type", N_("Only the data of parties are erased; this record stays.")
            )
        if not ground.strip():
            raise UserError("erase.ground", N_("Please say on what ground"), field="ground")
        now = self._clock.now_ms()
        with self._store.begin(N_("erasing")) as work:
            stored = work.queries.get(type, rec)
            if stored is None:
                raise UserError("record.unknown", N_("No record is called {name}"), name=rec)
            _need_above(work.queries, stored.record.unit)
            _need_retention_over(work.queries, stored, now)
            numbers, lines = self._order(work, stored, actor, ground.strip(), now)
            work.audit("erase", {"actor": actor.id, "type": type, "rec": rec, "count": lines})
            changes = work.commit()
        self._bus.publish(changes)
        return Erased(numbers, lines, now)

    def named(self, type: str, name: str) -> str:
        """The id of the record called ``name``.

        Raises:
            UserError: ``erase.type``, ``record.unknown``.
        """
        if type not in TYPES:
            raise UserError(
                "erase.type", N_("Only the data of parties are erased; this record stays.")
            )
        return self._records.named(type, name).record.id

    def _order(
        self, work: UnitOfWork, stored: Stored, actor: Actor, ground: str, now: int
    ) -> tuple[tuple[str, ...], int]:
        """Write the orders; each names the whole of the lines it is for."""
        hashes = sorted(
            line.op_hash for line in work.queries.history(stored.record.id) if line.type
        )
        rows = [
            {
                "target": stored.record.id,
                "target_type": stored.type,
                "target_unit": stored.record.unit,
                "op_hashes": tuple(hashes[start : start + LINES]),
                "ground": ground,
                "by": actor.id or None,
                "at": Instant(now),
            }
            for start in range(0, len(hashes), LINES)
        ]
        kind = record_type("erasure")
        made = self._records.write_new(work, kind, rows, actor)
        return tuple(one.number for one in made), len(hashes)


def _need_above(queries: Queries, home: str) -> None:
    """Orders come from above the unit; only a unit with nobody above it orders for itself."""
    own, above = queries.identity().unit, ancestors(queries, home)
    if own in above or (own == home and not above):
        return
    raise UserError("erase.unit", N_("Only a level above unit {unit} may order this"), unit=home)


def _need_retention_over(queries: Queries, stored: Stored, now: int) -> None:
    """The record, and every record that names the person, has been kept long enough."""
    rule = rule_book(queries).find(RETENTION)
    days = rule.value if rule is not None else 0
    last = max([stored.changed_ms, *(row.changed_ms for row in _naming(queries, stored))])
    end = last + days * DAY_MS
    if now < end:
        raise UserError(
            "erase.retention",
            N_("These data must be kept until {date}"),
            date=date_of(end),
        )


def _naming(queries: Queries, stored: Stored) -> Iterator[Stored]:
    """Records that refer to ``stored``, deleted ones left out."""
    for kind in RECORD_TYPES:
        for name, spec in specs(kind.cls).items():
            if spec.ui.ref != stored.type:
                continue
            if spec.ui.kind == "ref":
                yield from queries.children(kind.code, name, stored.record.id)
            else:
                yield from _listing(queries, kind.code, name, stored.record.id)


def _listing(queries: Queries, type: str, name: str, rec: str) -> Iterator[Stored]:
    """Records whose list field ``name`` holds ``rec``."""
    every = Listing(type, states=("draft", "submitted", "changed"))
    yield from (row for row in pages(queries, every) if rec in getattr(row.record, name))
