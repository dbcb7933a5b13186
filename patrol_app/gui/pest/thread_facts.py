"""What the laboratory found and how the wood was treated, beside the time line of a thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from patrol_app.domain.fields import specs
from patrol_app.domain.records import record_type
from patrol_app.domain.rules.pest_sample import POSITIVE
from patrol_app.gui.kit import Card, holder, label, v
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.i18n import _
from patrol_app.services.pest_thread import Thread
from patrol_app.services.value_words import words

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

SHOWN = (
    # type -> fields, the last record of the type is told
    ("lab_result", ("sample_result", "methods", "ct_e2", "tested_n", "positive_n", "report_no",
                    "laboratory")),
    ("disposal", ("crew", "end_on", "felled_n", "volume_m3_e4", "stump_cm", "treats")),
    ("acceptance", ("acceptance", "inspectors", "left_n")),
)  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """The facts of one record: type code, rows of label and words, whether it alarms."""

    type: str
    rows: tuple[tuple[str, str], ...]
    alarming: bool = False


def read_facts(app: App, found: Thread) -> list[Facts]:
    """The last submitted result, disposal and acceptance of a thread."""
    made = []
    for code, fields in SHOWN:
        recs = [step.rec for step in found.steps if step.type == code and not step.draft]
        stored = app.store.queries.get(code, recs[-1]) if recs else None
        if stored is None:
            continue
        known = specs(record_type(code).cls)
        rows = []
        for name in fields:
            spec = known[name]
            said = words(spec, getattr(stored.record, name), {}, private=False)
            unit = f" {_(spec.ui.unit)}" if spec.ui.unit and said else ""
            if said:
                rows.append((_(spec.ui.label), said + unit))
        alarm = getattr(stored.record, "sample_result", "") == POSITIVE
        made.append(Facts(code, tuple(rows), alarm))
    return made


class FactsColumn(QWidget):
    """One card a record, one under the other."""

    def __init__(self) -> None:
        super().__init__()
        self._cards = v(gap="card_gap")
        self.setLayout(self._cards)

    def show_facts(self, found: Sequence[Facts]) -> None:
        """Show other facts."""
        clear_layout(self._cards)
        for one in found:
            card = Card(_(record_type(one.type).label))
            rows = QGridLayout()
            rows.setContentsMargins(0, 0, 0, 0)
            rows.setColumnStretch(1, 1)
            for place, (name, said) in enumerate(one.rows):
                tone = "overdue" if one.alarming and not place else ""
                rows.addWidget(label(name, "caption"), place, 0, Qt.AlignmentFlag.AlignTop)
                value = label(said, "strong" if tone else "table", tone, wrap=True)
                rows.addWidget(value, place, 1)
            card.put(holder(rows))
            self._cards.add(card)
        self._cards.add(None)
        self.setVisible(bool(found))
