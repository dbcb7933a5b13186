"""What the pest papers share: whose records, of which days, and how they are worded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from patrol_app.domain.indicators import DASH
from patrol_app.domain.instant import paper_date, paper_text
from patrol_app.domain.position import Place
from patrol_app.domain.setting import RuleBook
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.errors import UserError
from patrol_app.geo.types import UNIT
from patrol_app.i18n import N_
from patrol_app.reports.table_model import Ledger
from patrol_app.services.four_rates import rows_between
from patrol_app.services.ports import Clock, Queries, State, Stored
from patrol_app.services.rules import rule_book
from patrol_app.services.units import below

TOLD: tuple[State, ...] = ("submitted", "changed")


@dataclass(frozen=True)
class Asked:
    """One paper's question, with what is needed to answer it.

    Attributes:
        codes: the unit and all below it; first, last: Beijing days, both included.
    """

    queries: Queries
    book: RuleBook
    unit: str
    unit_name: str
    codes: tuple[str, ...]
    first: str
    last: str
    now_ms: int

    def rows(self, code: str) -> list[Stored]:
        """Submitted records of a type in the units and days asked for, by time."""
        return rows_between(self.queries, code, self.codes, self.first, self.last)

    def records(self, code: str) -> list[Any]:
        """The records of ``rows``."""
        return [row.record for row in self.rows(code)]

    def steps(self, code: str, parent: str) -> list[Any]:
        """Submitted steps of one record, the oldest first."""
        rows = self.queries.children(code, "parent_id", parent)
        kept = [row.record for row in rows if row.state != "draft" and not row.deleted]
        return sorted(kept, key=lambda one: (getattr(one, "turn", None) or 0, one.id))

    def people(self, recs: Iterable[str]) -> str:
        """Names of persons as printed."""
        wanted = [rec for rec in recs if rec]
        names = self.queries.names("person", wanted)
        return "、".join(names[rec] for rec in wanted if names.get(rec)) or DASH

    def ledger(self, code: str, title: str, **parts: Any) -> Ledger:
        """The paper with its head filled in."""
        span = f"{paper_date(self.first)} — {paper_date(self.last)}"
        notes = tuple(parts.pop("notes", ()))
        if not parts.get("rows"):
            notes = ("本期无记录。", *notes)
        return Ledger(
            code, title, self.unit_name, self.unit, span, paper_text(self.now_ms),
            sample=self.unit.startswith("DEMO"),
            notes=(*notes, "只列已提交的记录；空缺记“—”，零记“0”。"), **parts,
        )  # fmt: skip


def asked(queries: Queries, clock: Clock, unit: str | None, first: str, last: str) -> Asked:
    """The question for a unit (None = the own one) and a span of days.

    Raises:
        UserError: ``report.unit``, ``field.date``.
    """
    top = unit or queries.identity().unit
    found = queries.find("unit", top)
    if found is None:
        raise UserError("report.unit", N_("There is no unit {code} here"), code=top)
    try:
        ordered = date.fromisoformat(first) <= date.fromisoformat(last)
    except ValueError:
        ordered = False
    if not ordered:
        raise UserError("field.date", N_("A day is written YYYY-MM-DD"), field="from")
    name = str(getattr(found.record, "name", "")) or top
    codes = tuple(below(queries, top))
    return Asked(queries, rule_book(queries), top, name, codes, first, last, clock.now_ms())


def place_text(place: Place | None) -> str:
    """Decimal degrees with five places, longitude first."""
    if place is None:
        return DASH
    return f"{place.lon / UNIT:.5f}\n{place.lat / UNIT:.5f}"


def word(code: str, value: str) -> str:
    """The Chinese word of a vocabulary; — for none."""
    term = vocabulary(code).find(value)
    return term.zh if term else value or DASH


def words_of(code: str, values: Sequence[str]) -> str:
    """Chinese words of a vocabulary; — for none."""
    return "、".join(word(code, value) for value in values) or DASH


def yes(value: bool | None) -> str:
    """是 or 否; — where nobody said."""
    return DASH if value is None else "是" if value else "否"
