"""Legal limits of cases as lines of the page Today."""

from __future__ import annotations

from datetime import date

from patrol_app.gui.context import Open
from patrol_app.gui.grazing.cards import LIMITS
from patrol_app.gui.pages.today_task import Task
from patrol_app.i18n import _
from patrol_app.services.cases import Due

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
