"""The forms of a violation, of a step of its case, and of a party."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QWidget

from patrol_app.domain.instant import Instant, date_of
from patrol_app.domain.records.grazing import GrazingViolation
from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context, New, Open
from patrol_app.gui.forms.generic import GenericEditor
from patrol_app.gui.forms.loading import Loaded, load
from patrol_app.gui.forms.target import Target, register
from patrol_app.gui.grazing.cards import CaseCard, HerdCard, PersonCard, VisitsCard, ZoneCard
from patrol_app.gui.grazing.reading import (
    CaseSide,
    number_for,
    side_of,
    visits_of,
    write_paper,
)
from patrol_app.i18n import _

WAIT_MS = 400  # after the last key, before zones and units are asked again
FOLLOWED = frozenset({"position", "found_at", "livestock", "owner_id", "herder_id"})
NEW_ID = "00000000-0000-7000-8000-000000000000"
NEW_UNIT = "NEW"  # of a record that was never saved: the reader puts the own unit
NUMBERED = frozenset({"责令改正", "处罚决定", "当场处罚", "事先告知"})


class GrazingEditor(GenericEditor):
    """A violation with the zones at its point, its sheep units, the person and the case."""

    def __init__(self, ctx: Context, target: Target) -> None:
        self.zone, self.herd, self.person = ZoneCard(), HerdCard(), PersonCard()
        self.case = CaseCard()
        self._soon = QTimer()
        self._soon.setSingleShot(True)
        self._soon.setInterval(WAIT_MS)
        super().__init__(ctx, target)
        self._soon.setParent(self)
        self._soon.timeout.connect(self.ask_side)
        self.case.add.connect(self._add_step)
        self.case.opened.connect(lambda rec: ctx.navigate("grazing", Open("case_step", rec)))
        self.case.paper.connect(lambda number: self._save_paper(number, "pdf"))
        self.case.package.connect(lambda: self._save_paper(self._number(), "zip"))

    def side_top(self) -> list[QWidget]:
        """The four cards."""
        self.case.hide()
        return [self.zone, self.herd, self.person, self.case]

    def ask_side(self) -> None:
        """Read the cards for what is typed; nothing while a value cannot be read."""
        violation = self._typed()
        if violation is None:
            return
        app, stored = self.ctx.app, self.stored is not None
        self.ctx.work.query(
            lambda: side_of(app, violation, stored=stored), self._show_side, owner=self
        )

    def changed(self, changes: Any) -> None:
        """A step or a party was written too."""
        super().changed(changes)
        if any(kind in ("case_step", "party") for kind, _rec in changes.records):
            self._soon.start()

    def _show(self, loaded: Loaded) -> None:
        super()._show(loaded)
        self.ask_side()

    def _edited(self, name: str) -> None:
        super()._edited(name)
        if name in FOLLOWED:
            self._soon.start()

    def _follow_stored(self) -> None:
        super()._follow_stored()
        self._soon.start()

    def _typed(self) -> GrazingViolation | None:
        if self.sheet is None or self.sheet.unreadable():
            return None
        base = dict(self.stored.record) if self.stored is not None else {}
        base.setdefault("id", NEW_ID)
        base.setdefault("unit", NEW_UNIT)
        return GrazingViolation.model_validate({**base, **self.sheet.values()})

    def _show_side(self, side: CaseSide) -> None:
        for card in (self.zone, self.herd, self.person):
            card.show_side(side)
        stands = self.stored is not None and self.stored.state != "draft"
        self.case.setVisible(stands)
        if stands:
            now = self.ctx.app.clock.now_ms()
            self.case.show_case(side, self._number(), date_of(now))

    def _number(self) -> str:
        return self.stored.record.number if self.stored is not None else ""

    def _add_step(self) -> None:
        if self.stored is not None:
            given = {"parent_id": self.stored.record.id}
            self.ctx.navigate("grazing", New("case_step", given))

    def _save_paper(self, number: str, ending: str) -> None:
        folder = self.ctx.settings.text("paper_folder")
        name = f"{number.replace('/', '-')}.{ending}"
        dialog = QFileDialog(self, _("Save the paper"), folder)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(name)
        dialog.setDefaultSuffix(ending)
        dialog.fileSelected.connect(partial(self.write_paper, number))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write_paper(self, number: str, out: str) -> None:
        """Write the paper or package ``number`` to the file ``out``."""
        app = self.ctx.app
        self.ctx.work.heavy(
            lambda _progress, _cancelled: write_paper(app, number, Path(out)),
            lambda path: self.ctx.toast(_("Saved {number}").format(number=path.name), None),
            self._say,
            owner=self,
        )

    def _say(self, fault: PatrolError) -> None:
        self.ctx.toast(fault.message(), None)


class CaseStepEditor(GenericEditor):
    """A step of a case; the number of its paper is the next free one of the county's block."""

    def __init__(self, ctx: Context, target: Target) -> None:
        self._free = ""
        super().__init__(ctx, target)

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

    def _edited(self, name: str) -> None:
        super()._edited(name)
        if name != "step" or self.sheet is None or not self._free:
            return
        values = self.sheet.values()
        if values["step"] in NUMBERED and not values["doc_no"]:
            self.sheet.set_values({"doc_no": self._free})
        elif values["step"] not in NUMBERED and values["doc_no"] == self._free:
            self.sheet.set_values({"doc_no": ""})


class PartyEditor(GenericEditor):
    """A party with its violations over time: heads, papers, fines."""

    def __init__(self, ctx: Context, target: Target) -> None:
        self.visits = VisitsCard()
        super().__init__(ctx, target)

    def side_top(self) -> list[QWidget]:
        """The violations."""
        return [self.visits]

    def _show(self, loaded: Loaded) -> None:
        super()._show(loaded)
        if loaded.stored is None:
            return
        app, rec = self.ctx.app, loaded.stored.record.id
        self.ctx.work.query(lambda: visits_of(app, rec), self.visits.show_visits, owner=self)


@register("grazing")
def make_grazing(ctx: Context, target: Target) -> GrazingEditor:
    """The form of a violation."""
    return GrazingEditor(ctx, target)


@register("case_step")
def make_step(ctx: Context, target: Target) -> CaseStepEditor:
    """The form of a step."""
    return CaseStepEditor(ctx, target)


@register("party")
def make_party(ctx: Context, target: Target) -> PartyEditor:
    """The form of a party."""
    return PartyEditor(ctx, target)
