"""Duties of crews, first detections, rounds and traps as lines of the page Today."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from patrol_app.gui.context import CrewPaper, Live, Open, page_of
from patrol_app.gui.forms.values import day_words
from patrol_app.gui.pages.today_task import Task
from patrol_app.i18n import N_, _
from patrol_app.services.city_desk import DeskRow
from patrol_app.services.duties import Duty

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
# code -> (title, caption); places: name, more, n
WORDS = {
    "drill_running": (N_("A drill is being timed: {name}"), N_("Its clock runs until it is ended")),
    "drill_quarter": (
        N_("{name}: {n} more drills this quarter"),
        N_("The quarter ends on {more}"),
    ),
    "drill_below": (
        N_("{n} crews below are behind with the drills of the quarter"),
        N_("The quarter ends on {more}"),
    ),
    "drill_problem": (N_("{n} problems of a drill are not on the ledger"), N_("{name} · {more}")),
    "training": (
        N_("{n} people are behind with their training hours"),
        N_("{name} · {more} h a year"),
    ),
    "kit_overdue": (N_("Equipment check overdue: {name}"), N_("{n} entries · {more}")),
    "kit_soon": (N_("Equipment check due: {name}"), N_("{n} entries · {more}")),
    "kit_scrap": (N_("Equipment past its day of scrapping: {name}"), N_("{n} entries · {more}")),
    "kit_scrap_soon": (N_("Equipment to be scrapped soon: {name}"), N_("{n} entries · {more}")),
    "kit_unsound": (N_("Too little equipment is sound: {name}"), N_("{n} entries · {more}")),
    "crew_minor": (N_("Under age in the crew: {name}"), N_("{more}: minors may not take part")),
    "fit_over": (N_("Medical certificate run out: {name}"), "{more}"),
    "fit_soon": (N_("Medical certificate runs out soon: {name}"), "{more}"),
    "first_report": (
        N_("Suspected first case: tell {name}"),
        N_("{more} · at once by law, the hours are the unit's own"),
    ),
    "survey_round": (N_("Survey round {name}"), N_("{n} sheets so far, open until {more}")),
    "survey_report": (N_("Report of survey round {name}"), N_("{n} sheets, report by {more}")),
    "trap": (N_("{n} traps wait to be looked into"), N_("{name}: last on {more}")),
}
ACTIONS = {
    "drill_running": N_("Go on"), "drill_quarter": N_("Plan one"), "training": N_("Readiness card"),
    "drill_below": N_("Look"), "first_report": N_("Note the call"),
}  # fmt: skip
NO_DAY = frozenset({"drill_running", "drill_problem", "kit_unsound", "crew_minor"})
STATE = {
    "drill_running": N_("Running"), "drill_problem": N_("To list"),
    "kit_unsound": N_("To mend"), "crew_minor": N_("Not allowed"),
}  # fmt: skip


def duty_tasks(found: Sequence[Duty]) -> list[Task]:
    """One line a duty, in the order given."""
    return [_task(one) for one in found]


def silent_tasks(rows: Sequence[DeskRow]) -> list[Task]:
    """One line for all devices below that sent nothing for too long."""
    late = [row for row in rows if row.late]
    if not late:
        return []
    chip = _("{n} silent").format(n=len(late))
    longest = max(late, key=lambda row: row.silent or 0)
    words = _("Longest: {unit}, {n} days").format(unit=longest.name, n=longest.silent)
    title = _("Stations have sent nothing for too long")
    return [Task("due", chip, title, words, _("Look"), "stations", ("exchange", None))]


def _task(one: Duty) -> Task:
    title, caption = WORDS[one.code]
    more = day_words(one.more) if _DAY.fullmatch(one.more) else one.more
    places = {"name": one.name, "more": more, "n": one.count}
    words = _(caption).format(**places)
    if one.unverified:
        words = _("{words} · rule not verified").format(words=words)
    action = _(ACTIONS.get(one.code, N_("Open")))
    return Task(one.tone, _chip(one), _(title).format(**places), words, action, go=_go(one))


def _chip(one: Duty) -> str:
    if one.code in NO_DAY:
        return _(STATE[one.code])
    if one.code == "first_report":
        words = N_("{n} h late") if one.left < 0 else N_("{n} h left")
        return _(words).format(n=abs(one.left))
    if one.left == 0:
        return _("Due today")
    words = N_("{n} d late") if one.left < 0 else N_("{n} d left")
    return _(words).format(n=abs(one.left))


def _go(one: Duty) -> tuple[str, object]:
    special: dict[str, Callable[[], object]] = {
        "training": lambda: CrewPaper("readiness-card"),
        "drill_running": lambda: Live(one.go[1] if one.go else ""),
    }
    if one.code in special:
        return "crew", special[one.code]()
    if one.go is None:
        return "crew", None
    return page_of(one.go[0]), Open(*one.go)
