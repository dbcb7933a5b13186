"""What the pages of pests read, off the GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from patrol_app.domain.instant import DAY_MS, day_start, minute_text
from patrol_app.domain.records import record_type
from patrol_app.domain.records.first_report import FirstReport
from patrol_app.domain.records.pest import PestSighting
from patrol_app.domain.rules.first_report import calls
from patrol_app.gui.kit.timeline import Moment
from patrol_app.gui.pest.beside import Beside
from patrol_app.gui.pest.words import worded
from patrol_app.i18n import _
from patrol_app.services.pest_thread import Thread, thread, threads
from patrol_app.services.ports import EVERY_STATE, Condition, Listing, Stored
from patrol_app.services.rules import rule_book

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

CHILDREN = {
    # type -> (type of what hangs on it, field that names it)
    "survey": (("pest", "survey_id"), ("sample", "survey_id"), ("disposal", "survey_id")),
    "sample": (("custody", "parent_id"), ("lab_result", "parent_id")),
    "disposal": (("acceptance", "parent_id"),),
    "trap": (("trap_check", "parent_id"),),
}
THREADS = 200  # newest sightings whose threads are shown


def read_beside(app: App, stored: Stored) -> Beside:
    """Thread and clock of a sighting, steps of another record."""
    queries = app.store.queries
    if not isinstance(stored.record, PestSighting):
        return Beside(steps=tuple(_steps(app, stored)))
    book = rule_book(queries)
    found = thread(queries, stored.record.id, book, app.clock.now_ms())
    if not stored.record.first_case:
        return Beside(found)
    rows = queries.children("first_report", "parent_id", stored.record.id)
    told = [row.record for row in rows if row.state != "draft"]
    reports = [one for one in told if isinstance(one, FirstReport)]
    return Beside(found, calls=tuple(calls(stored.record.seen_at, reports, book)))


def read_threads(app: App) -> list[Thread]:
    """The threads of the newest abnormal trees and places, open ones first."""
    queries = app.store.queries
    listing = Listing("pest", limit=THREADS)
    rows = queries.page(listing).rows
    found = threads(queries, rows, rule_book(queries), app.clock.now_ms())
    return sorted(found, key=lambda one: one.state in ("closed", "clean"))


def read_clear(app: App) -> tuple[str, int]:
    """Name of the newest round, and how many submitted sheets of it say that nothing was found."""
    queries = app.store.queries
    rows = queries.page(Listing("survey_round", (), EVERY_STATE, limit=1)).rows
    if not rows:
        return "", 0
    conditions = (
        Condition("round_id", "=", rows[0].record.id), Condition("nothing_found", "=", True),
    )  # fmt: skip
    name = getattr(rows[0].record, "code", "") or getattr(rows[0].record, "name", "")
    return str(name), queries.count(Listing("survey", conditions))


def _steps(app: App, stored: Stored) -> list[Moment]:
    rows: list[tuple[int, Moment]] = []
    for code, field in CHILDREN[stored.type]:
        kind = record_type(code)
        for row in app.store.queries.children(code, field, stored.record.id):
            record: Any = row.record
            when = getattr(record, kind.time, None)
            ms = row.created_ms
            if isinstance(when, str) and when:
                ms = day_start(when) + DAY_MS - 1
            elif when:
                ms = when.ms
            title = worded(_title(code, record))
            tone = "draft" if row.state == "draft" else "ok"
            text = minute_text(ms)
            detail = f"{text[11:]}  {record.number}" if not isinstance(when, str) else record.number
            title = f"{title} · {_('draft')}" if row.state == "draft" else title
            rows.append((ms, Moment(text[5:10], kind.icon, tone, title, detail)))
    return [moment for _ms, moment in sorted(rows, key=lambda pair: pair[0])]


def _title(code: str, record: Any) -> str:
    if code == "trap_check":
        females, males = record.female_n or 0, record.male_n or 0
        return f"♀ {females}  ♂ {males}"
    field = {
        "custody": "step", "lab_result": "sample_result", "acceptance": "acceptance",
        "sample": "sample_no", "disposal": "crew", "pest": "pest",
    }[code]  # fmt: skip
    return str(getattr(record, field) or _(record_type(code).label))
