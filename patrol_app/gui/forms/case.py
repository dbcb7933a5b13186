"""The forms of a step of a case and of a template for its papers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from patrol_app.domain.case_template import PLACES
from patrol_app.domain.instant import Instant, date_of
from patrol_app.domain.records.case import CaseStep
from patrol_app.domain.rules.case import (
    ADDENDUM,
    DEALT,
    DECIDED,
    HEARING,
    KEPT,
    NONE,
    NOTICE,
    ORDER,
    PAPERED,
    SPOT,
)
from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context, New, Open
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.forms.generic import GenericEditor
from patrol_app.gui.forms.grazing import print_paper, save_paper
from patrol_app.gui.forms.loading import Loaded, load
from patrol_app.gui.forms.party_dialog import PartyTools
from patrol_app.gui.forms.saving import Saved
from patrol_app.gui.forms.target import Target, register
from patrol_app.gui.grazing.papers_card import CorrectionsCard
from patrol_app.gui.grazing.reading import corrections_of, number_for
from patrol_app.gui.kit import Button, Card, label
from patrol_app.gui.theme import current
from patrol_app.i18n import _
from patrol_app.services.case_templates import read_text

PARTIES = ("party_id", "witness_id")
BODY_HEIGHT = 260  # px at 100 %
NUMBERED = frozenset({ORDER, DECIDED, SPOT, NOTICE, KEPT, DEALT, HEARING, NONE})


class CaseStepEditor(GenericEditor):
    """A step of a case; the number of its paper is the next free one of the county's block."""

    def __init__(self, ctx: Context, target: Target) -> None:
        self._free = ""
        self.corrections = CorrectionsCard()
        self.parties: PartyTools | None = None
        super().__init__(ctx, target)
        self.corrections.asked.connect(self.correct)
        self.corrections.printed.connect(self._save_paper)
        self.corrections.sent.connect(self._print)
        self.corrections.opened.connect(lambda rec: ctx.navigate("grazing", Open("case_step", rec)))

    def side_top(self) -> list[QWidget]:
        """What was corrected of a step that stands."""
        return [self.corrections]

    def correct(self) -> None:
        """An addendum to this step: what was submitted stands."""
        if self.stored is None or not isinstance(self.stored.record, CaseStep):
            return
        one = self.stored.record
        given = {
            "parent_id": one.parent_id,
            "step": ADDENDUM,
            "corrects": one.number,
            "officer_ids": one.officer_ids,
        }
        self.ctx.navigate("grazing", New("case_step", given))

    def _load(self, show: Callable[[Loaded], None]) -> None:
        app, target, user = self.ctx.app, self.target, self.ctx.actor().id
        if self.stored is not None:
            target = Target(target.type, self.stored.record.id)
        now = app.clock.now_ms()
        year = date.fromisoformat(date_of(now)).year

        def read() -> tuple[Loaded, str]:
            """What every form needs, and the next number."""
            return load(app, target, user), number_for(app, year)

        self.ctx.work.query(read, partial(self._begin, show, now), self._cannot_load, owner=self)

    def _begin(self, show: Callable[[Loaded], None], now: int, found: tuple[Loaded, str]) -> None:
        loaded, self._free = found
        if self.stored is None and not self.target.rec and not self.target.draft:
            given: Mapping[str, Any] = self.target.values
            self.target = Target("case_step", "", {"at": Instant(now // 60_000 * 60_000), **given})
        show(loaded)

    def _show(self, loaded: Loaded) -> None:
        super()._show(loaded)
        if self.sheet is not None:
            self.parties = PartyTools(self.ctx, self.sheet.form, PARTIES, self)
            self.parties.follow()
        if loaded.stored is None:
            self._number_it()

    def _follow_stored(self) -> None:
        super()._follow_stored()
        if self.parties is not None:
            self.parties.follow()
        stored = self.stored
        fixed = stored is not None and stored.state != "draft"
        self.corrections.setVisible(fixed)
        if not fixed or stored is None or not isinstance(stored.record, CaseStep):
            return
        step, queries = stored.record, self.ctx.app.store.queries
        self.ctx.work.query(
            lambda: corrections_of(queries, step),
            lambda rows: self.corrections.show_corrections(rows, papered=step.step in PAPERED),
            owner=self,
        )

    def changed(self, changes: Any) -> None:
        """An addendum was written too."""
        super().changed(changes)
        if any(kind == "case_step" for kind, _rec in changes.records):
            self._follow_stored()

    def _saved(self, submit: bool, done: Saved) -> None:
        super()._saved(submit, done)
        step = done.stored.record
        if submit and isinstance(step, CaseStep) and step.parent_id:  # the case goes on there
            self.ctx.navigate("grazing", Open("grazing", step.parent_id))

    def _edited(self, name: str) -> None:
        super()._edited(name)
        if name == "step":
            self._number_it()

    def _number_it(self) -> None:
        """Propose the next number where the step has a numbered paper, and only there."""
        if self.sheet is None or not self._free:
            return
        values = self.sheet.values()
        if values["step"] in NUMBERED and not values["doc_no"]:
            self.sheet.set_values({"doc_no": self._free})
        elif values["step"] not in NUMBERED and values["doc_no"] == self._free:
            self.sheet.set_values({"doc_no": ""})

    def _save_paper(self) -> None:
        if self.stored is not None:
            save_paper(self, self.stored.record.number)

    def _print(self) -> None:
        if self.stored is not None:
            print_paper(self, self.stored.record.number)


class TemplateEditor(GenericEditor):
    """A text of the legal office: typed, or read from a plain file; its places stand beside."""

    def __init__(self, ctx: Context, target: Target) -> None:
        self._choose = Chooser()
        self.read = Button(_("Read from a file"), "quiet", "file-import-outline")
        super().__init__(ctx, target)
        self.read.clicked.connect(self._ask)

    def side_top(self) -> list[QWidget]:
        """Which places the text may have."""
        card = Card(_("Places in the text"), actions=[self.read], hug=True)
        words = _("A place is filled in from the step; a line 【…】 begins a part of the paper.")
        names = "　".join(f"{{{name}}}" for name in PLACES)
        card.put(label(words, "muted", wrap=True), label(names, "table", wrap=True))
        return [card]

    def _show(self, loaded: Loaded) -> None:
        super()._show(loaded)
        if self.sheet is not None:  # a page of text, not a remark
            self.sheet.form["body"].control.setMinimumHeight(current().scaled(BODY_HEIGHT))

    def read_file(self, path: Path) -> None:
        """Put the words of a plain text file into the form."""
        self.ctx.work.query(lambda: read_text(path), self._take, self._say, owner=self)

    def _ask(self) -> None:
        found = self._choose.open(self, _("Text of the paper"), ["txt"])
        if found is not None:
            self.read_file(found)

    def _take(self, words: str) -> None:
        if self.sheet is not None:
            self.sheet.set_values({"body": words})
            self._edited("body")

    def _say(self, fault: PatrolError) -> None:
        self.ctx.toast(fault.message(), None)


@register("case_step")
def make_step(ctx: Context, target: Target) -> CaseStepEditor:
    """The form of a step."""
    return CaseStepEditor(ctx, target)


@register("case_template")
def make_template(ctx: Context, target: Target) -> TemplateEditor:
    """The form of a text."""
    return TemplateEditor(ctx, target)
