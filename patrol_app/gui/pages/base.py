"""Base of the pages: context, refresh on changes, and a place for one editor over the page."""

from __future__ import annotations

import uuid

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from patrol_app.errors import PatrolError
from patrol_app.events import Changes
from patrol_app.gui.bridge import concerns
from patrol_app.gui.context import Context
from patrol_app.gui.kit import Leaves, Page
from patrol_app.gui.kit.layout import Box, Lean, v


class Editor(Lean):
    """What stands in a page in place of its list: a form or another view of one record.

    Subclasses set ``title`` and override what they need; ``patrol_app.gui.forms`` makes them.

    Attributes:
        title: words of the header.
        ctx: see ``Context``.
        origin: name given to ``Work.command`` so that the own echo is known.

    Signals:
        closed: the person is done; the page shows its list again.
        head_changed: title, chips, context line or actions changed.
    """

    closed = Signal()
    head_changed = Signal()

    def __init__(self, ctx: Context, title: str = "") -> None:
        super().__init__()
        self.setObjectName("editor")
        self.ctx, self.title = ctx, title
        self.origin = uuid.uuid4().hex

    def chips(self) -> list[QWidget]:
        """State chips of the header, made anew each time."""
        return []

    def context(self) -> str:
        """The header's line of context."""
        return ""

    def head_actions(self) -> list[QWidget]:
        """At most three header buttons, made anew each time; the rightmost is filled.

        (``actions`` is Qt's own word for something else.)
        """
        return []

    def leave_question(self) -> str:
        """Question to ask before leaving; empty when nothing would be lost."""
        return ""

    def take_drop(self, paths: list[str]) -> bool:
        """Offer dropped local files; True when they were taken."""
        return False

    def focus_first(self) -> None:
        """Focus the first empty required field."""
        self.setFocus()

    def changed(self, changes: Changes) -> None:
        """A write was committed by somebody else."""

    def keep(self) -> None:
        """Write what was typed into its draft now; the editor stays open."""

    def left(self) -> None:
        """Called once when the editor goes away: end timers, keep drafts."""


class AppPage(Page):
    """A page that knows its context.

    Subclasses set ``types`` and ``topics``, put widgets by ``self.put(...)`` into ``self.body``
    and implement ``refresh``. The first showing calls ``refresh``; later ones only when records
    or topics of theirs changed (``stale``).

    Args:
        ctx: see ``Context``.
        title: words in the header.

    Attributes:
        types: record types whose changes make it refresh.
        topics: other topics that do.
        origin: hand this to ``Work.command``; changes with it do not refresh this page.
    """

    types: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()

    def __init__(self, ctx: Context, title: str) -> None:
        super().__init__(title)
        self.ctx = ctx
        self.origin = uuid.uuid4().hex
        self.editor: Editor | None = None
        self._own_title = title
        self._stale = True
        self._list = Lean()
        self._list.setObjectName("body")
        self._inner: Box = v(gap="card_gap")
        self._list.setLayout(self._inner)
        self._layers = Leaves()
        self._layers.addWidget(self._list)
        self.body.addWidget(self._layers, 1)
        self.body = self._inner
        ctx.bridge.changed.connect(self._hear)
        self.show_head()

    def refresh(self) -> None:
        """Ask for the page's data by ``ctx.work.query`` and show it."""

    def accept(self, argument: object) -> None:
        """Take what ``navigate`` brought: ``Open``, ``New``, ``Files`` or None."""

    def page_chips(self) -> list[QWidget]:
        """State chips beside the title while no editor is open."""
        return []

    def page_context(self) -> str:
        """The header's line of context while no editor is open."""
        return ""

    def page_actions(self) -> list[QWidget]:
        """Header buttons while no editor is open, made anew each time."""
        return []

    def show_head(self) -> None:
        """Fill the header from the editor, or from the page itself."""
        if self.editor is not None:
            head = self.editor
            self.header.set_title(head.title)
            self.header.set_chips(*head.chips())
            self.header.set_context(head.context())
            self.header.set_actions(*head.head_actions())
            return
        self.header.set_title(self._own_title)
        self.header.set_chips(*self.page_chips())
        self.header.set_context(self.page_context())
        self.header.set_actions(*self.page_actions())

    def open_editor(self, editor: Editor) -> None:
        """Show ``editor`` in place of the list; one that is open goes away first."""
        self.close_editor(refocus=False)
        self.set_ready()
        self.editor = editor
        self._layers.addWidget(editor)
        self._layers.setCurrentWidget(editor)
        editor.closed.connect(self.close_editor)
        editor.head_changed.connect(self.show_head)
        self.show_head()
        editor.focus_first()

    def close_editor(self, refocus: bool = True) -> None:
        """Back to the list."""
        editor, self.editor = self.editor, None
        if editor is None:
            return
        editor.left()
        self._layers.setCurrentWidget(self._list)
        self._layers.removeWidget(editor)
        editor.deleteLater()
        self.show_head()
        if self._stale:
            self._renew()
        if refocus:
            self.focus_first()

    def actor_changed(self) -> None:
        """Another person acts: what may be done and whose drafts are shown are others."""
        self._stale = True
        self.show_head()
        if self.isVisible() and self.editor is None:
            self._renew()

    def fail(self, fault: PatrolError) -> None:
        """Default ``on_error`` of a page's queries: say it and offer to try again."""
        self.set_error(fault.message(), self._renew)

    def showEvent(self, event: QShowEvent) -> None:
        """Refresh what became old while the page was out of sight."""
        super().showEvent(event)
        if self._stale:
            self._renew()

    def leave_question(self) -> str:
        """Ask the editor."""
        return self.editor.leave_question() if self.editor is not None else ""

    def take_drop(self, paths: list[str]) -> bool:
        """Offer dropped files to the editor."""
        return self.editor is not None and self.editor.take_drop(paths)

    def _renew(self) -> None:
        self._stale = False
        self.refresh()

    def _hear(self, changes: Changes) -> None:
        if self.editor is not None and changes.origin != self.editor.origin:
            self.editor.changed(changes)
        if changes.origin == self.origin or not concerns(changes, self.types, self.topics):
            return
        self._stale = True
        if self.isVisible() and self.editor is None:
            self._renew()
