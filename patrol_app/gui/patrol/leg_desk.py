"""Carries out what is asked of the legs, and says what the form's times would cut off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from patrol_app.domain.instant import Instant
from patrol_app.domain.records.patrol import Leg, Patrol
from patrol_app.errors import PatrolError, UserError
from patrol_app.gui import kit
from patrol_app.gui.map.modes import DRAW
from patrol_app.gui.patrol import saving
from patrol_app.gui.patrol.view import PatrolView
from patrol_app.i18n import _
from patrol_app.services.leg_editing import drawn_leg, ordered, split_leg, times_of, typed_leg
from patrol_app.services.patrol_cut import LegCut, cut_legs, cut_preview
from patrol_app.services.patrol_judging import Judgement

if TYPE_CHECKING:
    from patrol_app.geo.oddity import Oddity
    from patrol_app.gui.patrol.editor import PatrolEditor

JUDGE_MS = 400  # a pause in typing after which the patrol is measured anew
CM_PER_KM = 100_000


@dataclass(frozen=True)
class Found:
    """What was measured of a patrol, what its times would cut off, what looks odd."""

    judgement: Judgement
    cuts: tuple[LegCut, ...]
    odd: tuple[Oddity, ...]


class LegDesk(QObject):
    """Works for one editor.

    Args:
        editor: it belongs to.

    Attributes:
        cuts: what the typed times would cut off, as asked last.
        judgement: what was measured last; None before.
    """

    def __init__(self, editor: PatrolEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        self.cuts: tuple[LegCut, ...] = ()
        self.judgement: Judgement | None = None
        self._said: kit.Note | None = None
        self._judged: Patrol | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(JUDGE_MS)
        self._soon.timeout.connect(self.judge)

    def wire(self, view: PatrolView) -> None:
        """Listen to a view that was just built."""
        board = view.legs
        board.changed.connect(self._take)
        board.split_asked.connect(self._split)
        board.add_asked.connect(self._add)
        board.draw_asked.connect(self.draw)
        board.times_asked.connect(self.times_from_legs)
        board.unlock_asked.connect(view.log.unlock_times)
        view.draw_asked.connect(self.draw)
        view.map.measured.connect(self._drawn)
        view.log.edited.connect(self._soon.start)
        self._editor.shown.connect(self._shown)

    @property
    def late_days(self) -> int | None:
        """How many days later it was entered (补录); None while it was not or is not known."""
        return self.judgement.late_days if self.judgement is not None else None

    def judge(self) -> None:
        """Measure the patrol as it stands on the form; the strip and the note follow."""
        self._soon.stop()
        view, loaded = self._editor.view, self._editor.loaded
        record = view.log.record() if view is not None else None
        if record is None or loaded is None or record == self._judged:
            return
        self._judged = record
        app = self._editor.ctx.app

        def read() -> Found:
            """What is measured, and what the times would cut off."""
            return Found(
                app.records.judgement(record),
                cut_preview(app.store.blobs, record),
                app.patrol_checks.plausibility(record),
            )

        def show(found: Found) -> None:
            """Two reads go on at once: what was asked before the last is too late."""
            if record is self._judged:
                self._measured(found)

        self._editor.ctx.work.query(read, show, self._unknown, owner=self)

    def draw(self) -> None:
        """Draw the way on the map: each click is a point, Esc or Enter twice ends it."""
        view = self._editor.view
        if view is None:
            return
        view.show_ground()
        view.map.start(DRAW)

    def cut(self) -> None:
        """Cut the tracks to the form's times; what goes was said before."""
        view = self._editor.view
        record = view.log.record() if view is not None else None
        if record is not None:
            blobs = self._editor.ctx.app.store.blobs
            self._command(lambda: cut_legs(blobs, record), lambda change: self._put(change["legs"]))

    def times_from_legs(self) -> None:
        """Set out with the first leg, returned with the last; also over several days."""
        view = self._editor.view
        if view is None:
            return
        times = times_of(view.legs.legs)
        if times.start_at is None or times.end_at is None:
            self._editor.ctx.toast(_("No leg has its times yet"), None)
            return
        view.log.set_times(times.start_at, times.end_at)

    def _shown(self) -> None:
        view = self._editor.view
        if view is not None:
            if view.log.legs() != view.legs.legs:
                view.legs.set_legs(view.log.legs())
            self._judged = None
            self.judge()

    def _take(self, legs: Sequence[Leg]) -> None:
        if self._editor.view is not None:
            self._editor.view.log.set_legs(ordered(legs))

    def _put(self, legs: Sequence[Leg]) -> None:
        view = self._editor.view
        if view is not None:
            view.legs.set_legs(ordered(legs))
            self._take(legs)

    def _split(self, leg: Leg, at: Instant) -> None:
        view = self._editor.view
        if view is None:
            return
        blobs, legs = self._editor.ctx.app.store.blobs, view.legs.legs

        def parted(pair: tuple[Leg, Leg]) -> None:
            """Both parts in place of the leg."""
            self._put([new for one in legs for new in (pair if one.key == leg.key else (one,))])

        self._command(lambda: split_leg(blobs, leg, at), parted)

    def _add(self, means: str, start: Instant, end: Instant, length: int | None) -> None:
        view = self._editor.view
        if view is None:
            return
        try:
            self._put([*view.legs.legs, typed_leg(means, start, end, length)])
        except UserError as fault:
            self._editor.ctx.toast(fault.message(), None)

    def _drawn(self, kind: str, spots: Sequence[tuple[int, int]]) -> None:
        """A line that was drawn becomes a leg and is saved, so that the map shows it."""
        view = self._editor.view
        record = view.log.record() if view is not None else None
        if kind != DRAW or view is None or record is None:
            return
        blobs, legs = self._editor.ctx.app.store.blobs, view.legs.legs

        def made(leg: Leg) -> None:
            """Add it and save."""
            self._put([*legs, leg])
            self._editor.writer.save(lambda: self._offer_undo(leg.key))

        self._command(
            lambda: drawn_leg(blobs, spots, record.means, record.start_at, record.end_at), made
        )

    def _offer_undo(self, key: str) -> None:
        """Say that the line is kept; the toast takes it back, also after the editor was left."""
        ctx, rec = self._editor.ctx, self._editor.rec
        app, actor = ctx.app, ctx.actor()

        def undo() -> None:
            """Take the leg out again."""
            ctx.work.command(lambda: saving.drop_leg(app, actor, rec, key))

        ctx.toast(_("The drawn way is kept (evidence C)"), undo)

    def _command(self, write: Callable[[], Any], done: Callable[[Any], None]) -> None:
        ctx = self._editor.ctx
        ctx.work.command(
            write, done, lambda fault: ctx.toast(fault.message(), None), owner=self,
            origin=self._editor.origin,
        )  # fmt: skip

    def _measured(self, found: Found) -> None:
        late = self.late_days
        self.judgement, self.cuts = found.judgement, found.cuts
        view, loaded = self._editor.view, self._editor.loaded
        if view is None or loaded is None or self._judged is None:
            return
        view.show_judgement(loaded, self._judged, found.judgement, found.odd)
        if self.late_days != late:  # a head made anew while its key is down would lose the click
            self._editor.head_changed.emit()
        self._say_cuts(view, loaded.own_unit)

    def _unknown(self, fault: PatrolError) -> None:
        """A damaged track is told by its row already."""
        self.judgement, self.cuts = None, ()

    def _say_cuts(self, view: PatrolView, may: bool) -> None:
        """Say what would go before anything goes."""
        outside = sum(one.outside + one.untimed for one in self.cuts if not one.empty)
        if not outside or not may:
            if self._said is not None and view.note() is self._said:
                view.show_note(None)
            self._said = None
            return
        if view.note() not in (None, self._said):
            return  # another note goes first; it comes at the next measuring
        length = sum(one.length_cm - one.left_cm for one in self.cuts if not one.empty)
        words = _("The track reaches beyond the times: {n} points, {km} km").format(
            n=outside, km=f"{length / CM_PER_KM:.2f}"
        )
        body = _("They stay in the imported file and are counted among the dropped points.")
        note = kit.Note("due", words, body, _("Cut the track"))
        note.acted.connect(self.cut)
        self._said = note
        view.show_note(note)
