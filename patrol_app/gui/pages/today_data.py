"""What the page Today shows, read in one go off the GUI thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from patrol_app.domain.fields import specs
from patrol_app.domain.instant import DAY_MS, date_of
from patrol_app.domain.records import RECORD_TYPES, record_type
from patrol_app.domain.records.unit import unit_id
from patrol_app.domain.rules.filled import is_empty
from patrol_app.gui.context import New, Open, Settle, page_of
from patrol_app.gui.forms.values import short_moment
from patrol_app.gui.grazing.due import case_tasks
from patrol_app.gui.pages.today_task import Task
from patrol_app.gui.patrol.due import patrol_tasks
from patrol_app.gui.problem.due import problem_tasks
from patrol_app.gui.review.tasks import review_tasks
from patrol_app.i18n import N_, _
from patrol_app.services.cases import due_cases
from patrol_app.services.external_show import name_of
from patrol_app.services.handover import HandoverNote, notes
from patrol_app.services.month_progress import Progress, month_progress
from patrol_app.services.ports import Condition, FormDraft, Listing, State, Stored
from patrol_app.services.seasons import Season, seasons
from patrol_app.services.today import Today, today

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

ALL: tuple[State, ...] = ("draft", "submitted", "changed")
EXPORT_DAYS = 7  # a week's work is what a lost laptop may cost at most
CLOCK = {
    "build": N_("The clock of this computer is before the day this program was made"),
    "own": N_("The clock of this computer is behind its own last entry"),
    "city": N_("The clock of this computer is far ahead of the city's"),
}
RECEIPT = {
    "frozen": N_("The level above closed this journal: it saw two histories"),
    "closed": N_("Begin a new journal: Exchange, Devices"),
    "revoked": N_("The level above revoked this device"),
    "other_history": N_("The level above holds other entries than this folder"),
    "audit_cut": N_("Audit entries that the level above has seen are missing here"),
    "unconfirmed": N_("The level above has not confirmed this journal"),
}


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
    tasks = [*_warnings(data), *review_tasks(app), *_broken(app), *_unsafe(app)]
    tasks += patrol_tasks(data.tasks, app.clock.now_ms())
    now_day = date_of(app.clock.now_ms())
    tasks += case_tasks(due_cases(queries, now_day), now_day)
    tasks += problem_tasks(app.problems.lines(), app.session.actor)
    tasks += _exchange(data, app.clock.now_ms())
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


def _warnings(data: Today) -> list[Task]:
    found: list[Task] = []
    exchange = ("exchange", None)
    for code in data.warnings:
        if code == "recovery_here":
            found.append(
                Task(
                    "overdue",
                    _("Key still here"),
                    _("Move the recovery file off this computer"),
                    _("Whoever has it can open this folder; keep it in the safe"),
                    _("It is away"),
                    "recovery",
                )
            )
        elif code == "not_enrolled" and not data.sample:
            found.append(
                Task(
                    "due",
                    _("Not enrolled"),
                    _("Get this computer enrolled by the city"),
                    _("Take the request file up, bring the answer back"),
                    _("Enrol"),
                    go=exchange,
                )
            )
        elif code == "unchecked":
            found.append(
                Task(
                    "info",
                    _("Not checked"),
                    _("Compare the number code with the city by phone"),
                    _("Until then it is not proved who granted the enrolment"),
                    _("Check"),
                    go=exchange,
                )
            )
        elif code == "epoch":
            found.append(
                Task(
                    "due",
                    _("New numbering"),
                    _("This folder was restored, copied or moved"),
                    _("Its numbers begin with X until the city grants a new device number"),
                    _("Enrol"),
                    go=exchange,
                )
            )
        elif code.startswith("receipt."):
            words = _(RECEIPT[code.removeprefix("receipt.")])
            found.append(Task("overdue", _("Receipt"), words, _("Ask the city"), go=exchange))
        elif code.startswith("clock."):
            words = _(CLOCK[code.removeprefix("clock.")])
            found.append(Task("due", _("Clock"), words, _("Set the clock of the computer")))
    return found


def _unsafe(app: App) -> list[Task]:
    """No backup was proved for a week, or none stands at a second place."""
    state = app.backups.state()
    go = ("settings", "safety")
    if state.old and (state.rows or app.store.queries.identity().enrolled):
        words = _("No backup was proved in the last seven days")
        return [Task("overdue", _("Backup"), words, _("Make one now"), _("Backups"), go=go)]
    if state.last is not None and state.nag:
        words = _("No proved copy at a second place for a week")
        return [Task("due", _("Backup"), words, _("Put the stick in"), _("Backups"), go=go)]
    return []


def _broken(app: App) -> list[Task]:
    """Records with conflicts, or with a part that has not arrived."""
    found: list[Task] = []
    queries = app.store.queries
    conflicts = queries.conflict_count()
    if conflicts:
        found.append(
            Task(
                "conflict",
                _("{n} conflicts").format(n=conflicts),
                _("Records changed in two places"),
                _("Two people wrote the same field; both texts are kept"),
                _("Settle"),
                go=("exchange", Settle()),
            )
        )
    for kind in RECORD_TYPES:
        if kind.code in ("attachment", "review", "seal"):
            continue
        count = queries.count(Listing(kind.code, (Condition("incomplete", "=", True),), ALL))
        if count:
            words = _("{n} incomplete").format(n=count)
            caption = _("An earlier entry has not arrived yet")
            go = (page_of(kind.code), None)
            found.append(Task("due", words, _(kind.label), caption, _("Look"), go=go))
    return found


def _exchange(data: Today, now_ms: int) -> list[Task]:
    """Packages that should have left or come."""
    state, found = data.exchange, []
    exchange = ("exchange", None)
    if state.local_only and not data.sample:
        since = (now_ms - state.last_export_ms) // DAY_MS if state.last_export_ms else None
        if since is None or since > EXPORT_DAYS:
            late = since is not None
            chip = _("{n} days over").format(n=since - EXPORT_DAYS) if since else _("Never yet")
            found.append(
                Task(
                    "overdue" if late else "info",
                    chip,
                    _("Export {n} entries").format(n=state.local_only),
                    _("Work that is only on this computer is lost with it"),
                    _("Export"),
                    go=exchange,
                )
            )
    wanted = sum(level.wanted for level in state.levels)
    gaps = (
        (state.gaps, N_("{n} gaps"), N_("Entries of stations are missing"), N_("Look")),
        (state.quarantined, N_("{n} aside"), N_("Packages are kept aside"), N_("Decide")),
        (wanted, N_("{n} wanted"), N_("Photos are asked for again"), N_("Export")),
    )
    for count, chip, title, action in gaps:
        if count:
            words = _(chip).format(n=count)
            found.append(Task("due", words, _(title), _("See Exchange"), _(action), go=exchange))
    return found
