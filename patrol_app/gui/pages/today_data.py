"""What the page Today shows, read in one go off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from patrol_app.domain.fields import specs
from patrol_app.domain.instant import date_of
from patrol_app.domain.records import record_type
from patrol_app.domain.records.unit import unit_id
from patrol_app.domain.rules.filled import is_empty
from patrol_app.gui.context import New, Open, page_of
from patrol_app.gui.forms.values import short_moment
from patrol_app.gui.grazing.due import case_tasks
from patrol_app.gui.pages.today_duty import duty_tasks, silent_tasks
from patrol_app.gui.pages.today_folder import (
    broken_tasks,
    down_tasks,
    exchange_tasks,
    line_of,
    unsafe_tasks,
    warnings_tasks,
)
from patrol_app.gui.pages.today_task import Task
from patrol_app.gui.patrol.due import patrol_tasks
from patrol_app.gui.problem.due import problem_tasks
from patrol_app.gui.review.tasks import review_tasks
from patrol_app.i18n import _
from patrol_app.services.cases import due_cases
from patrol_app.services.city_desk import senders
from patrol_app.services.duties import duties
from patrol_app.services.duty_table import own_lines, shown
from patrol_app.services.external_show import name_of
from patrol_app.services.going_down import going_down
from patrol_app.services.handover import HandoverNote, notes
from patrol_app.services.month_progress import Progress, month_progress
from patrol_app.services.ports import FormDraft, Stored
from patrol_app.services.seasons import Season, seasons
from patrol_app.services.today import Today, today

if TYPE_CHECKING:
    from patrol_app.bootstrap import App


@dataclass(frozen=True)
class Unfinished:
    """A draft: a stored record, or a form that was being typed."""

    icon: str
    title: str
    caption: str
    go: tuple[str, object]


@dataclass(frozen=True)
class TodayView:
    """Everything on the page.

    Attributes:
        data: of the service.
        unit: name of the own unit; level its level.
        tasks: worst first.
        drafts: newest first.
        draft_count: all drafts.
        seasons: what the time of year asks for.
        progress: of the acting person's month; None for people who do not patrol.
        notes: handover notes, newest first, with the names of their writers.
        shared: several people use the folder.
    """

    data: Today
    unit: str
    level: str
    tasks: tuple[Task, ...] = ()
    drafts: tuple[Unfinished, ...] = ()
    draft_count: int = 0
    seasons: tuple[Season, ...] = ()
    progress: Progress | None = None
    notes: tuple[HandoverNote, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    shared: bool = False


def read_today(app: App, user: str) -> TodayView:
    """The page for ``user``; call it from a query."""
    queries = app.store.queries
    data = today(queries, app.clock, user)
    identity = queries.identity()
    unit = queries.get("unit", unit_id(identity.unit))
    name = str(getattr(unit.record, "name", "")) if unit else identity.unit
    forms = {draft.rec for draft in data.forms}
    drafts = [_typed(draft) for draft in sorted(data.forms, key=lambda d: -d.saved_ms)]
    drafts += [_stored(row) for row in data.drafts if row.record.id not in forms]
    tasks = _tasks(app, data)
    tasks.sort(key=lambda task: ("overdue", "conflict", "due", "info").index(task.tone))
    count = sum(data.draft_count.values()) + sum(1 for d in data.forms if d.body.get("new"))
    day = date_of(app.clock.now_ms())
    found = tuple(seasons(queries, day))
    mine = month_progress(queries, user, day)
    view = TodayView(data, name, identity.level, tuple(tasks), tuple(drafts), count, found, mine)
    left = notes(queries)
    return replace(
        view,
        notes=left,
        names=queries.names("person", {note.by for note in left}),
        shared=len(app.users.list()) > 1,
    )


def _tasks(app: App, data: Today) -> list[Task]:
    """What the acting person has to do: each kind by the table of rights."""
    queries, actor, now = app.store.queries, app.session.actor, app.clock.now_ms()
    day = date_of(now)
    made = [one for one in warnings_tasks(data) if shown(actor, line_of(one.key))]
    asked: tuple[tuple[str, Callable[[], list[Task]]], ...] = (
        ("backup", lambda: unsafe_tasks(app)),
        ("case", lambda: case_tasks(due_cases(queries, day), day)),
        ("problem", lambda: problem_tasks(app.problems.lines(), actor)),
        ("stations", lambda: silent_tasks(senders(queries, now))),
    )
    for line, ask in asked:
        if shown(actor, line):
            made += ask()
    made += [one for one in broken_tasks(app) if shown(actor, line_of(one.key))]
    moved = [*exchange_tasks(data, now), *down_tasks(going_down(queries), now)]
    made += [one for one in moved if shown(actor, line_of(one.key))]
    made += review_tasks(app)
    made += patrol_tasks(tuple(own_lines(queries, data.tasks, actor)), now)
    return made + duty_tasks(duties(queries, now, actor))


def _typed(draft: FormDraft) -> Unfinished:
    """A form that was being typed."""
    kind = record_type(draft.type)
    new = bool(draft.body.get("new", True))
    argument: object = New(draft.type, {}, draft.rec) if new else Open(draft.type, draft.rec)
    title = str(draft.body.get("title") or "") or _(kind.label)
    caption = _("typed {time}, not saved").format(time=short_moment(draft.saved_ms))
    return Unfinished(kind.icon, title, caption, (page_of(draft.type), argument))


def _stored(row: Stored) -> Unfinished:
    """A record that was not submitted."""
    kind = record_type(row.type)
    missing = sum(
        1
        for spec in specs(kind.cls).values()
        if spec.ui.required and is_empty(getattr(row.record, spec.name))
    )
    left = _("{n} required fields missing").format(n=missing) if missing else _("complete")
    if row.state == "changed":
        left = _("changed since submitted")
    caption = f"{left} · {short_moment(row.changed_ms)}"
    title = f"{_(kind.label)} {name_of(row)}"
    return Unfinished(kind.icon, title, caption, (page_of(row.type), Open(row.type, row.record.id)))
