"""Tasks and rounds of forest chiefs as lines of the page Today."""

from __future__ import annotations

from patrol_app.domain.instant import beijing, day_start
from patrol_app.gui.context import New, Open, page_of
from patrol_app.gui.pages.today_task import Task
from patrol_app.i18n import _
from patrol_app.services.tasks import TaskLine

SHOWN = 12  # more would push everything else off the page; the rest is counted


def patrol_tasks(lines: tuple[TaskLine, ...], now_ms: int) -> list[Task]:
    """What is due or overdue, most urgent first; a last line counts what is left out."""
    found = [_line(line, now_ms) for line in lines[:SHOWN]]
    if len(lines) > SHOWN:
        words = _("and {n} more").format(n=len(lines) - SHOWN)
        found.append(Task("info", words, _("Patrol tasks"), _("The most urgent stand above")))
    return found


def _line(line: TaskLine, now_ms: int) -> Task:
    stands = line.standing
    days = (day_start(stands.span.last) - day_start(f"{beijing(now_ms):%Y-%m-%d}")) // 86_400_000
    if stands.state == "overdue":
        tone, chip = "overdue", _("{n} d late").format(n=-days)
    else:
        tone, chip = "due", _("{n} d left").format(n=days) if days else _("Due today")
    done = _("{done} of {required} done · {first} to {last}").format(
        done=stands.done, required=stands.required, first=stands.span.first, last=stands.span.last
    )
    if line.rule is None:
        go = (page_of("task"), Open("task", line.task))
        return Task(tone, chip, line.title, done, _("Open"), go=go)
    title = _("Forest chief's patrol: {name}").format(name=line.title)
    if line.rule.unverified:
        done = _("{words} · rule not verified").format(words=done)
    values = {"patrol_type": "LINZHANG", "ranger_id": line.person}
    return Task(tone, chip, title, done, _("Record it"), go=("patrol", New("patrol", values)))
