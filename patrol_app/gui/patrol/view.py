"""The editor's face: figures, map, time line and photos at the left, the log at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from patrol_app.domain.records.patrol import Patrol
from patrol_app.gui import kit
from patrol_app.gui.map import MapPanel
from patrol_app.gui.patrol.drawing import events, picture
from patrol_app.gui.patrol.facts import FactStrip
from patrol_app.gui.patrol.findings import FindingsCard
from patrol_app.gui.patrol.form import MORE, LogForm
from patrol_app.gui.patrol.history import HistoryRows
from patrol_app.gui.patrol.judgement import JudgementCard
from patrol_app.gui.patrol.leg_board import LegBoard
from patrol_app.gui.patrol.legs import Folded, chief_card, crew_card
from patrol_app.gui.patrol.loading import Loaded, timeline, why_not
from patrol_app.gui.patrol.photos import PhotoStrip
from patrol_app.gui.patrol.sentences import SentenceCard
from patrol_app.gui.patrol.viewer import PhotoView
from patrol_app.i18n import _

if TYPE_CHECKING:
    from patrol_app.geo.oddity import Oddity
    from patrol_app.services.judgement import Judgement


class PatrolView(QWidget):
    """Everything that is seen of a patrol.

    Args:
        loaded: people and grids to choose from come with it.
        dms: positions in degrees, minutes, seconds.

    Attributes:
        log: the fields; map, strip, photos, findings, text: the parts.

    Signals:
        import_asked: a track is wanted.
        draw_asked: the way is to be drawn on the map.
    """

    import_asked = Signal()
    draw_asked = Signal()

    def __init__(self, loaded: Loaded, *, dms: bool) -> None:
        super().__init__()
        self.log = LogForm(loaded, self)
        self.facts = FactStrip()
        self.map = MapPanel(_("Track of the patrol"), dms=dms)
        self.strip = kit.TimeStrip()
        self.photos = PhotoStrip()
        self.viewer = PhotoView(self, self.map)
        self.findings = FindingsCard(self.log)
        self.text = SentenceCard()
        self.legs = LegBoard()
        self.history = HistoryRows()
        self.crew = crew_card(self.log, self.legs)
        self.chief = chief_card(self.log)
        self.judgement = JudgementCard()
        self.judgement.hide()
        self._judged: dict[str, Any] = {}
        more = kit.holder(kit.v(kit.holder(self.log.columns(MORE)), margins=("x1", 0, "x1", "x1")))
        self.more = Folded(_("People met, publicity, tools"), "text-box-plus-outline", more)
        self.changes = Folded(_("Changes so far"), "history", self.history)
        self.all_changes = kit.Button(f"{_('Field by field')}  Ctrl+H", "quiet")
        self.changes.add_beside(self.all_changes)
        self._count = kit.label("", "caption")
        self._note: kit.Note | None = None
        self._top = kit.v(gap=0)
        split = kit.SplitColumns(self._left(), self._right(), "side_xxl")
        self._column = kit.v(self._top, (split, 1), gap="card_gap")
        self.setLayout(self._column)

    def _left(self) -> QWidget:
        self.no_map = kit.EmptyState(
            "map-marker-path",
            _("No track yet"),
            _("Drop the file of the receiver here, or fill the log without one (grade D)."),
            _("Import a track"),
            _("Draw on the map"),
            first_icon="cellphone-arrow-down",
        )
        self.no_map.primary.connect(self.import_asked)
        self.no_map.secondary.connect(self.draw_asked)
        blank = kit.Card().put((self.no_map, 1))
        self._ground = QStackedWidget()  # a bare layout would show the map as a window
        self._ground.addWidget(self.map)
        self._ground.addWidget(blank)
        self._profile = kit.Card(margins="x1").put(self.strip)
        return kit.holder(
            kit.v(self.facts.card, (self._ground, 1), self._profile, self.photos, gap="card_gap")
        )

    def _right(self) -> QWidget:
        basics = kit.Card(_("Basics of the day"), actions=[self._count])
        basics.put(self.log.basics())
        column = kit.v(
            basics, self.chief, self.findings, self.text, self.judgement, self.crew, self.more,
            self.changes, None,
            gap="card_gap", margins=(0, 0, "half", 0),
        )  # fmt: skip
        self.column = kit.scroll(column)
        return self.column

    def show_loaded(self, loaded: Loaded) -> None:
        """Show a patrol as it was read; the form is filled by the caller."""
        shapes = picture(loaded)
        self.map.show_list(shapes)
        self._ground.setCurrentIndex(0 if shapes.shapes else 1)
        times, heights, gaps = timeline(loaded.tracks)
        self.strip.show_track(times, heights, gaps, events(loaded))
        self._profile.setVisible(bool(len(times)))
        self.photos.show_photos(loaded)
        self.findings.show_findings(loaded)
        self.legs.show_legs(loaded)
        self._allow(why_not(loaded))
        self.history.show_lines(loaded.history)
        self.changes.setVisible(bool(loaded.history))
        self.viewer.hide()

    def _allow(self, reason: str) -> None:
        """Buttons that would add something: usable, or grey with the reason as their tip."""
        buttons = (self.photos.more, self.findings.add, *self.no_map.buttons)
        for button in buttons:
            button.setEnabled(not reason)
            button.setToolTip(reason)
        self.legs.setToolTip(reason)

    def show_typed(self, loaded: Loaded, record: Patrol) -> None:
        """Follow what is typed: figures, drafted sentences, the count of fields."""
        self.facts.show_facts(loaded, record)
        self.text.show_text(loaded, record, self._judged)
        self.chief.setVisible(self.log.of_chief)
        wanted, filled = self.log.hand_count()
        self._count.setText(_("By hand {n} · filled {m}").format(n=wanted, m=filled))

    def show_judgement(
        self, loaded: Loaded, record: Patrol, found: Judgement, odd: tuple[Oddity, ...]
    ) -> None:
        """Show what was measured of ``record``; the text says it as it stands or will stand.

        Args:
            loaded: the saved patrol; what was judged on submit stays while nothing is changed.
            record: as it stands on the form.
            found: measured now.
            odd: what looks odd about its tracks and photos.
        """
        stored = loaded.stored
        now = found.values()
        before: dict[str, Any] = {}
        if stored is not None and stored.state == "submitted" and record == stored.record:
            before = {name: one.get("value") for name, one in stored.judged.items()}
        moved = bool(before) and any(now.get(name) != value for name, value in before.items())
        self._judged = before or now
        self.facts.show_judgement(found)
        self.judgement.show_found(found, odd, updated=moved)
        self.judgement.show()
        self.text.show_text(loaded, record, self._judged)

    def put_above(self, widget: QWidget) -> None:
        """Put something between the notes and the columns."""
        self._column.insertWidget(1, widget)

    def show_note(self, note: kit.Note | None) -> None:
        """One note above the columns; the one before goes."""
        old, self._note = self._note, note
        if old is not None:
            self._top.removeWidget(old)
            old.hide()
            old.deleteLater()
        if note is not None:
            self._top.addWidget(note)

    def note(self) -> kit.Note | None:
        """The note that is shown."""
        return self._note

    def show_ground(self) -> None:
        """The map, also while it shows nothing of the patrol's own."""
        self._ground.setCurrentIndex(0)

    def has_map(self) -> bool:
        """Whether there is ground to click on."""
        return self._ground.currentIndex() == 0

    def reveal(self, widget: QWidget) -> None:
        """Bring a widget of the right column into view."""
        for card in (self.crew, self.more):
            if card.content.isAncestorOf(widget):
                card.open()
        inner = self.column.widget()
        if inner is None or not inner.isAncestorOf(widget):
            return
        if widget.height() > self.column.height():
            top = widget.mapTo(inner, QPoint(0, 0)).y()
            self.column.verticalScrollBar().setValue(top)
        else:
            self.column.ensureWidgetVisible(widget)
