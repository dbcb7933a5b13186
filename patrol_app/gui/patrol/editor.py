"""The patrol editor: loads, follows what is typed, keeps it, saves, submits."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedLayout, QWidget

from patrol_app.domain.records.patrol import evidence_grade
from patrol_app.domain.rules.patrol import CHIEFS
from patrol_app.errors import PatrolError
from patrol_app.events import Changes
from patrol_app.gui import forms, kit
from patrol_app.gui.context import Context, Open
from patrol_app.gui.forms.values import state_of, to_json
from patrol_app.gui.kit.banners import busy
from patrol_app.gui.kit.dialogs import leave
from patrol_app.gui.map.ground import MapGround
from patrol_app.gui.pages.base import Editor
from patrol_app.gui.papers.asked import CHIEFS as CHIEF_TOURS
from patrol_app.gui.papers.asked import PaperOf
from patrol_app.gui.patrol.ground import Ground
from patrol_app.gui.patrol.leg_desk import LegDesk
from patrol_app.gui.patrol.loading import Loaded, load
from patrol_app.gui.patrol.view import PatrolView
from patrol_app.gui.patrol.writer import PatrolWriter
from patrol_app.gui.review.said import SaidBar, is_locked
from patrol_app.i18n import _
from patrol_app.services.patrols import last_values

KEEP_MS = 700  # a pause in typing after which the text is kept
FOLLOW_MS = 150  # a pause after which figures and sentences follow


class PatrolEditor(Editor):
    """One patrol.

    Args:
        ctx: see ``Context``.
        target: the patrol, or what is known of a new one.

    Attributes:
        loaded: what was read last; None before.
        view: its face; None before the first reading.
        rec: record id, empty until it is saved; draft: id under which typed text is kept.
        sent: values on their way to the store; then: called after the next reading.
        gone: it went away, nothing is kept any more.

    Signals:
        import_asked: (paths, record id, number) of files for this patrol; id and number may be
            empty.
        shown: a reading has arrived and is on the screen.
    """

    import_asked = Signal(object, str, str)
    shown = Signal()

    def __init__(self, ctx: Context, target: forms.Target) -> None:
        super().__init__(ctx, _("Patrol record"))
        self.rec = target.rec
        self._values = dict(target.values)
        self.draft = target.rec or target.draft or str(uuid.uuid4())
        self._restoring = target.draft
        self._user = ctx.actor().id
        self.loaded: Loaded | None = None
        self.view: PatrolView | None = None
        self.kept_failed = False
        self.sent: dict[str, Any] = {}
        self.then: Callable[[], None] | None = None
        self.gone = False
        self.said: SaidBar | None = None
        self._layers = QStackedLayout(self)
        self._layers.addWidget(busy(_("Loading")))
        self.keep_soon = self._timer(KEEP_MS, self._keep)
        self._follow_soon = self._timer(FOLLOW_MS, self._follow)
        back = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        back.activated.connect(self.escape)
        self.writer = PatrolWriter(self)
        self.ground = Ground(self)
        self.desk = LegDesk(self)
        self.reload()

    def _timer(self, pause: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(pause)
        timer.timeout.connect(act)
        return timer

    # --- reading ---------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the patrol again; what was typed since stays on the form."""
        app, user, rec = self.ctx.app, self._user, self.rec
        values, draft = dict(self._values), self._restoring
        self.ctx.work.query(
            lambda: load(app, user, rec, values, draft), self._show, self._lost, owner=self
        )

    def _show(self, loaded: Loaded) -> None:
        first = self.view is None
        body: dict[str, Any] = {}
        if self.view is None:
            self.view = self._build(loaded)
            body = dict(loaded.draft.body) if loaded.draft is not None else {}
        else:
            body = self._later(self.view.log.draft_body())
        view, self.loaded = self.view, loaded
        view.log.show_record(loaded)
        if not loaded.stored:
            view.log.touched |= {k for k in self._values if k in dict(view.log.form)}
        view.show_loaded(loaded)
        if body:
            view.log.restore(body)
        view.log.set_locked(not loaded.own_unit)
        if self.said is not None:
            self.said.show_stored(loaded.stored)
        self._layers.setCurrentWidget(view)
        self._follow()
        self.head_changed.emit()
        if first:
            self._first_note(body)
            self.focus_first()
        self.shown.emit()
        then, self.then = self.then, None
        if then is not None:
            then()

    def _build(self, loaded: Loaded) -> PatrolView:
        view = PatrolView(loaded, dms=self.ctx.settings.text("coordinates") == "dms")
        MapGround(self.ctx, view.map)
        view.log.edited.connect(self._typed)
        view.findings.edited.connect(self._typed)
        view.log.ranger_chosen.connect(self._offer_last)
        view.text.redraft_asked.connect(self._follow)
        self.ground.wire(view)
        self.desk.wire(view)
        self.said = SaidBar(self.ctx, lambda: view.log.form)
        self.said.bind(self)
        view.all_changes.clicked.connect(self.said.history)
        view.put_above(self.said)
        self._layers.addWidget(view)
        return view

    def _later(self, body: dict[str, Any]) -> dict[str, Any]:
        """What was typed after the last save was sent."""
        sent = {name: to_json(value) for name, value in self.sent.items()}
        values = body.get("values", {})
        kept = {k: v for k, v in values.items() if k not in sent or sent[k] != v}
        self.sent = {}
        parts = {"values": kept, "raw": body.get("raw", {})}
        return {key: part for key, part in parts.items() if part}

    def _first_note(self, body: dict[str, Any]) -> None:
        assert self.view is not None and self.loaded is not None
        if is_locked(self.loaded.stored):
            return  # said above the form already
        if not self.loaded.own_unit:
            words = _("This record belongs to unit {unit}")
            words = words.format(unit=self.loaded.record.unit)
            self.view.show_note(kit.Note("locked", words, _("It can be read, not changed.")))
        elif body:
            note = kit.Note(
                "info",
                _("What was typed and not saved is back"),
                _("It was kept when the program last closed."),
                _("Discard it"),
            )
            note.acted.connect(self._discard)
            self.view.show_note(note)
            self.ground.restore_finding(body)

    def _lost(self, fault: PatrolError) -> None:
        if self.view is None:
            face = kit.EmptyState(
                "alert-octagon-outline", _("This page could not be shown"), fault.message(),
                _("Go back"),
            )  # fmt: skip
            face.primary.connect(self.closed)
            self._layers.addWidget(face)
            self._layers.setCurrentWidget(face)
            return
        self.ctx.toast(fault.message(), None)

    # --- head ------------------------------------------------------------------------------

    def chips(self) -> list[QWidget]:
        """State and evidence grade."""
        if self.loaded is None:
            return []
        stored = self.loaded.stored
        state = kit.Chip(*state_of(stored)) if stored else kit.Chip("draft")
        chips: list[QWidget] = [state, kit.Grade(evidence_grade(self.loaded.record))]
        if self.loaded.stored and self.loaded.stored.conflicts:
            chips.append(kit.Chip("conflict"))
        late = self.desk.late_days
        if late:
            chips.append(kit.Chip("due", _("Entered {days} days late").format(days=late)))
        if self.loaded.stored and self.loaded.stored.incomplete:
            chips.append(kit.Chip("due", self.loaded.waiting or _("Incomplete")))
        return chips

    def context(self) -> str:
        """The number."""
        if self.loaded is None:
            return ""
        return self.loaded.record.number or _("gets its number when saved")

    def head_actions(self) -> list[QWidget]:
        """Preview, save, submit."""
        if self.loaded is None or not self.loaded.own_unit:
            return []
        words = _("Preview 9.3") if self._of_chief else _("Preview log")
        preview = kit.Button(words, "", "file-eye-outline", "Ctrl+P")
        preview.clicked.connect(self.preview)
        save = kit.Button(_("Save"), "", "content-save-outline", "Ctrl+S")
        save.clicked.connect(self.save)
        submit = kit.Button(_("Submit"), "primary", "send-check-outline", "Ctrl+Enter")
        submit.clicked.connect(self.submit)
        return [preview, save, submit]

    def focus_first(self) -> None:
        """The first empty field that has to be typed; else the map, or the first field."""
        if self.view is None or self.view.log.focus_first_empty():
            return
        if self.view.has_map():
            self.view.map.setFocus()
        else:
            self.view.log.form["weather"].control.setFocus()

    # --- typing ----------------------------------------------------------------------------

    def dirty(self) -> bool:
        """Whether the form holds what the record does not."""
        if self.view is None:
            return False
        form = self.view.findings.open_form
        return bool(self.view.log.draft_body()) or (form is not None and not form.is_blank())

    def _typed(self) -> None:
        self.keep_soon.start()
        self._follow_soon.start()

    def _follow(self) -> None:
        if self.view is None or self.loaded is None:
            return
        record = self.view.log.record()
        if record is not None:
            self.view.show_typed(self.loaded, record)

    def _offer_last(self, ranger: str) -> None:
        """Grid, type and means of the chosen ranger's last patrol, where nothing stands yet."""
        app, view = self.ctx.app, self.view
        if view is not None:
            self.ctx.work.query(lambda: last_values(app.store, ranger), view.log.offer, owner=view)

    def _keep(self) -> None:
        """Put what is typed aside, outside the journal."""
        self.keep_soon.stop()
        if self.view is None or not self.dirty():
            return
        body = self.view.log.draft_body()
        form = self.view.findings.open_form
        if form is not None and not form.is_blank() and not form.rec:
            body["finding"] = {k: to_json(v) for k, v in form.values().items() if v is not None}
        app, user, draft = self.ctx.app, self._user, self.draft
        self.ctx.work.command(
            lambda: app.drafts.keep(user, "patrol", draft, body),
            lambda _kept: self._set_kept(True),
            lambda _fault: self._set_kept(False),
            origin=self.origin,
        )

    def _set_kept(self, kept: bool) -> None:
        self.kept_failed = not kept

    def _discard(self) -> None:
        """Forget what was typed and show the record as it is saved."""
        app, user, draft = self.ctx.app, self._user, self.draft
        assert self.view is not None and self.loaded is not None
        self.view.show_note(None)
        self.view.findings.close_form()
        self.view.log.show_record(self.loaded)
        self.keep_soon.stop()
        self._follow()
        self.ctx.work.command(
            lambda: app.drafts.forget(user, "patrol", draft), owner=self, origin=self.origin
        )

    def leave_question(self) -> str:
        """Typed text is kept as a draft; a question comes where that failed or is not done."""
        if self.dirty() and self.kept_failed:
            return _("Leave this patrol?")
        form = self.view.findings.open_form if self.view is not None else None
        if form is not None and form.rec and form.changed:
            return _("Leave the changed finding?")
        return ""

    def keep(self) -> None:
        """Write the draft now."""
        self._keep()

    def left(self) -> None:
        """Keep what is typed, end the timers."""
        if self.gone:
            return
        self.gone = True
        self._follow_soon.stop()
        self._keep()

    def save(self) -> None:
        """Write what was typed."""
        self.writer.save()

    def submit(self) -> None:
        """Save, then let the rules judge."""
        self.writer.submit()

    def preview(self) -> None:
        """The daily log as paper, of a chief's tour 9.3; what is typed is saved first."""
        if self.dirty() or not self.rec:
            self.writer.save(self.preview)
            return
        if self._of_chief and self.loaded is not None:
            self.ctx.navigate("papers", PaperOf(CHIEF_TOURS, number=self.loaded.record.number))
        else:
            self.ctx.navigate("papers", Open("patrol", self.rec))

    @property
    def _of_chief(self) -> bool:
        return self.loaded is not None and self.loaded.record.patrol_type == CHIEFS

    def written(self, rec: str, then: Callable[[], None] | None) -> None:
        """A save went through: read again, afterwards ``then``."""
        self.kept_failed = False
        self.then = then
        if not self.rec:
            self.rec = self.draft = rec
            self._restoring, self._values = "", {}
        if self.view is not None:
            self.view.show_note(None)
        self.reload()

    def reveal_focus(self) -> None:
        """Bring the field with the focus into view."""
        focus = QApplication.focusWidget()
        if focus is not None and self.view is not None and self.view.isAncestorOf(focus):
            self.view.reveal(focus)

    def show_moved(self) -> None:
        """Say that the record changed elsewhere; what is typed stays."""
        assert self.view is not None
        note = kit.Note(
            "conflict",
            _("This patrol was changed somewhere else meanwhile"),
            _("What you typed stays on the form; look at the newest state, then save again."),
            _("Show the newest"),
        )
        note.acted.connect(self._take_newest)
        self.view.show_note(note)

    def _take_newest(self) -> None:
        if self.view is not None:
            self.view.show_note(None)
        self.reload()

    def changed(self, changes: Changes) -> None:
        """Somebody else wrote: this patrol, or what hangs on it."""
        if self.view is None or not self.rec:
            return
        if ("patrol", self.rec) in changes.records and self.dirty():
            self.show_moved()
        elif {kind for kind, _rec in changes.records} & {"patrol", "finding", "attachment"}:
            self.reload()

    def escape(self) -> None:
        """Stop placing a photo, close the form of a finding, leave; asks only if it must."""
        if self.ground.escape():
            return
        question = self.leave_question()
        if not question or leave(self, question, _("What was typed since the last save is lost.")):
            self.closed.emit()


@forms.register("patrol")
def make(ctx: Context, target: forms.Target) -> PatrolEditor:
    """The form of record type ``patrol``."""
    return PatrolEditor(ctx, target)
