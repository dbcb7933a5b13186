"""Over the paper: unit and time of the table, zoom and page tools."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from patrol_app.gui.forms.controls import IsoDateEdit
from patrol_app.gui.kit import CodeCombo, Elide, PaperWell, Tool, h, holder, label, pin
from patrol_app.gui.papers.asked import PaperOf
from patrol_app.gui.papers.data import Options
from patrol_app.gui.theme import current
from patrol_app.i18n import _
from patrol_app.services.paper_desk import ANY_MONTH, KINDS, MONTH, RECORD, SPAN, YEAR

LARGE = 1.5  # text size from which options and tools do not stand abreast


class PaperBar(QWidget):
    """Options in one row.

    Args:
        well: the preview whose tools stand at the right.

    Signals:
        changed: unit or time was chosen.
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
        self.year = CodeCombo([], _("Year"))
        self.year.edited.connect(self.changed)
        self.first, self.last = IsoDateEdit(), IsoDateEdit()
        for edit, words in ((self.first, _("First day")), (self.last, _("Last day"))):
            edit.setAccessibleName(words)
            edit.editingFinished.connect(self._span_edited)
        self.year.setAccessibleName(_("Year"))
        self._asks, self._options, self._span = "", Options((), (), "", ()), ("", "")
        self._unit = holder(h(label(_("Unit"), "label"), pin(self.unit, width="side_xs"), "x1"))
        width = "due_column"
        month = (self.earlier, pin(self.month, width=width), self.later)
        self._months = holder(h(label(_("Month"), "label"), *month))
        self._years = holder(h(label(_("Year"), "label"), pin(self.year, width=width)))
        dash = label("—", "label")
        days = (pin(self.first, width=width), dash, pin(self.last, width=width))
        self._days = holder(h(label(_("Days"), "label"), *days))
        self._words = Elide("", "table", role="text2")
        self._tools = holder(well.tools())
        self._asked = h(self._unit, self._months, self._years, self._days, None)
        self._box = h(holder(self._asked), (holder(h((self._words, 1), self._tools)), 1))
        self.setLayout(self._box)
        self._refit()
        self.show_for(RECORD)

    def changeEvent(self, event: QEvent) -> None:
        """Large text puts unit, time and tools one over the other."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_box"):
            self._refit()

    def _refit(self) -> None:
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        for box in (self._box, self._asked):
            box.setDirection(down if current().scale >= LARGE else right)

    def show_for(self, asks: str) -> None:
        """The choices of a paper that asks for this, see ``paper_desk.Kind``."""
        months = asks in (MONTH, ANY_MONTH)
        self._unit.setVisible(asks != RECORD)
        self._months.setVisible(months)
        self._years.setVisible(asks == YEAR)
        self._days.setVisible(asks == SPAN)
        if months and asks != self._asks:
            chosen = self.month.value()
            whole = [("", _("All months"))] if asks == ANY_MONTH else []
            pairs = [(month, month_words(month)) for month in self._options.months]
            self.month.set_pairs([*whole, *pairs])
            self.month.set_value(chosen or self._options.month)
            self._mark()
        self._asks = asks

    def asked(self, paper: str) -> PaperOf:
        """The table ``paper`` of what is chosen."""
        unit, asks = self.unit.value() or "", KINDS[paper].asks
        if asks == SPAN:
            return PaperOf(paper, unit=unit, first=self._span[0], last=self._span[1])
        if asks == YEAR:
            return PaperOf(paper, unit=unit, year=int(self.year.value() or 0))
        return PaperOf(paper, unit=unit, month=self.month.value() or "")

    def _span_edited(self) -> None:
        """Two days in order; what cannot be read goes back to what was asked for."""
        days = (self.first.value() or self._span[0], self.last.value() or self._span[1])
        span = (min(days), max(days))
        self.first.set_value(span[0])
        self.last.set_value(span[1])
        if span != self._span:
            self._span = span
            self.changed.emit()

    def focus_time(self) -> None:
        """The control that says which time the table is of."""
        {SPAN: self.first, YEAR: self.year}.get(self._asks, self.month).setFocus()

    def show_tools(self, shown: bool) -> None:
        """Zoom and pages only while there is a paper."""
        self._tools.setVisible(shown)

    def say(self, words: str) -> None:
        """What is shown or going on."""
        self._words.set_text(words)

    def fill(self, options: Options) -> None:
        """Offer units and months; what was chosen stays."""
        self.unit.set_pairs([(code, name) for code, name in options.units])
        self._options, asks, self._asks = options, self._asks, ""
        if not self._span[1]:
            self._span = (options.pest_year, options.today)
            self.first.set_value(options.pest_year)
            self.last.set_value(options.today)
        years = sorted({month[:4] for month in options.months}, reverse=True)
        self.year.set_pairs([(year, year) for year in years])
        if self.year.value() is None and years:
            self.year.set_value(years[0])
        self.show_for(asks)
        if self.unit.value() is None and options.units:
            self.unit.set_value(options.units[0][0])

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
