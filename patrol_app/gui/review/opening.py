"""Where a page shows the queue or the recycle bin in place of its list, and comes back to it."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence

from patrol_app.domain.records import record_type
from patrol_app.domain.review import WAITING
from patrol_app.gui import kit
from patrol_app.gui.context import Open, Queue
from patrol_app.gui.pages.base import AppPage
from patrol_app.i18n import _, language
from patrol_app.services.ports import Condition, Listing

KEY = "Ctrl+Shift+A"


class ReviewButton(kit.Button):
    """Opens the queue of a type; says how many wait; hidden for people who may not review.

    Args:
        page: the page that shows the queue.
        type: record type code.
    """

    def __init__(self, page: AppPage, type: str) -> None:
        super().__init__(_("To review"), "", "clipboard-check-outline")
        self._page, self._type = page, type
        self.clicked.connect(lambda: open_queue(page, Queue(type)))
        self.setVisible(False)

    def refresh(self) -> None:
        """Count again."""
        ctx = self._page.ctx
        allowed = record_type(self._type).reviewed and ctx.actor().may("review")
        self.setVisible(allowed)
        if allowed:
            queries, listing = ctx.app.store.queries, waiting(self._type)
            ctx.work.query(lambda: queries.count(listing), self._say, owner=self)

    def _say(self, count: int) -> None:
        words = _("To review {n}").format(n=count)
        # English words would not leave room for the filters on a small screen.
        short = language() != "zh_CN" and self._type == "patrol"
        self.set_words(str(count) if short else words)
        self.setAccessibleName(words)
        self.setToolTip(f"{words}  {KEY}")
        self.setShortcut(QKeySequence(KEY))


def waiting(type: str) -> Listing:
    """What waits for a review: submitted as it stands, or changed after an approval."""
    return Listing(type, (Condition("review", "in", WAITING),), ("submitted",))


def open_queue(page: AppPage, queue: Queue) -> None:
    """Show the queue; a record opened from it leads back to it."""
    from patrol_app.gui.review.queue import QueueEditor

    editor = QueueEditor(page.ctx, queue)

    def show(type: str, rec: str) -> None:
        """The form of one record, in place of the queue."""
        part = editor.part
        page.accept(Open(type, rec))
        form = page.editor
        if form is None or form is editor:
            return
        form.closed.disconnect(page.close_editor)
        # the form goes away while it is still in its own call
        form.closed.connect(
            lambda: QTimer.singleShot(0, page, lambda: open_queue(page, Queue(type, part)))
        )

    editor.open_asked.connect(show)
    page.open_editor(editor)


def open_bin(page: AppPage) -> None:
    """Show the recycle bin."""
    from patrol_app.gui.review.recycled import RecycleBin

    page.open_editor(RecycleBin(page.ctx))
