"""Dialogs as high as their words; the two questions that stop a person: destroy, leave."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QDialog, QWidget

from patrol_app.gui.kit.buttons import Button
from patrol_app.gui.kit.labels import IconLabel, label
from patrol_app.gui.kit.layout import h, pin, v
from patrol_app.i18n import _


class Fitted(QDialog):
    """A dialog of fixed width that is as high as its sentences need there, no more."""

    def event(self, event: QEvent) -> bool:
        """Fit when shown and whenever something inside asks for other room."""
        done = super().event(event)
        if event.type() in (QEvent.Type.Show, QEvent.Type.LayoutRequest):
            self._fit()
        return done

    def _fit(self) -> None:
        column = self.layout()
        if column is None or not self.isVisible():
            return
        high = column.totalHeightForWidth(self.width())
        if high < 0:  # nothing in it that wraps
            high = column.totalSizeHint().height()
        under = self.parentWidget()
        if under is not None:  # no higher than the window it stands over, where it can scroll
            high = min(high, max(under.window().height(), column.totalMinimumSize().height()))
        if high > 0 and high != self.height():
            self.setMinimumHeight(high)
            self.resize(self.width(), high)


class Question(Fitted):
    """Title is a question with the number, buttons are verbs, Esc cancels.

    Args:
        title: "删除 3 条巡护？".
        body: what happens to what belongs to it.
        verb: button that does it.
        parent: window it stands over.
        danger: red outline for what destroys.
        third: another way out, e.g. "Save and leave"; its result is 2.
    """

    THIRD = 2

    def __init__(
        self,
        title: str,
        body: str,
        verb: str,
        parent: QWidget | None = None,
        *,
        danger: bool = True,
        third: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAccessibleName(title)
        self.setAccessibleDescription(body)
        icon, tone = (
            ("alert-octagon-outline", "overdue") if danger else ("help-circle-outline", "info")
        )
        self.cancel = Button(f"{_('Cancel')}  Esc")
        self.cancel.clicked.connect(self.reject)
        self.verb = Button(verb, "danger" if danger else "primary")
        self.verb.clicked.connect(self.accept)
        buttons = h(None, self.cancel)
        if third:
            extra = Button(third)
            extra.clicked.connect(lambda: self.done(self.THIRD))
            buttons.add(extra)
        buttons.add(self.verb)
        text = label(body, wrap=True)
        text.setAlignment(Qt.AlignmentFlag.AlignTop)
        head = h(IconLabel(icon, tone), (label(title, "section", wrap=True), 1))
        self.setLayout(v(head, text, "half", buttons, gap="card_gap", margins="x2"))
        pin(self, width="width.dialog")
        # the way back has the focus: Enter on a question about loss must not lose anything
        self.cancel.setFocus()


def confirm(parent: QWidget, title: str, body: str, verb: str) -> bool:
    """Ask before something is destroyed; True when the person agreed."""
    return Question(title, body, verb, parent).exec() == QDialog.DialogCode.Accepted


def leave(parent: QWidget, title: str, body: str) -> bool:
    """Ask before unsaved work is left; True when it may be lost."""
    return confirm(parent, title, body, _("Leave without saving"))
