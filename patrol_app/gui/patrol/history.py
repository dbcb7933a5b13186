"""Who changed what and when, one line a change, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from patrol_app.domain.fields import specs
from patrol_app.domain.instant import minute_text
from patrol_app.domain.journal.entry import Op
from patrol_app.domain.journal.reading import read_op
from patrol_app.domain.records.patrol import Patrol
from patrol_app.errors import PatrolError
from patrol_app.gui import kit
from patrol_app.gui.forms.values import listed
from patrol_app.i18n import _

if TYPE_CHECKING:
    from patrol_app.services.ports import Queries

MOST = 40
NAMED = 6  # fields named in one line; the others are counted


@dataclass(frozen=True)
class Change:
    """One change: UTC ms, who (a name), what (field keys as in the op)."""

    at_ms: int
    who: str
    keys: tuple[str, ...]


def history(queries: Queries, rec: str) -> tuple[Change, ...]:
    """The newest changes of a record, erased ones left out."""
    ops = []
    for line in queries.history(rec)[-MOST:]:
        try:
            op = read_op(line.raw)
        except PatrolError:
            continue  # written by a newer program: shown there, the record says so itself
        if isinstance(op, Op):
            ops.append(op)
    names = queries.names("person", {op.actor for op in ops if op.actor})
    rows = [Change(op.hlc.ms, names.get(op.actor, ""), tuple(op.fields)) for op in ops]
    return tuple(reversed(rows))


def words(change: Change) -> str:
    """What was changed, in the words of the form."""
    known = specs(Patrol)
    found: dict[str, None] = {}
    for key in change.keys:
        if key.startswith("_"):
            found[_("Submitted") if "submit" in key else _("State")] = None
            continue
        spec = known.get(key.partition("/")[0])
        if spec is not None:
            found[_(spec.ui.label)] = None
    shown = list(found)[:NAMED]
    left = len(found) - len(shown)
    text = listed(shown)
    return text + (f" +{left}" if left > 0 else "")


class HistoryRows(QWidget):
    """The lines."""

    def __init__(self) -> None:
        super().__init__()
        self._column = kit.v(gap="half", margins=("x1", 0, "x1", "x1"))
        self.setLayout(self._column)

    def show_lines(self, changes: Sequence[Change]) -> None:
        """Show other lines."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for change in changes:
            head = kit.label(f"{minute_text(change.at_ms)}  {change.who}", "caption")
            line = kit.h(head, (kit.Elide(words(change), "caption", role="text2"), 1), gap="x2")
            self._column.addWidget(kit.holder(line))
