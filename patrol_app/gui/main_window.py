"""The one window: rail, page stack with lazy pages, status bar, toasts, drops, keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import shiboken6
from PySide6.QtCore import QByteArray, QEvent, QRectF, QSettings, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QShortcut,
)
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from patrol_app.gui.kit.banners import Toast, ToastHost
from patrol_app.gui.kit.dialogs import leave
from patrol_app.gui.kit.layout import h, holder, v
from patrol_app.gui.kit.page import Page
from patrol_app.gui.shell import Rail, RailItem, StatusBar
from patrol_app.gui.theme import current
from patrol_app.i18n import _

GEOMETRY = "window/geometry"
SMALLEST = (1024, 640)
FIRST = (1366, 697)
FRAME = 3  # px of the coloured frame around sample data
ACTION_KEYS = ("F2", "F3", "F4", "F5", "F6")


class _Frame(QWidget):
    """Holds rail and pages; around sample data it draws a coloured frame.

    Signals:
        painted: for the first time.
    """

    painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("shell")
        self.sample = False
        self._seen = False

    def set_sample(self, sample: bool) -> None:
        """Draw the frame or not."""
        self.sample = sample
        edge = FRAME if sample else 0
        self.setContentsMargins(edge, edge, edge, edge)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and frame."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), current().colour("canvas"))
        if self.sample:
            half = FRAME / 2
            painter.setPen(QPen(current().colour("info"), FRAME))
            painter.drawRect(QRectF(self.rect()).adjusted(half, half, -half, -half))
        if not self._seen:
            self._seen = True
            self.painted.emit()


class MainWindow(QMainWindow):
    """The window.

    Args:
        items: rail entries; the first nine get Ctrl+1 ... Ctrl+9.
        factories: page by key, built when first shown; see ``serve``.
        settings: where the geometry is kept; None keeps nothing.

    Attributes:
        status: the status bar.

    Signals:
        page_shown: key of the page that came to the front.
        files_dropped: list of local paths that no page took.
        pathless_drop: something without a local path was dropped (a phone in the file manager):
            the page says that it must be copied to the computer first.
        find_asked: Ctrl+K or the find button.
        user_asked: the user button.
        lock_asked: Ctrl+L.
        action_asked: ``F2`` ... ``F6``.
        closing: the window is about to close.
        painted: the window was painted for the first time.
    """

    page_shown = Signal(str)
    files_dropped = Signal(list)
    pathless_drop = Signal()
    find_asked = Signal()
    user_asked = Signal()
    lock_asked = Signal()
    action_asked = Signal(str)
    closing = Signal()
    painted = Signal()

    def __init__(
        self,
        items: Sequence[RailItem],
        factories: Mapping[str, Callable[[], Page]],
        settings: QSettings | None = None,
    ) -> None:
        super().__init__()
        self._factories = dict(factories)
        self._settings = settings
        self._pages: dict[str, Page] = {}
        self._key = ""
        self._user = ""
        numbered = [
            RailItem(i.key, i.label, i.icon, i.group, i.shortcut or _number_key(place))
            for place, i in enumerate(items)
        ]
        self.rail = Rail(numbered)
        self.rail.chosen.connect(self.show_page)
        self.status = StatusBar()
        self._stack = QStackedWidget()
        self._frame = _Frame()
        self._frame.painted.connect(self.painted, Qt.ConnectionType.QueuedConnection)
        right = holder(v((self._stack, 1), self.status, gap=0))
        self._frame.setLayout(h(self.rail, (right, 1), gap=0))
        self._layers = QStackedWidget()
        self._layers.addWidget(self._frame)
        self.setCentralWidget(self._layers)
        self._keys: list[QShortcut] = []
        self._panel: QWidget | None = None
        self._focus: QWidget | None = None
        self._toasts = ToastHost(self._stack)
        self.setAcceptDrops(True)
        self.setMinimumSize(*SMALLEST)
        self.resize(*FIRST)
        self.setWindowTitle(_("Forest Patrol"))
        self._bind_keys(numbered)
        self._restore()

    def serve(self, factories: Mapping[str, Callable[[], Page]]) -> None:
        """Say how pages are made; a window without them is a frame that answers nothing."""
        self._factories = dict(factories)

    def page(self, key: str) -> Page:
        """The page of ``key``, built now if it was not yet.

        Raises:
            KeyError: there is no such page.
        """
        if key not in self._pages:
            page = self._factories[key]()
            page.header.set_user(self._user)
            page.header.find_asked.connect(self.find_asked)
            page.header.user_asked.connect(self.user_asked)
            page.toast.connect(self.show_toast)
            page.open_asked.connect(lambda other, _argument: self.show_page(other))
            self._pages[key] = page
            self._stack.addWidget(page)
        return self._pages[key]

    def built(self, key: str) -> Page | None:
        """The page of ``key`` if it was shown already."""
        return self._pages.get(key)

    def current_key(self) -> str:
        """Key of the page in front."""
        return self._key

    def show_page(self, key: str) -> bool:
        """Bring a page to the front; asks first when the present one would lose something.

        Returns:
            True when the page is in front now.
        """
        if key == self._key:
            return True
        if key not in self._factories or not self._may_leave():
            self.rail.mark(self._key)
            return False
        page = self.page(key)
        self._key = key
        self._stack.setCurrentWidget(page)
        self._toasts.place()
        self.rail.mark(key)
        page.focus_first()
        self.page_shown.emit(key)
        return True

    def cover(self, panel: QWidget) -> None:
        """Show ``panel`` in place of everything; no key of the window works meanwhile."""
        self.uncover()
        self._panel, self._focus = panel, self.focusWidget()
        self._layers.addWidget(panel)
        self._layers.setCurrentWidget(panel)
        for key in self._keys:
            key.setEnabled(False)
        panel.setFocus()

    def uncover(self) -> None:
        """Take the panel away and show the pages again."""
        panel = self._panel
        if panel is None:
            return
        self._panel = None
        self._layers.setCurrentWidget(self._frame)
        self._layers.removeWidget(panel)
        panel.deleteLater()
        for key in self._keys:
            key.setEnabled(True)
        if self._focus is not None and shiboken6.isValid(self._focus) and self._focus.isVisible():
            self._focus.setFocus()
        elif self._key:
            self._pages[self._key].focus_first()

    def covered(self) -> bool:
        """Whether a panel stands over the pages."""
        return self._panel is not None

    def show_toast(self, text: str, undo: Callable[[], None] | None = None) -> Toast:
        """Say what happened, with undo where it can be undone."""
        self._toasts.set_lift(self.status_lift())
        return self._toasts.show_toast(text, undo)

    def status_lift(self) -> int:
        """Px that a selection bar of the page in front needs below the toasts."""
        lift: object = self._pages[self._key].property("lift") if self._key else None
        return lift if isinstance(lift, int) else 0

    def set_sample(self, sample: bool) -> None:
        """Coloured frame and chip around sample data."""
        self._frame.set_sample(sample)
        self.status.sample.setVisible(sample)

    def set_user(self, name: str) -> None:
        """Name on the user button of every page."""
        self._user = name
        for page in self._pages.values():
            page.header.set_user(name)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Anything from a file manager may be dropped; the drop tells what it was."""
        if event.mimeData().hasUrls() or event.mimeData().formats():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Local paths go to the page, then to the window; things without a path are told."""
        urls = event.mimeData().urls()
        paths = [url.toLocalFile() for url in urls if url.isLocalFile() and url.toLocalFile()]
        event.acceptProposedAction()
        if self.covered():
            return
        if not paths:
            self.pathless_drop.emit()
        elif not (self._key and self._pages[self._key].take_drop(paths)):
            self.files_dropped.emit(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved work, then keep the geometry."""
        if not self._may_leave():
            event.ignore()
            return
        if self._settings is not None:
            self._settings.setValue(GEOMETRY, self.saveGeometry())
        self.closing.emit()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """The smallest window grows with the text, up to the laptop's screen."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setMinimumSize(*SMALLEST)

    def _may_leave(self) -> bool:
        if not self._key:
            return True
        question = self._pages[self._key].leave_question()
        return not question or leave(
            self, question, _("What was typed since the last save is lost.")
        )

    def _bind_keys(self, items: Sequence[RailItem]) -> None:
        for item in items:
            if item.shortcut:
                self._bind(item.shortcut, partial(self.show_page, item.key))
        self._bind("Ctrl+K", self.find_asked.emit)
        self._bind("Ctrl+L", self.lock_asked.emit)
        for key in ACTION_KEYS:
            self._bind(key, partial(self.action_asked.emit, key))

    def _bind(self, key: str, act: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(act)
        self._keys.append(shortcut)

    def _restore(self) -> None:
        kept = self._settings.value(GEOMETRY) if self._settings is not None else None
        if isinstance(kept, QByteArray):
            self.restoreGeometry(kept)


def _number_key(place: int) -> str:
    return f"Ctrl+{place + 1}" if place < 9 else ""
