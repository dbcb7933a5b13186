"""Forms of a problem and of one step; the problem's form shows its state and what may follow."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QGridLayout, QWidget

from patrol_app.domain.fields import specs
from patrol_app.domain.records import record_type
from patrol_app.domain.records.problem import Problem, ProblemStep
from patrol_app.domain.rules.problem import NEEDED
from patrol_app.gui.context import Context, New, Open, page_of
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.forms.generic import GenericEditor
from patrol_app.gui.forms.loading import Loaded
from patrol_app.gui.forms.target import Target, register
from patrol_app.gui.kit import Button, Card, Chip, VTimeline, h, holder, label, scroll, v
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.problem.words import limit_words, moments, state_chip, step_word
from patrol_app.i18n import _
from patrol_app.services.problems import Line
from patrol_app.services.value_words import day_words

# What may be said beside what a step cannot do without.
MAY_SAY: Mapping[str, tuple[str, ...]] = {
    "VERIFIED": ("text", "grade"),
    "ASSIGNED": ("person_id", "text"),
    "RESULT": ("text",),
    "TRANSFERRED": ("text",),
    "SUPERVISED": ("text", "doc_no", "doc_on"),
    "RECTIFIED": ("text",),
    "CLOSED": ("text", "doc_no"),
    "MERGED": ("text",),
}
ABREAST = 3  # step buttons in one line
# type of a record that a problem may be made of, and the field that names it
MADE_OF = (("drill", "drill_id"), ("finding", "finding_id"), ("fire_spot", "fire_spot_id"))


@dataclass(frozen=True)
class Told:
    """What the form shows of a problem that stands.

    Attributes:
        line: state and limit; steps: what may follow; people: names by id.
        proposed: limit of a new assignment; own_unit: id of the own unit.
        same: open problems that may be this one.
    """

    line: Line
    steps: tuple[str, ...]
    people: dict[str, str]
    proposed: str
    own_unit: str
    same: tuple[Problem, ...]


class StepEditor(GenericEditor):
    """One step: only the fields that this kind of step speaks of."""

    def left_out(self, loaded: Loaded) -> Collection[str]:
        """Everything that the step's kind has no use for; all is shown of one that stands."""
        step = str(self.target.values.get("step", ""))
        if loaded.stored is not None or not step:
            return ()
        self.title = step_word(step)
        keep = {"at", "by_id", *NEEDED.get(step, ()), *MAY_SAY.get(step, ())}
        return set(specs(ProblemStep)) - keep

    def _show(self, loaded: Loaded) -> None:
        """Mark what this kind of step cannot do without, before anything is typed."""
        super()._show(loaded)
        record = loaded.stored.record if loaded.stored is not None else None
        step = str(getattr(record, "step", "") or self.target.values.get("step", ""))
        if self.sheet is None:
            return
        for name in set(NEEDED.get(step, ())) & self.sheet.specs.keys():
            self.sheet.form[name].set_required(True)
        self.head_changed.emit()
        self.focus_first()


class ProblemEditor(GenericEditor):
    """A problem with its state, limit, threshold, steps and papers at the right.

    Attributes:
        line: the problem as it stands; None while it is no submitted record.
    """

    def __init__(self, ctx: Context, target: Target) -> None:
        self.line: Line | None = None
        self.chooser = Chooser()
        self._state = Card(_("Where it stands"), hug=True)
        self._steps = Card(_("Steps"))
        self._head = v(gap="x1")
        self._buttons = QGridLayout()
        self._buttons.setContentsMargins(0, 0, 0, 0)
        self._state.body.addLayout(self._head)
        self._state.body.addLayout(self._buttons)
        self.origin_button = Button("", "quiet", "arrow-top-left")
        self.origin_button.clicked.connect(self.to_origin)
        self._state.put(h(self.origin_button, None))
        self._log = VTimeline(())
        self._bare = label(_("No steps yet"), "muted")
        self._steps.body.add(self._bare, scroll(holder(v(self._log, None)), hug=True))
        super().__init__(ctx, target)

    def left_out(self, loaded: Loaded) -> Collection[str]:
        """What only a patch of an inspection has, or what it was made of, where it is none."""
        record = loaded.stored.record if loaded.stored is not None else None
        held = {**self.target.values, **(dict(record) if record is not None else {})}
        away = [] if held.get("patch_batch") else ["patch_batch", "patch_mu_e4"]
        return [*away, *(name for _code, name in MADE_OF if not held.get(name))]

    def chips(self) -> list[QWidget]:
        """The state of the problem in place of that of the record."""
        return [state_chip(self.line)] if self.line is not None else super().chips()

    def side_top(self) -> list[QWidget]:
        """State and steps."""
        return [self._state, self._steps]

    def head_actions(self) -> list[QWidget]:
        """The closing sheet beside save and submit."""
        made = super().head_actions()
        if self.line is None:
            return made
        sheet = Button(_("Closing sheet"), "", "printer-outline")
        sheet.clicked.connect(self.print_sheet)
        return [sheet, *made[-2:]]

    def take_step(self, step: str, **more: Any) -> None:
        """Open the form of a further step; ``more`` are fields that it begins with."""
        if self.line is None:
            return
        rec, by = self.line.problem.id, self.ctx.actor().id
        values: dict[str, Any] = {"parent_id": rec, "step": step, "by_id": by}
        values["at"] = self.ctx.app.problems.now()
        if step == "ASSIGNED":
            values["for_unit_id"] = self.line.now.for_unit_id or self._own_unit
            values["due_on"] = self._proposed
        self.ctx.navigate("problem", New("problem_step", {**values, **more}))

    def to_origin(self) -> None:
        """Open the record that the problem was made of."""
        problem = self.line.problem if self.line is not None else None
        for code, rec in _origin(problem):
            self.ctx.navigate(page_of(code), Open(code, rec))

    def print_sheet(self) -> None:
        """Ask for a file and write the closing sheet."""
        if self.line is None:
            return
        number, papers = self.line.problem.number, self.ctx.app.problem_papers
        path = self.chooser.save(self, _("Closing sheet"), f"{number}.pdf", ("pdf",))
        if path is not None:
            self.ctx.work.query(
                lambda: papers.closing(number, Path(path)),
                lambda done: self.ctx.toast(_("Written {name}").format(name=done.path.name), None),
                owner=self,
            )

    def _follow_stored(self) -> None:
        super()._follow_stored()
        stored = self.stored
        told = stored is not None and stored.state != "draft" and not stored.deleted
        self._state.setVisible(told)
        self._steps.setVisible(told)
        if stored is None or not told:
            return
        app, rec, actor = self.ctx.app, stored.record.id, self.ctx.actor()

        def read() -> Told:
            """State, possible steps, names, what a new assignment proposes, doubles."""
            line = app.problems.line(rec)
            queries = app.store.queries
            people = queries.names("person", [one.step.by_id or "" for one in line.known.steps])
            own = queries.find("unit", queries.identity().unit)
            due = app.problems.proposed_due(line, app.session.today)
            steps = app.problems.open_steps(line, actor)
            unit = own.record.id if own is not None else ""
            return Told(line, steps, people, due, unit, tuple(app.problems.maybe_same(rec)))

        self.ctx.work.query(read, self._show_line, owner=self)

    def _show_line(self, found: Told) -> None:
        line = self.line = found.line
        people, self._proposed, self._own_unit = found.people, found.proposed, found.own_unit
        clear_layout(self._head)
        row = h(state_chip(line), Chip(*limit_words(line)), gap="x1")
        if line.now.supervision:
            row.add(Chip("overdue", line.now.supervision))
        row.add(None)
        self._head.add(holder(row))
        if line.due_on:
            self._head.add(label(_("Due on {day}").format(day=day_words(line.due_on)), "muted"))
        if line.crime.said:
            tone = "overdue" if line.crime.reached else ""
            words = _("To be passed on: {sum}") if line.crime.reached else "{sum}"
            self._head.add(label(words.format(sum=line.crime.said), "strong", tone, wrap=True))
        if line.now.doubted_by:
            who = people.get(line.now.doubted_by, "")
            words = _("{name} found it not true; a second person has to say so").format(name=who)
            self._head.add(label(words, "muted", wrap=True))
        if line.press:
            self._head.add(label(_("Supervision is due"), "strong", "overdue"))
        for other in found.same if line.now.open else ():
            self._head.add(self._double(other, "MERGED" in found.steps))
        self._show_buttons(found.steps)
        steps = moments(line, people)
        self._log.show_moments(steps)
        self._bare.setVisible(not steps)
        made_of = _origin(line.problem)
        self.origin_button.setVisible(bool(made_of))
        for code, _rec in made_of:
            self.origin_button.set_words(_("From: {type}").format(type=_(record_type(code).label)))
        self.head_changed.emit()

    def _double(self, other: Problem, may: bool) -> QWidget:
        """A line about a problem that may be this one: look at it, or merge into it."""
        words = _("Perhaps the same as {number}").format(number=other.number)
        look = Button(_("Open"), "quiet")
        look.clicked.connect(lambda: self.ctx.navigate("problem", Open("problem", other.id)))
        row = h((label(words, "table", "due", wrap=True), 1), look, gap="half")
        if may:
            merge = Button(_("Merge"), "quiet", "merge")
            merge.setObjectName("merge")
            merge.clicked.connect(lambda: self.take_step("MERGED", other_id=other.id))
            row.add(merge)
        return holder(row)

    def _show_buttons(self, steps: tuple[str, ...]) -> None:
        clear_layout(self._buttons)
        for place, step in enumerate(steps):
            button = Button(step_word(step), "quiet" if step == "NOTE" else "")
            button.setObjectName(f"step-{step}")
            button.clicked.connect(partial(self.take_step, step))
            self._buttons.addWidget(button, place // ABREAST, place % ABREAST)

    _proposed = ""
    _own_unit = ""


def _origin(problem: Problem | None) -> tuple[tuple[str, str], ...]:
    """(type, id) of the record that a problem was made of; none for one written by hand."""
    if problem is None:
        return ()
    named = ((code, getattr(problem, name)) for code, name in MADE_OF)
    return tuple((code, rec) for code, rec in named if rec)[:1]


@register("problem")
def problem_form(ctx: Context, target: Target) -> ProblemEditor:
    """The form of a problem."""
    return ProblemEditor(ctx, target)


@register("problem_step")
def step_form(ctx: Context, target: Target) -> StepEditor:
    """The form of a step."""
    return StepEditor(ctx, target)


def to_problem(ctx: Context, begin: Callable[[], dict[str, Any]], owner: QWidget) -> None:
    """Start a problem from another record; where there is one already, its number is said.

    Args:
        ctx: see ``Context``.
        begin: reads the values that it begins with.
        owner: widget that asked.
    """
    ctx.work.query(
        begin,
        lambda values: ctx.navigate("problem", New("problem", values)),
        lambda fault: ctx.toast(fault.message(), None),
        owner=owner,
    )
