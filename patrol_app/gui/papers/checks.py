"""Checks before a paper is issued: what a person should know before signing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from patrol_app.domain.records import record_type
from patrol_app.domain.rules.patrol import CHIEFS
from patrol_app.gui.forms.values import listed
from patrol_app.i18n import _
from patrol_app.services.ports import Condition, Listing, Queries, Stored
from patrol_app.services.report_types import Cell, Paper
from patrol_app.services.units import below

NO_RULE = "未配置规则"  # as the papers print it
TOTAL = "合  计"
INSTRUCTIONS, NONE = "交办意见", "—"


@dataclass(frozen=True)
class Check:
    """One line: ``ok``, ``due`` or ``overdue``, what is the case, what follows."""

    tone: str
    title: str
    note: str = ""


def daily_checks(queries: Queries, number: str, paper: Paper) -> tuple[Check, ...]:
    """What to know of one patrol's log."""
    stored = queries.find("patrol", number)
    if stored is None:
        return ()
    found = _standing(queries, stored)
    grade = str(stored.own.get("evidence") or "D")
    if grade == "D":
        note = _("Text only: no track behind it")
        found.append(Check("due", _("Evidence grade {grade}").format(grade=grade), note))
    else:
        found.append(Check("ok", _("Evidence grade {grade}").format(grade=grade)))
    return (*found, *_rules(paper))


def tour_checks(queries: Queries, number: str, paper: Paper) -> tuple[Check, ...]:
    """What to know of one tour of a forest chief."""
    stored = queries.find("patrol", number)
    if stored is None:
        return ()
    found = _standing(queries, stored)
    if _unanswered({cell.column: cell for cell in paper.cells}):
        words = _("{n} tours found something and gave no instruction").format(n=1)
        found.append(Check("due", words, number))
    return tuple(found)


def record_checks(queries: Queries, type: str, number: str, paper: Paper) -> tuple[Check, ...]:
    """What to know of the paper of one record."""
    stored = queries.find(type, number)
    if stored is None:
        return ()
    found = _standing(queries, stored) if record_type(type).submit else []
    return (*found, *_rules(paper)) or (Check("ok", _("As of now")),)


def table_checks(queries: Queries, type: str, unit: str, paper: Paper) -> tuple[Check, ...]:
    """What to know of a table of records of ``type``."""
    codes = below(queries, unit or queries.identity().unit)
    rows = {cell.row for cell in paper.cells if cell.row.replace(" ", "") != "合计"}
    found = []
    if rows:
        words = _("{n} rows").format(n=len(rows))
        found.append(Check("ok", words, _("{n} units").format(n=len(codes))))
    else:
        found.append(Check("due", _("Nothing in this time"), _("The table prints empty")))
    if record_type(type).submit:
        conditions = (Condition("unit", "in", codes),)
        drafts = queries.count(Listing(type, conditions, ("draft",)))
        if drafts:
            words = _("{n} drafts not listed").format(n=drafts)
            found.append(Check("due", words, _("Not submitted: it does not count yet")))
    return (*found, *_packages(queries, codes), *_rules(paper))


def _standing(queries: Queries, stored: Stored) -> list[Check]:
    """Whether a patrol is whole and submitted."""
    found = []
    if stored.state == "submitted":
        found.append(Check("ok", _("Submitted"), _("Nothing was changed since")))
    elif stored.state == "changed":
        found.append(Check("due", _("Changed after submission"), _("Submit it again first")))
    else:
        found.append(Check("overdue", _("Draft"), _("Not submitted: it does not count yet")))
    if stored.conflicts:
        words = _("{n} fields in conflict").format(n=stored.conflicts)
        found.append(Check("overdue", words, _("Both kept, settled by a person")))
    if stored.incomplete:
        found.append(Check("overdue", _("Incomplete"), _("Waits for an earlier package")))
    missing = sum(1 for _sha, _kind, rec in queries.missing_blobs() if rec == stored.record.id)
    if missing:
        words = _("{n} photos or tracks have not arrived").format(n=missing)
        found.append(Check("due", words, _("Asked for in the receipt")))
    return found


def monthly_checks(queries: Queries, unit: str, month: str, paper: Paper) -> tuple[Check, ...]:
    """What to know of a month's table."""
    codes = below(queries, unit or queries.identity().unit)
    counted = {number for cell in paper.cells if cell.row == TOTAL for number in cell.numbers}
    patrols = sum(1 for number in counted if number.startswith("P"))
    found = []
    if patrols:
        words = _("{n} patrols counted").format(n=patrols)
        found.append(Check("ok", words, _("{n} units").format(n=len(codes))))
    else:
        found.append(Check("due", _("No patrol in this month"), _("The table prints empty")))
    drafts = _drafts(queries, codes, month)
    if drafts:
        words = _("{n} drafts not counted").format(n=drafts)
        found.append(Check("due", words, _("Said in the notes of the paper")))
    return (*found, *_packages(queries, codes), *_rules(paper))


def chief_checks(queries: Queries, unit: str, month: str, paper: Paper) -> tuple[Check, ...]:
    """What to know of a month's tours of forest chiefs."""
    codes = below(queries, unit or queries.identity().unit)
    tours: dict[str, dict[str, Cell]] = {}
    for cell in paper.cells:
        tours.setdefault(cell.row, {})[cell.column] = cell
    found = []
    if tours:
        words = _("{n} tours listed").format(n=len(tours))
        found.append(Check("ok", words, _("{n} units").format(n=len(codes))))
    else:
        found.append(Check("due", _("No tour in this month"), _("The table prints empty")))
    drafts = _drafts(queries, codes, month, Condition("patrol_type", "=", CHIEFS))
    if drafts:
        words = _("{n} drafts not listed").format(n=drafts)
        found.append(Check("due", words, _("Not submitted: it does not count yet")))
    silent = [row for row, cells in tours.items() if _unanswered(cells)]
    if silent:
        words = _("{n} tours found something and gave no instruction").format(n=len(silent))
        found.append(Check("due", words, ", ".join(silent)))
    return (*found, *_packages(queries, codes))


def _unanswered(cells: Mapping[str, Cell]) -> bool:
    """Whether a tour has findings (numbers beside its own) and no instruction."""
    told = cells.get(INSTRUCTIONS)
    return told is not None and len(told.numbers) > 1 and told.text == NONE


def _packages(queries: Queries, codes: tuple[str, ...]) -> tuple[Check, ...]:
    """Whether every package of the units counted has arrived."""
    gaps = [info for info in queries.streams() if not info.own and info.missing]
    late = sorted({info.unit for info in gaps if info.unit in codes})
    if late:
        words = _("Packages missing: {units}").format(units=", ".join(late))
        return (Check("overdue", words, _("Figures may be too low")),)
    return (Check("ok", _("No package is missing")),) if len(codes) > 1 else ()


def _rules(paper: Paper) -> tuple[Check, ...]:
    """Figures that print —（未配置规则）."""
    shown = [cell for cell in paper.cells if NO_RULE in cell.text]
    columns = list(dict.fromkeys(cell.column.split("/")[-1].strip() for cell in shown))
    if not columns:
        return ()
    title = _("{n} rules are not set").format(n=len(columns))
    return (Check("due", title, _("Printed as —: {names}").format(names=listed(columns))),)


def _drafts(queries: Queries, codes: tuple[str, ...], month: str, *more: Condition) -> int:
    year, number = (int(part) for part in month.split("-"))
    after = f"{year + 1}-01-01" if number == 12 else f"{year}-{number + 1:02d}-01"
    conditions = (
        Condition("date", ">=", f"{month}-01"),
        Condition("date", "<", after),
        Condition("unit", "in", codes),
        *more,
    )
    return queries.count(Listing("patrol", conditions, ("draft",)))
