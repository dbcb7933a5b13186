"""Base of every page: header, body, and the three other faces (busy, error, empty)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from patrol_app.gui.kit.banners import EmptyState, busy
from patrol_app.gui.kit.header import PageHeader
from patrol_app.gui.kit.layout import Item, Lean, h, v
from patrol_app.gui.theme import current
from patrol_app.i18n import _


class _Net(QScrollArea):
    """Scrolls only what cannot fit: large text on a small screen. At 100 % every page fits."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Scroll as little as shows where the focus went; Qt would bring a whole table in view."""
        bar, inner = self.verticalScrollBar(), self.widget()
        value, high = bar.value(), self.viewport().height()
        done = super().focusNextPrevChild(next)
        there = QApplication.focusWidget()
        if inner is not None and there is not None and inner.isAncestorOf(there):
            top = there.mapTo(inner, QPoint(0, 0)).y() - current().px("x2")
            end = top + min(there.height() + 2 * current().px("x2"), high // 2)
            value = min(max(value, end - high), top)
        bar.setValue(value)
        return done


class Page(QWidget):
    """One page of the window.

    Args:
        title: words in the header.

    Attributes:
        header: the 56 px bar.
        body: column with the page margins; only inner parts scroll.

    Signals:
        toast: (words, undo callable or None), shown by the window.
        open_asked: (page key, argument) of another page or record.
    """

    toast = Signal(str, object)
    open_asked = Signal(str, object)

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAccessibleName(title)
        self.header = PageHeader(title)
        margins = ("page_margin", "card_gap", "page_margin", "card_gap")
        inner = Lean()
        inner.setObjectName("body")
        self.body = v(gap="card_gap", margins=margins)
        inner.setLayout(self.body)
        self._content = _Net(inner)
        self._faces = QStackedLayout()
        self._other: QWidget | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.header)
        outer.addLayout(self._faces, 1)
        # a stacked layout shows its first widget at once: without a parent that is a window
        self._faces.addWidget(self._content)

    def put(self, *items: Item) -> Page:
        """Append items to the body (see ``Box.add``)."""
        self.body.add(*items)
        return self

    def need(self) -> QSize:
        """Smallest size of the body without scrolling; a page test holds it against 613 px."""
        inner = self._content.widget()
        return inner.minimumSizeHint() if inner is not None else QSize()

    def set_ready(self) -> None:
        """Show the content."""
        self._show(None)

    def set_busy(self, words: str = "") -> None:
        """Show that the page waits for its data."""
        self._show(busy(words or _("Loading")))

    def set_error(self, words: str, retry: Callable[[], None] | None = None) -> None:
        """Say what went wrong and offer to try again."""
        face = EmptyState(
            "alert-octagon-outline",
            _("This page could not be shown"),
            words,
            _("Try again") if retry else "",
        )
        if retry is not None:
            face.primary.connect(retry)
        self._show(face)

    def set_empty(self, face: EmptyState) -> None:
        """Show an empty state in place of the content."""
        self._show(face)

    def focus_first(self) -> None:
        """Where the focus goes when the page opens; the page itself unless overridden."""
        self.setFocus()

    def leave_question(self) -> str:
        """Question to ask before leaving; empty when nothing would be lost."""
        return ""

    def take_drop(self, paths: list[str]) -> bool:
        """Offer dropped local files to the page; True when it took them."""
        return False

    def _show(self, face: QWidget | None) -> None:
        old, self._other = self._other, None
        if face is not None:
            framed = QWidget()
            framed.setLayout(h((face, 1), margins="page_margin"))
            self._faces.addWidget(framed)
            self._other = framed
        self._faces.setCurrentWidget(self._other or self._content)
        if old is not None:
            self._faces.removeWidget(old)
            old.deleteLater()
