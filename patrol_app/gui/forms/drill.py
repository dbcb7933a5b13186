"""The drill's form: team, time line, roll call, equipment, score; or the stop-watch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from patrol_app.domain.records.drill import Attendance, Drill
from patrol_app.errors import UserError
from patrol_app.gui.context import Context, CrewPaper, Live
from patrol_app.gui.drill.raised import RaisedCard
from patrol_app.gui.drill.roster import RosterEdit
from patrol_app.gui.drill.scoring import ScoreCard, blank_kit, blank_scores
from patrol_app.gui.drill.timeline import TimelineEdit
from patrol_app.gui.forms import saving
from patrol_app.gui.forms.crew import CrewEditor
from patrol_app.gui.forms.loading import Loaded
from patrol_app.gui.forms.target import Target, register
from patrol_app.gui.kit import Button, Card, label, v
from patrol_app.i18n import _

SCORED = ("scores", "safety_fault", "start_at")


class DrillEditor(CrewEditor):
    """A drill, entered afterwards or completed after it was timed live."""

    def __init__(self, ctx: Context, target: Target) -> None:
        self.watch = Button(_("Time it live"), "touch", "timer-outline", "Ctrl+T")
        self._live = Card(_("Live"), hug=True)
        self._side = v(gap="card_gap")
        self._paper = Button(_("9.12  Drill record"), "", "printer-outline")
        self._raise = Button(_("Put the problems on the ledger"), "", "clipboard-alert-outline")
        self._score: ScoreCard | None = None
        self.raised = RaisedCard(ctx)
        self.raised.shown.connect(self._offer)
        super().__init__(ctx, target)
        self.watch.clicked.connect(self.time_live)

    def own_controls(self, loaded: Loaded) -> Mapping[str, QWidget]:
        """Time line and roll call; the score card knows the rules from here on."""
        self._score = ScoreCard(loaded.book)
        self._side.insertWidget(0, self._score)
        return {
            "steps": TimelineEdit(loaded.book),
            "attendance": RosterEdit(Attendance, loaded.refs.get("person", ())),
        }

    def first_values(self, loaded: Loaded) -> Mapping[str, Any]:
        """One row a part of the score, with the weights in force."""
        return {"scores": blank_scores(loaded.book, self.ctx.app.clock.now_ms())}

    def team_chosen(self, team: str | None) -> Mapping[str, Any]:
        """The team's leader commands; what it holds is offered as equipment."""
        made: dict[str, Any] = {"kit": blank_kit(self.crews.held.get(team or "", ()))}
        if leader := self.crews.leaders.get(team or ""):
            made["commander_id"] = leader
        return made

    def side_top(self) -> list[QWidget]:
        """The stop-watch and the score."""
        says = _("Each tap is on disk before the next one is offered")
        self._live.put(self.watch, label(says, "caption", wrap=True))
        self._side.addWidget(self._live)
        self._raise.clicked.connect(self.raise_problems)
        self._paper.clicked.connect(self.show_paper)
        for part in (self._paper, self._raise, self.raised):
            self._side.addWidget(part)
        holder = QWidget()
        holder.setLayout(self._side)
        return [holder]

    def show_paper(self) -> None:
        """9.12 of this drill."""
        if self.stored is not None:
            self.ctx.navigate("crew", CrewPaper("drill-record", self.stored.record.number))

    def time_live(self) -> None:
        """Keep what was typed as a draft record and open the stop-watch on it."""
        if (
            self.sheet is None
            or self._writing
            or self.sheet.form.show_errors(self.sheet.unreadable())
        ):
            return
        self._writing = True
        app, actor, before, draft = self.ctx.app, self.ctx.actor(), self.stored, self._keeper.id
        values = {**self.sheet.values(), "live": True}
        self._keeper.settled()
        self.ctx.work.command(
            lambda: saving.save(app, "drill", before, values, actor, draft, submit=False),
            self._watched,
            self._refused,
            owner=self,
            origin=self.origin,
        )

    def raise_problems(self) -> None:
        """Make a problem record of each row that is none yet."""
        if self.stored is None:
            return
        app, actor, drill = self.ctx.app, self.ctx.actor(), self.stored.record
        assert isinstance(drill, Drill)

        def write() -> int:
            """How many were made."""
            made = 0
            for row in drill.problems:
                try:
                    values = app.problems.from_drill(drill.id, row.key)
                except UserError as fault:
                    if fault.code != "problem.exists":
                        raise
                    continue
                app.problems.write(actor, values)
                made += 1
            return made

        words = _("{n} problems put on the ledger")
        rec = drill.id

        def done(made: int) -> None:
            """Say how many, and show them."""
            self.ctx.toast(words.format(n=made), None)
            self.raised.ask(rec)

        self.ctx.work.command(write, done, owner=self)

    def showEvent(self, event: QShowEvent) -> None:
        """Back from elsewhere: a problem of the drill may have moved on."""
        super().showEvent(event)
        if self.stored is not None:
            self.raised.ask(self.stored.record.id)

    def follow(self, name: str) -> None:
        """The total follows points, weights and faults."""
        if name in SCORED:
            self._show_score()

    def _watched(self, done: saving.Saved) -> None:
        self._writing = False
        self.ctx.navigate("crew", Live(done.stored.record.id))

    def _show(self, loaded: Loaded) -> None:
        super()._show(loaded)
        over = loaded.stored is not None and loaded.stored.state != "draft"
        self.watch.setVisible(not over)
        self._live.setVisible(not over)
        self._paper.setVisible(loaded.stored is not None and self.ctx.actor().may("papers"))
        self._offer()
        if loaded.stored is not None:
            self.raised.ask(loaded.stored.record.id)
        self._show_score()

    def _offer(self) -> None:
        """The button, while the drill is submitted and a row of it is no problem yet."""
        drill = self.stored.record if self.stored is not None else None
        over = self.stored is not None and self.stored.state != "draft"
        left = (
            {row.key for row in drill.problems if row.text} if isinstance(drill, Drill) else set()
        )
        self._raise.setVisible(over and bool(left - self.raised.keys))

    def _show_score(self) -> None:
        if self.sheet is None or self._score is None:
            return
        values = self.sheet.values()
        start = values["start_at"]
        self._score.show_scores(
            values["scores"], values["safety_fault"], start.ms if start is not None else None
        )


@register("drill")
def make(ctx: Context, target: Target) -> DrillEditor:
    """The form of a drill."""
    return DrillEditor(ctx, target)
