"""The stop-watch page of a drill: big clock, mile-stones, roll call, quick marks (look/05)."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QPushButton, QSizePolicy, QWidget

from patrol_app.domain.instant import Instant
from patrol_app.domain.records.drill import Attendance, Drill, step_ms
from patrol_app.domain.rules.drill_pace import STEPS, pace, seconds_then
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.gui.context import Context, Open
from patrol_app.gui.drill.kit import KitCount
from patrol_app.gui.drill.live import LiveDrill
from patrol_app.gui.drill.reading import Beside, read_beside
from patrol_app.gui.drill.roster import RosterEdit
from patrol_app.gui.drill.words import (
    clock_words,
    pace_words,
    spent_words,
    step_words,
    then_words,
    watch_words,
)
from patrol_app.gui.forms.controls import InstantEdit
from patrol_app.gui.forms.loading import Loaded, load
from patrol_app.gui.forms.target import Target
from patrol_app.gui.kit import (
    Button,
    Card,
    Chip,
    Danger,
    Elide,
    SplitColumns,
    Tiles,
    Tool,
    confirm,
    h,
    holder,
    label,
    pin,
    scroll,
    unverified,
    v,
)
from patrol_app.gui.kit.banners import busy
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.kit.layout import FOLD
from patrol_app.gui.pages.base import Editor
from patrol_app.gui.theme import current
from patrol_app.i18n import N_, _

QUICK = (
    ("note", "N", N_("Note"), "message-text-outline"),
    ("photo", "P", N_("Photo"), "camera-outline"),
    ("safety", "S", N_("Safety"), "shield-alert-outline"),
    ("radio", "R", N_("Radio"), "radio-handheld"),
    ("casualty", "M", N_("Casualty"), "medical-bag"),
)


NAME_WIDTH, CLOCK_WIDTH = 104, 84  # px at 100 %, so that times stand under each other


class LiveView(Editor):
    """Times one drill.

    Args:
        ctx: see ``Context``.
        rec: id of the drill.

    Attributes:
        drill: the stop-watch; None until the record was read.
    """

    def __init__(self, ctx: Context, rec: str) -> None:
        super().__init__(ctx, _("Drill stop-watch"))
        self._rec = rec
        self.drill: LiveDrill | None = None
        self._asked = ""
        self._column = v(gap="card_gap")
        self._waiting: QWidget | None = busy(_("Loading"))
        self._column.add((self._waiting, 1))
        self.setLayout(self._column)
        app, user = ctx.app, ctx.actor().id
        target = Target("drill", rec)

        def read() -> tuple[Loaded, Beside]:
            """The drill, what its team holds, and the drill before it."""
            loaded = load(app, target, user)
            drill = loaded.stored.record if loaded.stored is not None else None
            assert isinstance(drill, Drill)
            return loaded, read_beside(app, drill)

        ctx.work.query(read, self._show, self._gone, owner=self)

    def chips(self) -> list[QWidget]:
        """Running or over."""
        if self.drill is None:
            return []
        over = self.drill.record.end_at is not None
        return [Chip("ok", _("Over")) if over else Chip("info", _("Running"), "timer-outline")]

    def context(self) -> str:
        """What is drilled, by whom."""
        if self.drill is None:
            return ""
        record = self.drill.record
        kind = vocabulary("drill_type").label(record.drill_type) if record.drill_type else ""
        return " · ".join(part for part in (kind, self._team, record.name) if part)

    def head_actions(self) -> list[QWidget]:
        """Take the last tap back, stop."""
        if self.drill is None:
            return []
        undo = Button(_("Take back the last tap"), "", "undo", "Ctrl+Z")
        undo.clicked.connect(self.drill.undo)
        stop = Button(_("End the drill"), "danger", "stop-circle-outline")
        stop.clicked.connect(self.stop)
        form = Button(_("Whole form"), "", "form-select")
        form.clicked.connect(self.to_form)
        if self.drill.record.end_at is not None:
            return [form]
        return [form, undo, stop]

    def focus_first(self) -> None:
        """The big tile: Space is the next mile-stone."""
        if self.drill is not None:
            self.tile.setFocus()

    def left(self) -> None:
        """The view goes; the drill stays as it lies on the disk."""
        if self.drill is not None:
            self.drill.close()
            self.ctx.running.drop(self.drill)

    def stop(self) -> None:
        """End the drill after a question; then the form asks for the rest."""
        words = _("The clock stops; points, problems and the rest are entered afterwards.")
        if self.drill is None or not confirm(self, _("End the drill?"), words, _("End the drill")):
            return
        self.drill.end()

    def to_form(self) -> None:
        """The whole record."""
        self.ctx.navigate("crew", Open("drill", self._rec))

    def quick(self, kind: str) -> None:
        """Keep the time first, then ask for words."""
        if self.drill is None:
            return
        self._asked = self.drill.mark(kind)
        if self._asked:
            words = vocabulary("drill_mark").label(kind)
            self.said.setPlaceholderText(_("{mark}: a few words, Enter").format(mark=words))
            self.said.clear()
            self.said.show()
            self.said.setFocus()

    def _gone(self, fault: object) -> None:
        self.closed.emit()

    def _show(self, found: tuple[Loaded, Beside]) -> None:
        loaded, self._beside = found
        assert loaded.stored is not None and isinstance(loaded.stored.record, Drill)
        if self._waiting is not None:
            self._column.removeWidget(self._waiting)
            self._waiting.deleteLater()
            self._waiting = None
        self._book = loaded.book
        self._team = dict(loaded.refs.get("team", ())).get(loaded.stored.record.team_id or "", "")
        self.drill = LiveDrill(self.ctx, loaded.stored, self)
        self.ctx.running.take(self.drill)
        self.roster = RosterEdit(Attendance, loaded.refs.get("person", ()), "touch_min")
        self.roster.set_value(self.drill.record.attendance)
        self.roster.edited.connect(self._keep_roster)
        call = Card(_("Roll call"))
        call.put((scroll(self.roster, whole=True), 1))
        self.kit = KitCount(self.drill, self._beside.held)
        badge = [unverified()] if self.kit.unverified else []
        caption = _("taken out / sound / standard")
        things = Card(_("Equipment taken out"), caption=caption, actions=badge)
        things.put((scroll(self.kit, whole=True), 1))
        if not self.kit.buttons:
            things.hide()
        right = holder(v((call, 5), (things, 4), gap="card_gap"))
        self._column.add((SplitColumns(self._left(), right, "side_xxl"), 1))
        self.drill.changed.connect(self._refresh)
        self.drill.beat.connect(self._tick)
        self.drill.failed.connect(lambda words: self.ctx.toast(words, None))
        self._keys()
        self._refresh()
        self.focus_first()

    def _left(self) -> QWidget:
        assert self.drill is not None
        self.watch = label("00:00:00", "clock")
        self._since = label("", "caption")
        record = self.drill.record
        fire = Elide(record.scenario or "—")
        facts = v(None, label(_("Assumed fire"), "caption"), fire, None, gap="half")
        danger: list[QWidget] = [Danger(record.danger_level)] if record.danger_level else []
        self.rows = v(gap="half")
        self.tile = QPushButton()
        self.tile.setProperty("kind", "milestone")
        self.tile.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.tile.clicked.connect(lambda: self._tap())
        self.later = {step: Button("", "touch") for step in STEPS[1:]}
        for step, button in self.later.items():
            button.clicked.connect(partial(self._tap, step))
        marks = []
        for kind, key, words, icon in QUICK:
            button = Button(f"{_(words)}  {key}", "touch", icon)
            button.clicked.connect(partial(self.quick, kind))
            marks.append(button)
        self.said = QLineEdit()
        self.said.setAccessibleName(_("Words of the mark"))
        self.said.returnPressed.connect(self._say)
        self.said.hide()
        self._last = label("", "caption")
        clock = Card(hug=True)
        if current().scale < FOLD:
            clock.put(holder(h(self._since, self.watch, (facts, 1), *danger, gap="x2")))
        else:
            clock.put(holder(h(self._since, self.watch, None, gap="x2")))
            clock.put(holder(h((facts, 1), *danger, gap="x2")))
        reached = scroll(holder(self.rows), hug=True)
        bar = reached.verticalScrollBar()
        bar.rangeChanged.connect(lambda _least, most: bar.setValue(most))  # the newest is in sight
        column = v(
            clock, reached, (self.tile, 1),
            h(*((button, 1) for button in self.later.values())), Tiles(*marks), self.said,
            self._last, None, gap="x1",
        )  # fmt: skip
        return holder(column)

    def _keys(self) -> None:
        """Keys of a drill: Space and one letter a mark, unless words are being typed."""
        for kind, key, _words, _icon in QUICK:
            short = QShortcut(QKeySequence(key), self)
            short.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            short.activated.connect(partial(self.quick, kind))
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._escape)

    def _escape(self) -> None:
        """Out of the words first, then out of the view."""
        if self.said.isVisible():
            self.said.hide()
            self.focus_first()
        else:
            self.closed.emit()

    def _tap(self, step: str = "") -> None:
        if self.drill is not None and self.drill.tap("live", step):
            self.tile.setEnabled(False)

    def _say(self) -> None:
        text = self.said.text().strip()
        if self.drill is not None and self._asked and text:
            self.drill.say(self._asked, text)
        self.said.hide()
        self.focus_first()

    def _keep_roster(self) -> None:
        if self.drill is not None and not self.drill.set_values(attendance=self.roster.value()):
            self.roster.set_value(self.drill.record.attendance)

    def _refresh(self) -> None:
        """Rows reached, the next tile, what was noted last."""
        if self.drill is None:
            return
        clear_layout(self.rows)
        record, following = self.drill.record, self.drill.next_step
        for step in STEPS:
            if step_ms(record, step) is not None:
                self.rows.addWidget(self._row(record, step))
        for step, button in self.later.items():
            button.setVisible(step > following and bool(following) and not step_ms(record, step))
            button.set_words(step_words(step))
        self.tile.setEnabled(bool(following))
        last = record.marks[-1] if record.marks else None
        if last is not None and last.at is not None:
            kind = vocabulary("drill_mark").label(last.kind)
            self._last.setText(f"{clock_words(last.at.ms)}  {kind}  {last.step}  {last.text}")
        self._tick()
        self.head_changed.emit()
        if not self.said.isVisible():
            self.tile.setFocus()

    def _row(self, record: Drill, step: str) -> QWidget:
        at = next(row.at for row in record.steps if row.step == step)
        assert at is not None
        found = pace(record, step, self._book)
        tone, said, rule = pace_words(found)
        apart, last = then_words(found, seconds_then(self._beside.last, found))
        said = " · ".join(part for part in (said, apart) if part)
        rule = " · ".join(part for part in (rule, last) if part)
        mend = Tool("pencil-outline", _("Correct {step}").format(step=step))
        name, clock = label(step_words(step), "strong"), label("", "section")
        clock.setText(clock_words(at.ms, at.precision))
        for part, least in ((name, NAME_WIDTH), (clock, CLOCK_WIDTH)):
            part.setMinimumWidth(current().scaled(least))
        row = h(
            name, clock, Elide(said, bold=True, role=tone or "text"),
            (Elide(rule, "caption", role="text2"), 1), mend, margins=("card_pad", 0, "x1", 0),
        )  # fmt: skip
        if found.unverified and rule:
            row.insertWidget(row.count() - 1, unverified())
        made = holder(row, "card")
        mend.clicked.connect(partial(self._mend, made, step, at))
        return pin(made, height="control_big")

    def _mend(self, row: QWidget, step: str, at: Instant) -> None:
        """A line for the right time in place of the row's words."""
        edit = InstantEdit()
        edit.setAccessibleName(_("Correct {step}").format(step=step))
        edit.set_value(at)
        layout = row.layout()
        assert layout is not None
        layout.addWidget(edit)
        edit.setFocus()
        edit.selectAll()

        def done() -> None:
            """Enter: keep it; what cannot be read keeps the old time."""
            value = edit.value()
            if self.drill is None or value is None or not self.drill.correct(step, value):
                self._refresh()

        edit.returnPressed.connect(done)

    def _tick(self) -> None:
        if self.drill is None:
            return
        since, seconds = self.drill.elapsed_s()
        self.watch.setText(watch_words(seconds))
        at = step_ms(self.drill.record, since) if since else None
        since_words = _("Since {step} {time}")
        self._since.setText(
            since_words.format(step=step_words(since), time=clock_words(at)) if at else ""
        )
        following = self.drill.next_step
        if not following:
            self.tile.setText(_("All mile-stones reached"))
            return
        now = self.drill.now()
        before = step_ms(self.drill.record, self.drill.last_step) if self.drill.last_step else None
        spent = spent_words((now.ms - before) // 1000) if before is not None else ""
        words = _("A tap notes {time}").format(time=clock_words(now.ms))
        line = " · ".join(part for part in (words, spent) if part)
        self.tile.setText(f"{step_words(following)}    {_('Space')}\n{line}")
        self.tile.setAccessibleName(step_words(following))
