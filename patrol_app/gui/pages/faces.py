"""What an editor that reads files shows in turn: the question, work under way, what came of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QStackedLayout, QWidget

from patrol_app.errors import PatrolError
from patrol_app.gui import kit


class Faces(QStackedLayout):
    """One face at a time: the first one stays, each other goes when the next one comes.

    Args:
        first: the question that everything begins with.
        parent: the editor.
    """

    def __init__(self, first: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._first = first
        self.addWidget(first)

    def ask_again(self) -> None:
        """Back to the first question; what lies beside it stays until the next face comes."""
        self.setCurrentWidget(self._first)

    def bring(self, face: QWidget, keep: QWidget | None = None) -> None:
        """Bring ``face`` to the front; the others go but the first one and ``keep``."""
        for place in reversed(range(self.count())):
            old = self.widget(place)
            if old is not None and old not in (self._first, keep, face):
                self.removeWidget(old)
                old.hide()
                old.deleteLater()
        if self.indexOf(face) < 0:
            self.addWidget(face)
        self.setCurrentWidget(face)


def work_face(line: kit.ProgressLine) -> QWidget:
    """A progress line on a card of its own, no wider than a form."""
    card = kit.Card().put(line)
    return kit.holder(kit.v(kit.pin(card, max_width="form_max"), None))


def refusal_face(
    title: str, fault: PatrolError, verb: str, again: Callable[[], None]
) -> kit.EmptyState:
    """What was refused and why.

    Args:
        title: that nothing came of it.
        fault: why.
        verb: what the person may do instead; ``again`` does it.
    """
    face = kit.EmptyState("alert-octagon-outline", title, fault.message(), verb)
    face.primary.connect(again)
    return face
