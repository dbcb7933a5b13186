"""Over the paper: unit and month of the table, zoom and page tools."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from patrol_app.gui.kit import CodeCombo, Elide, PaperWell, Tool, h, holder, label, pin
from patrol_app.gui.papers.data import Options
from patrol_app.gui.theme import current
from patrol_app.i18n import _

LARGE = 1.5  # text size from which options and tools do not stand abreast


class PaperBar(QWidget):
    """Options in one row.

    Args:
        well: the preview whose tools stand at the right.

    Signals:
        changed: unit or month was chosen.
    """

    changed = Signal()

    def __init__(self, well: PaperWell) -> None:
        super().__init__()
        self.unit, self.month = CodeCombo([], _("Unit")), CodeCombo([], _("Month"))
        for box, words in ((self.unit, _("Unit")), (self.month, _("Month"))):
            box.setAccessibleName(words)
            box.edited.connect(self.changed)
        self.earlier = Tool("chevron-left", _("Month before"))
        self.later = Tool("chevron-right", _("Month after"))
        self.earlier.clicked.connect(lambda: self._step(1))
        self.later.clicked.connect(lambda: self._step(-1))
        self.month.currentIndexChanged.connect(lambda _at: self._mark())
        self._monthly = holder(
            h(
                label(_("Unit"), "label"),
                pin(self.unit, width="side_xs"),
                "x1",
                label(_("Month"), "label"),
                self.earlier,
                pin(self.month, width="due_column"),
                self.later,
            )
        )
        self._words = Elide("", "table", role="text2")
        self._tools = holder(well.tools())
        self._box = h(self._monthly, (holder(h((self._words, 1), self._tools)), 1))
        self.setLayout(self._box)
        self._refit()
        self.show_monthly(False)

    def changeEvent(self, event: QEvent) -> None:
        """Large text puts unit and month over the tools."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_box"):
            self._refit()

    def _refit(self) -> None:
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._box.setDirection(down if current().scale >= LARGE else right)

    def show_monthly(self, shown: bool) -> None:
        """Unit and month, or the words alone."""
        self._monthly.setVisible(shown)

    def show_tools(self, shown: bool) -> None:
        """Zoom and pages only while there is a paper."""
        self._tools.setVisible(shown)

    def say(self, words: str) -> None:
        """What is shown or going on."""
        self._words.set_text(words)

    def fill(self, options: Options) -> None:
        """Offer units and months; what was chosen stays."""
        self.unit.set_pairs([(code, name) for code, name in options.units])
        self.month.set_pairs([(month, month_words(month)) for month in options.months])
        if self.unit.value() is None and options.units:
            self.unit.set_value(options.units[0][0])
        if self.month.value() is None:
            self.month.set_value(options.month)

    def _step(self, places: int) -> None:
        at = self.month.currentIndex() + places
        if 0 <= at < self.month.count():
            self.month.setCurrentIndex(at)
            self.changed.emit()

    def _mark(self) -> None:
        at = self.month.currentIndex()
        self.later.setEnabled(at > 0)
        self.earlier.setEnabled(at < self.month.count() - 1)


def month_words(month: str) -> str:
    """``2026年8月``."""
    year, number = month.split("-")
    return _("{year}-{month}").format(year=year, month=int(number))
