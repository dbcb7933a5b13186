"""The tabs of the Exchange page: where each part of the exchange adds its own.

A part adds one ``ExchangeTab`` to ``exchange_tabs`` below; the page makes its panel when it is
first shown, asks ``count`` in the same background read as the page itself, and shows the number
beside the title.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from patrol_app.gui.context import Context
from patrol_app.gui.exchange.panel import ExchangePanel as ExchangePanel
from patrol_app.gui.kit import CodeCombo, Segmented
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.kit.layout import h
from patrol_app.gui.theme import current
from patrol_app.i18n import N_, _
from patrol_app.services.held_work import waiting_count
from patrol_app.services.ports import Queries

FIRST = "files"  # the tab that the page itself fills: packages out and in
LARGE = 1.5  # text size from which the line of tabs is a list


def _always(_level: str, _below: bool) -> bool:
    return True


@dataclass(frozen=True)
class ExchangeTab:
    """One tab.

    Attributes:
        code: for ``navigate`` and tests.
        title: msgid, one or two words.
        make: makes the panel; import it in there, so that the start stays quick.
        count: number beside the title, read on a reader thread; 0 shows none.
        shown: whether this folder has the tab, by (own level, it has devices below).
    """

    code: str
    title: str
    make: Callable[[Context], ExchangePanel]
    count: Callable[[Queries], int] | None = None
    shown: Callable[[str, bool], bool] = _always


def _stations(ctx: Context) -> ExchangePanel:
    from patrol_app.gui.exchange.stations import StationsPanel

    return StationsPanel(ctx)


def _waiting(ctx: Context) -> ExchangePanel:
    from patrol_app.gui.exchange.waiting import WaitingPanel

    return WaitingPanel(ctx)


def _with_below(_level: str, below: bool) -> bool:
    return below


def _conflicts(ctx: Context) -> ExchangePanel:
    from patrol_app.gui.conflict.panel import ConflictPanel

    return ConflictPanel(ctx)


def _deliver(ctx: Context) -> ExchangePanel:
    from patrol_app.gui.exchange.deliver import DeliverPanel

    return DeliverPanel(ctx)


def _devices(ctx: Context) -> ExchangePanel:
    from patrol_app.gui.devices.panel import DevicesPanel

    return DevicesPanel(ctx)


def _aside(ctx: Context) -> ExchangePanel:
    from patrol_app.gui.devices.aside import AsidePanel

    return AsidePanel(ctx)


def aside_count(queries: Queries) -> int:
    """Files kept aside that nobody has decided about."""
    return sum(row.status in ("quarantined", "held") for row in queries.bundles_in())


# In the order shown, after the page's own first tab.
exchange_tabs: list[ExchangeTab] = [
    ExchangeTab("deliver", N_("Send down"), _deliver, shown=lambda _level, below: below),
    ExchangeTab("stations", N_("Stations"), _stations, shown=_with_below),
    ExchangeTab("conflicts", N_("Conflicts"), _conflicts, lambda queries: queries.conflict_count()),
    ExchangeTab("devices", N_("Devices"), _devices),
    ExchangeTab("aside", N_("Kept aside"), _aside, aside_count, shown=_with_below),
    ExchangeTab("waiting", N_("What waits"), _waiting, waiting_count),
]


def counts(queries: Queries) -> dict[str, int]:
    """The number of every tab that has one."""
    return {tab.code: tab.count(queries) for tab in exchange_tabs if tab.count is not None}


class TabLine(QWidget):
    """The line of tabs; arrow keys move in it, Ctrl+Page Down and Up from anywhere on the page.

    Args:
        page: whose shortcuts they are.

    Signals:
        changed: code of the tab chosen by the person.
    """

    changed = Signal(str)

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self.setAccessibleName(_("Section"))
        self._pairs: list[tuple[str, str]] = []
        self._shown = FIRST
        self._control: Segmented | CodeCombo | None = None
        self._box = h()
        self.setLayout(h(self._box, None))
        for key, step in ((QKeySequence("Ctrl+PgDown"), 1), (QKeySequence("Ctrl+PgUp"), -1)):
            shortcut = QShortcut(key, page)
            shortcut.activated.connect(lambda step=step: self._step(step))

    def value(self) -> str:
        """The code of the tab shown."""
        return self._shown

    def words(self) -> list[str]:
        """The words of the tabs with their numbers."""
        return [words for _code, words in self._pairs]

    def codes(self) -> list[str]:
        """The codes of the tabs in order."""
        return [code for code, _words in self._pairs]

    def show_tabs(self, level: str, below: bool, numbers: Mapping[str, int]) -> None:
        """Show the tabs of this folder with their numbers; one alone shows no line."""
        pairs = [(FIRST, _("Packages"))]
        for tab in exchange_tabs:
            if tab.shown(level, below):
                number = numbers.get(tab.code, 0)
                words = _(tab.title)
                pairs.append((tab.code, f"{words} {number}" if number else words))
        if self._shown not in [code for code, _words in pairs]:
            self._shown = FIRST
        if pairs != self._pairs:
            self._pairs = pairs
            self._fill()
        self.setVisible(len(pairs) > 1)

    def choose(self, code: str) -> None:
        """Show ``code`` as chosen without a signal."""
        self._shown = code
        control = self._control
        if isinstance(control, Segmented):
            control.choose(code)
        elif control is not None:
            with QSignalBlocker(control):
                control.set_value(code)

    def _fill(self) -> None:
        kept = self._control is not None and self._control.isAncestorOf(self.focusWidget() or self)
        clear_layout(self._box)
        if current().scale >= LARGE:
            combo = CodeCombo(self._pairs)
            combo.setAccessibleName(_("Section"))
            combo.setMinimumContentsLength(max(len(words) for _code, words in self._pairs) + 2)
            combo.set_value(self._shown)
            combo.edited.connect(lambda: self._choose(combo.value() or FIRST))
            self._control = combo
        else:
            line = Segmented(self._pairs, self._shown, _("Section"))
            line.changed.connect(self._choose)
            self._control = line
        self._box.add(self._control)
        if kept:
            self._control.setFocus()

    def _choose(self, code: str) -> None:
        self._shown = code
        self.changed.emit(code)

    def _step(self, step: int) -> None:
        codes = self.codes()
        if len(codes) > 1 and self.isVisible():
            code = codes[(codes.index(self._shown) + step) % len(codes)]
            self.choose(code)
            self._choose(code)
