"""The month of the acting ranger on Today: one low line, so that the tasks keep their room."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QWidget

from patrol_app.gui.kit import Card, h, holder, label, v
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.kit.layout import Tiles
from patrol_app.i18n import _
from patrol_app.services.month_progress import Progress

CM_PER_KM = 100_000
WHOLE_E2 = 10_000  # hundredths of a percent


class MonthCard(Card):
    """Hidden while the person has no patrol in the month."""

    def __init__(self) -> None:
        super().__init__(hug=True, margins=("card_pad", "x1", "card_pad", "x1"))
        self.hide()

    def show_progress(self, progress: Progress | None) -> None:
        """Show another month."""
        clear_layout(self.body)
        self.setVisible(progress is not None)
        if progress is None:
            return
        title = _("Month {n}: progress").format(n=int(progress.month[5:]))
        self.setAccessibleName(title)
        asked, share = progress.required, progress.coverage_e2
        days = str(progress.valid_days) if asked is None else f"{progress.valid_days} / {asked}"
        covered = "—" if share is None else f"{share / 100:.1f} %"
        cells = (
            holder(h(label(title, "section"), None)),
            _cell(_("Valid days"), days, progress.valid_days, asked or 0),
            _cell(_("Inside the area"), f"{progress.inside_cm / CM_PER_KM:.2f} km"),
            _cell(_("Grid covered"), covered, share or 0, WHOLE_E2),
        )
        self.body.add(holder(Tiles(*cells)))


def _cell(name: str, words: str, value: int = 0, most: int = 0) -> QWidget:
    """A name over its words; a bar beside them where there is something to reach."""
    column = v(h(label(name, "caption"), None, label(words, "strong")), gap="half")
    if most:
        gauge = QProgressBar()
        gauge.setRange(0, most)
        gauge.setValue(min(value, most))
        gauge.setTextVisible(False)
        gauge.setAccessibleName(f"{name} {words}")
        column.add(gauge)
    made = holder(column.add(None))
    made.setAccessibleName(f"{name} {words}")
    return made
