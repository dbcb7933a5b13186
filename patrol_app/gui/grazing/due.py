"""Legal limits of cases as lines of the page Today."""

from __future__ import annotations

from datetime import date

from patrol_app.gui.context import Open
from patrol_app.gui.pages.today_task import Task
from patrol_app.i18n import N_, _
from patrol_app.services.cases import Due

LIMITS = {  # here and not beside the cards: Today shall not load maps
    "decide": N_("Decide the case"),
    "evidence": N_("Deal with the kept evidence"),
    "serve": N_("Serve the decision"),
    "pay": N_("Fine to be paid"),
    "statement": N_("The party may speak"),
    "hearing": N_("A hearing may be asked for"),
    "hearing_on": N_("Day of the hearing"),
    "order": N_("Re-check the order"),
    "limitation": N_("Open the case (limitation)"),
}
SHOWN = 8  # more would push everything else off the page


def case_tasks(dues: list[Due], day: str) -> list[Task]:
    """What ends soon or has ended, nearest first.

    Args:
        dues: of ``services.cases.due_cases``; day: today, ``YYYY-MM-DD``.
    """
    found = []
    today = date.fromisoformat(day)
    for due in dues[:SHOWN]:
        left = (date.fromisoformat(due.day) - today).days
        late = left < 0
        chip = _("{n} d late").format(n=-left) if late else _("{n} d left").format(n=left)
        title = f"{_(LIMITS.get(due.code, due.code))} {due.number}"
        words = _("Until {day} · {source}").format(day=due.day, source=due.source or "—")
        go = ("grazing", Open("grazing", due.rec))
        found.append(Task("overdue" if late else "due", chip, title, words, _("Open"), go=go))
    return found
