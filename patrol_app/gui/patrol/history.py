"""Who changed what and when, one line a change, newest first; reviews and locks too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from patrol_app.domain.fields import specs
from patrol_app.domain.instant import minute_text
from patrol_app.domain.records import record_type
from patrol_app.gui import kit
from patrol_app.gui.forms.values import listed
from patrol_app.gui.review.wording import DEEDS, headline
from patrol_app.i18n import _
from patrol_app.services.clock import ANY_TIME
from patrol_app.services.history import Entry
from patrol_app.services.history import history as entries_of

if TYPE_CHECKING:
    from patrol_app.services.ports import Queries

MOST = 40
NAMED = 6  # fields named in one line; the others are counted
# Deeds that the fields changed tell of better than a word.
_SILENT = ("created", "changed")


@dataclass(frozen=True)
class Change:
    """One entry of the history of a record of ``type``."""

    type: str
    entry: Entry

    @property
    def who(self) -> str:
        """Name of the person."""
        return self.entry.who

    @property
    def keys(self) -> tuple[str, ...]:
        """Field keys as in the op."""
        return tuple(one.key for one in self.entry.changes)


def history(
    queries: Queries, rec: str, now_ms: int = ANY_TIME, type: str = "patrol"
) -> tuple[Change, ...]:
    """The newest entries of a record's history.

    Args:
        now_ms: the reader's clock, UTC ms; type: of the record.
    """
    return tuple(Change(type, entry) for entry in entries_of(queries, type, rec, now_ms)[:MOST])


def words(change: Change) -> str:
    """What was done, in the words of the form."""
    kind = record_type(change.type)
    known = specs(kind.cls)
    found: dict[str, None] = {}
    if change.entry.kind not in _SILENT:
        found[_(DEEDS[change.entry.kind][1])] = None
    for key in change.keys:
        spec = known.get(key.partition("/")[0])
        if spec is not None:
            found[_(spec.ui.label)] = None
    shown = list(found)[:NAMED]
    left = len(found) - len(shown)
    text = listed(shown) + (f" +{left}" if left > 0 else "")
    said = headline(change.entry, kind)
    return f"{text}: {said}" if said else text


class HistoryRows(QWidget):
    """The lines."""

    def __init__(self) -> None:
        super().__init__()
        self._column = kit.v(gap="half", margins=("x1", 0, "x1", "x1"))
        self.setLayout(self._column)

    def show_lines(self, changes: Sequence[Change]) -> None:
        """Show other lines."""
        kit.clear_layout(self._column)
        for change in changes:
            when = minute_text(change.entry.at_ms)
            if change.entry.clock_doubtful:
                when += " " + _("(clock doubtful)")
            head = kit.label(f"{when}  {change.who}", "caption")
            line = kit.h(head, (kit.Elide(words(change), "caption", role="text2"), 1), gap="x2")
            self._column.addWidget(kit.holder(line))
