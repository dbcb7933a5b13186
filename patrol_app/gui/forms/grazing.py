"""The forms of a violation and of a party; those of a step and a template are in ``case``."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QWidget

from patrol_app.domain.instant import date_of
from patrol_app.domain.records.grazing import GrazingViolation
from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context, New, Open
from patrol_app.gui.forms.generic import GenericEditor
from patrol_app.gui.forms.loading import Loaded
from patrol_app.gui.forms.party_dialog import PartyTools
from patrol_app.gui.forms.side import PhotosCard
from patrol_app.gui.forms.target import Target, register
from patrol_app.gui.grazing.cards import CaseCard, HerdCard, PersonCard, VisitsCard, ZoneCard
from patrol_app.gui.grazing.evidence import EvidenceDialog
from patrol_app.gui.grazing.ground_map import GroundMap
from patrol_app.gui.grazing.papers_card import PapersCard
from patrol_app.gui.grazing.photos import SlotsCard
from patrol_app.gui.grazing.reading import CaseSide, begin_step, side_of, visits_of, write_paper
from patrol_app.gui.map.ground import MapGround
from patrol_app.gui.papers.noting import FILE, note_paper
from patrol_app.i18n import _

WAIT_MS = 400  # after the last key, before zones and units are asked again
FOLLOWED = frozenset({"position", "found_at", "livestock", "owner_id", "herder_id", "patrol_id"})
PARTIES = ("owner_id", "herder_id", "witness_ids")
NEW_ID = "00000000-0000-7000-8000-000000000000"
NEW_UNIT = "NEW"  # of a record that was never saved: the reader puts the own unit


class GrazingEditor(GenericEditor):
    """A violation with map and zones at its point, sheep units, person, photos, case, papers."""

    def __init__(self, ctx: Context, target: Target) -> None:
        self.map, self.zone = GroundMap(), ZoneCard()
        self.herd, self.person = HerdCard(), PersonCard()
        self.case, self.papers = CaseCard(), PapersCard()
        self.slots = SlotsCard()
        self.package: EvidenceDialog | None = None
        self.parties: PartyTools | None = None
        self._role = ""
        self._asked = 0
        self._soon = QTimer()
        self._soon.setSingleShot(True)
        self._soon.setInterval(WAIT_MS)
        super().__init__(ctx, target)
        MapGround(ctx, self.map, layers=False)
        self._soon.setParent(self)
        self._soon.timeout.connect(self.ask_side)
        self.slots.wanted.connect(self.attach_as)
        self.slots.moved.connect(self.show_as)
        self.case.add.connect(lambda: self.begin_step(""))
        for card in (self.case, self.papers):
            card.opened.connect(lambda rec: ctx.navigate("grazing", Open("case_step", rec)))
        self.papers.begun.connect(self.begin_step)
        self.papers.printed.connect(self._save_paper)
        self.papers.sent.connect(partial(print_paper, self))
        self.papers.package.connect(self.ask_package)

    def photos_card(self) -> PhotosCard:
        """Places for the photos that a case needs."""
        return self.slots

    def side_top(self) -> list[QWidget]:
        """Map and cards; the case and its papers once the violation stands."""
        self.case.hide()
        self.papers.hide()
        first = [self.map, self.zone, self.slots, self.person]
        return [*first, self.papers, self.case, self.herd]

    def ask_side(self) -> None:
        """Read the cards for what is typed; nothing while a value cannot be read."""
        violation = self._typed()
        if violation is None:
            return
        app, stored = self.ctx.app, self.stored is not None
        self._asked = asked = self._asked + 1

        def show(side: CaseSide) -> None:
            """Two reads go on at once: the older one may come last, and is too late then."""
            if asked == self._asked:
                self._show_side(side)

        self.ctx.work.query(lambda: side_of(app, violation, stored=stored), show, owner=self)

    def changed(self, changes: Any) -> None:
        """A step, a party or a template was written too."""
        super().changed(changes)
        kinds = ("case_step", "party", "case_template", "attachment")
        if any(kind in kinds for kind, _rec in changes.records):
            self._soon.start()

    def attach_as(self, role: str, paths: list[str]) -> None:
        """Hang photos on the violation that show ``role``; a new one is saved first."""
        self._role = role
        self._attach(paths)

    def show_as(self, photo: str, role: str) -> None:
        """Say that a photo shows something else."""
        if self.stored is None:
            return
        app, actor, rec = self.ctx.app, self.ctx.actor(), self.stored.record.id
        self.ctx.work.command(
            lambda: app.records.save("attachment", photo, {"role": role}, None, actor),
            lambda _stored: self._photo_work.show(rec),
            self._say,
            owner=self,
            origin=self.origin,
        )

    def begin_step(self, step: str) -> None:
        """A further step of the case, with what it takes over; empty: the person says which."""
        if self.stored is None or not isinstance(self.stored.record, GrazingViolation):
            return
        queries, violation = self.ctx.app.store.queries, self.stored.record
        self.ctx.work.query(
            lambda: begin_step(queries, violation, step),
            lambda given: self.ctx.navigate("grazing", New("case_step", given)),
            owner=self,
        )

    def ask_package(self) -> None:
        """The dialog of the evidence package."""
        self.package = EvidenceDialog(self.ctx, self._number(), self)
        self.package.finished.connect(self.package.deleteLater)
        self.package.open()

    def _attach(self, paths: list[str]) -> None:
        if self.stored is None:
            super()._attach(paths)
            return
        role, self._role = self._role or "photo", ""
        self._photo_work.attach(self.target.type, self.stored.record.id, paths, role)

    def _show(self, loaded: Loaded) -> None:
        super()._show(loaded)
        if self.sheet is not None:
            self.parties = PartyTools(self.ctx, self.sheet.form, PARTIES, self)
            self.parties.follow()
        self.ask_side()

    def _edited(self, name: str) -> None:
        super()._edited(name)
        if name in FOLLOWED:
            self._soon.start()

    def _follow_stored(self) -> None:
        super()._follow_stored()
        if self.parties is not None:
            self.parties.follow()
        self._soon.start()

    def _typed(self) -> GrazingViolation | None:
        if self.sheet is None or self.sheet.unreadable():
            return None
        base = dict(self.stored.record) if self.stored is not None else {}
        base.setdefault("id", NEW_ID)
        base.setdefault("unit", NEW_UNIT)
        return GrazingViolation.model_validate({**base, **self.sheet.values()})

    def _show_side(self, side: CaseSide) -> None:
        self.map.show_picture(side.map)
        for card in (self.zone, self.herd, self.person):
            card.show_side(side)
        stands = self.stored is not None and self.stored.state != "draft"
        self.case.setVisible(stands)
        self.papers.setVisible(stands)
        if stands:
            self.case.show_case(side, date_of(self.ctx.app.clock.now_ms()))
            self.papers.show_papers(side.papers, self._number())

    def _number(self) -> str:
        return self.stored.record.number if self.stored is not None else ""

    def _save_paper(self, number: str) -> None:
        save_paper(self, number)

    def write_paper(self, number: str, out: str) -> None:
        """Write the paper ``number`` to the file ``out``."""
        write_out(self, number, out)

    def _say(self, fault: PatrolError) -> None:
        self.ctx.toast(fault.message(), None)


def save_paper(form: GenericEditor, number: str) -> None:
    """Ask where the paper ``number`` of a case goes, and write it there."""
    folder = form.ctx.settings.text("paper_folder")
    dialog = QFileDialog(form, _("Save the paper"), folder)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.selectFile(f"{number.replace('/', '-')}.pdf")
    dialog.setDefaultSuffix("pdf")
    dialog.fileSelected.connect(partial(write_out, form, number))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def print_paper(form: GenericEditor, number: str) -> None:
    """Print the paper ``number`` of a case, or its index."""
    # lazily: the PDF and printing libraries are no part of the start
    from patrol_app.gui.papers.sending import print_made

    app = form.ctx.app
    print_made(form.ctx, form, partial(write_paper, app, number), number, "case")


def write_out(form: GenericEditor, number: str, out: str) -> None:
    """Write the paper ``number`` of a case to the file ``out``; the toast says where it lies."""
    app, ctx = form.ctx.app, form.ctx

    def done(path: Path) -> None:
        """Say so, and write the deed down."""
        note_paper(ctx, "case", 1, FILE)
        ctx.toast(_("Saved {number}").format(number=path), None)

    ctx.work.heavy(
        lambda _progress, _cancelled: write_paper(app, number, Path(out)),
        done,
        lambda fault: ctx.toast(fault.message(), None),
        owner=form,
    )


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


@register("party")
def make_party(ctx: Context, target: Target) -> PartyEditor:
    """The form of a party."""
    return PartyEditor(ctx, target)
