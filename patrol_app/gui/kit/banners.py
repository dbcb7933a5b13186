"""What the page says of itself: notes, empty state, long work, toasts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QEnterEvent
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QVBoxLayout, QWidget

from patrol_app.gui.kit.buttons import Button
from patrol_app.gui.kit.labels import IconLabel, label
from patrol_app.gui.kit.layout import FOLD, h, holder, v
from patrol_app.gui.theme import current
from patrol_app.i18n import _

TOAST_KEY = "Ctrl+Z"


class Note(QFrame):
    """Banner in the flow: bold title, one sentence, at most one action.

    Args:
        tone: state that colours it.
        title: what is the case.
        body: one sentence.
        action: verb of the button; empty for none.
        icon: default that of the state.

    Signals:
        acted: the action was used.
    """

    acted = Signal()

    def __init__(
        self, tone: str, title: str, body: str = "", action: str = "", icon: str = ""
    ) -> None:
        super().__init__()
        self.setProperty("kind", "note")
        self.setProperty("tone", tone)
        self.setAccessibleName(title)
        self.setAccessibleDescription(body)
        picture = IconLabel(icon or current().state(tone).icon, tone)
        words = v(label(title, "strong", tone), gap=0)
        if body:
            words.addWidget(label(body, "table", wrap=True))
        row = h(margins=("card_gap", "x1", "x1", "x1"))
        top = Qt.AlignmentFlag.AlignTop if body else Qt.AlignmentFlag.AlignVCenter
        row.addWidget(picture, 0, top)
        row.add((words, 1))
        if action:
            button = Button(action, "quiet")
            button.clicked.connect(self.acted)
            row.add(button)
        self.setLayout(row)


class EmptyState(QWidget):
    """Icon, what is missing, what to do, one primary and one secondary button.

    Signals:
        primary: the primary button was used.
        secondary: the other one was used.
    """

    primary = Signal()
    secondary = Signal()

    def __init__(
        self,
        icon: str,
        missing: str,
        advice: str,
        first: str = "",
        second: str = "",
        first_icon: str = "",
    ) -> None:
        super().__init__()
        self.setAccessibleName(missing)
        self.setAccessibleDescription(advice)
        centre = Qt.AlignmentFlag.AlignHCenter
        column = v(None, margins="x1")
        column.addWidget(IconLabel(icon, "text3", "icon_empty"), 0, centre)
        self._missing, self._advice = label(missing, "section"), label(advice, "muted")
        column.addWidget(self._missing, 0, centre)
        self._advice.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._advice)
        if not advice:  # shown by its parent otherwise; without one it would be a window
            self._advice.hide()
        self.buttons: list[Button] = []
        row = h(None)
        for words, kind, picture, signal in (
            (first, "primary", first_icon, self.primary),
            (second, "", "", self.secondary),
        ):
            if words:
                button = Button(words, kind, picture)
                button.clicked.connect(signal)
                self.buttons.append(button)
                row.add(button)
        if self.buttons:
            self.setFocusProxy(self.buttons[0])
        column.add("half", row.add(None), None)
        self.setLayout(column)
        self._advice.setWordWrap(current().scale >= FOLD)

    def changeEvent(self, event: QEvent) -> None:
        """Large text breaks the advice into lines; it must not make the page wider."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._advice.setWordWrap(current().scale >= FOLD)

    def set_words(self, missing: str, advice: str) -> None:
        """Change what is missing and what to do."""
        self._missing.setText(missing)
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))
        self.setAccessibleName(missing)
        self.setAccessibleDescription(advice)


class ProgressLine(QFrame):
    """Long work: count, rate and time left on one line, a bar, and what cancel leaves behind.

    Args:
        title: what is being done.
        promise: sentence about cancel.

    Signals:
        cancelled: the person asked to stop.
    """

    cancelled = Signal()

    def __init__(self, title: str, promise: str) -> None:
        super().__init__()
        self._numbers = label("", "table")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(title)
        self._promise = label(promise, "caption", wrap=True)
        self.cancel = Button(_("Cancel"))
        self.cancel.clicked.connect(self._stop)
        self.setLayout(
            v(
                h(label(title, "strong"), None, self._numbers),
                self._bar,
                h((self._promise, 1), self.cancel),
            )
        )
        self.show_progress(0, 0)

    def show_progress(self, done: int, total: int, seconds: float = 0.0) -> None:
        """Show how far the work is.

        Args:
            done: items finished.
            total: items in all; 0 while unknown.
            seconds: time used so far.
        """
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        parts = [f"{spaced(done)} / {spaced(total)}" if total else spaced(done)]
        if seconds > 0 and done > 0:
            rate = done / seconds
            parts.append(_("{n} per second").format(n=spaced(round(rate))))
            if total > done:
                parts.append(_("{time} left").format(time=lasting(round((total - done) / rate))))
        self._numbers.setText(" · ".join(parts))
        self._bar.setAccessibleDescription(self._numbers.text())

    def _stop(self) -> None:
        self.cancel.setEnabled(False)
        self._promise.setText(_("Stopping"))
        self.cancelled.emit()


def spaced(number: int) -> str:
    """Whole number with thin spaces between thousands, as shown on screen."""
    return f"{number:,}".replace(",", "\u2009")


def lasting(seconds: int) -> str:
    """Duration in words: ``13 秒``, ``2 分 05 秒``, ``1 时 20 分``."""
    if seconds < 60:
        return _("{s} s").format(s=seconds)
    if seconds < 3600:
        return _("{m} min {s:02d} s").format(m=seconds // 60, s=seconds % 60)
    return _("{h} h {m} min").format(h=seconds // 3600, m=seconds % 3600 // 60)


class Toast(QFrame):
    """What happened and how to undo it; 8 s, stays under mouse or focus.

    Signals:
        closed: it went away.
    """

    closed = Signal()

    def __init__(self, text: str, undo: Callable[[], None] | None = None) -> None:
        super().__init__()
        self.setProperty("kind", "toast")
        self.setAccessibleName(text)
        self._undo = undo
        # a tick only where something was done that can be undone: a refusal is no success
        icon = "information-outline" if undo is None else "check-circle-outline"
        row = h(IconLabel(icon, "toast_action"), margins=("x2", "half", "x1", "half"))
        words: QLabel = label(text)
        row.add((words, 1))
        self.button: Button | None = None
        if undo is not None:
            self.button = Button(_("Undo"), key=TOAST_KEY, kind="toast")
            self.button.clicked.connect(self.undo)
            self.button.installEventFilter(self)
            row.add(self.button)
        self.setLayout(row)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self.close_toast)
        self._restart()

    def undo(self) -> None:
        """Take back what happened, once."""
        act, self._undo = self._undo, None
        self.close_toast()
        if act is not None:
            act()

    def close_toast(self) -> None:
        """Go away."""
        self.timer.stop()
        self.hide()
        self.closed.emit()
        self.deleteLater()

    def announce(self) -> None:
        """Have a screen reader say it."""
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stay while the mouse is on it."""
        self.timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        """Count again."""
        self._restart()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay while the button has the focus."""
        if event.type() == QEvent.Type.FocusIn:
            self.timer.stop()
        elif event.type() == QEvent.Type.FocusOut:
            self._restart()
        return super().eventFilter(watched, event)

    def _restart(self) -> None:
        self.timer.start(int(current().tokens.raw["motion"]["toast_ms"]))


class ToastHost(QObject):
    """Shows toasts at the bottom right of a body widget, one at a time.

    Args:
        body: widget the toasts lie over.
    """

    def __init__(self, body: QWidget) -> None:
        super().__init__(body)
        self._body = body
        self._toasts: list[Toast] = []
        self.lift = 0
        body.installEventFilter(self)

    def show_toast(self, text: str, undo: Callable[[], None] | None = None) -> Toast:
        """Show a toast in place of an older one, so that Ctrl+Z always means the newest."""
        for old in list(self._toasts):
            old.close_toast()
        toast = Toast(text, undo)
        toast.setParent(self._body)
        toast.closed.connect(lambda: self._drop(toast))
        self._toasts.append(toast)
        toast.adjustSize()
        toast.show()
        self.place()
        toast.announce()
        return toast

    def set_lift(self, px: int) -> None:
        """Keep clear of a selection bar of this height."""
        self.lift = px
        self.place()

    def place(self) -> None:
        """Move the toasts into their corner."""
        edge = current().px("page_margin")
        inset = current().px("x2")
        for toast in self._toasts:
            left = self._body.width() - toast.width() - edge - inset
            top = self._body.height() - toast.height() - edge - inset - self.lift
            toast.move(max(0, left), max(0, top))
            toast.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the body."""
        if event.type() == QEvent.Type.Resize:
            self.place()
        return super().eventFilter(watched, event)

    def _drop(self, toast: Toast) -> None:
        if toast in self._toasts:
            self._toasts.remove(toast)


def busy(words: str) -> QWidget:
    """A quiet line for a page that waits for its data."""
    gauge = QProgressBar()
    gauge.setRange(0, 0)
    gauge.setTextVisible(False)
    gauge.setAccessibleName(words)
    gauge.setMaximumWidth(current().px("side_s"))
    column = QVBoxLayout()
    column.addStretch(1)
    text = label(words, "muted")
    column.addWidget(text, 0, Qt.AlignmentFlag.AlignHCenter)
    column.addWidget(gauge, 0, Qt.AlignmentFlag.AlignHCenter)
    column.addStretch(1)
    return holder(column)
