"""Threads of trees and places: the list at the left, one time line at the right."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from patrol_app.domain.instant import MINUTE_MS
from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context, Open
from patrol_app.gui.kit import (
    Button,
    Card,
    Chip,
    EmptyState,
    Leaves,
    SplitColumns,
    Table,
    h,
    holder,
    label,
    spaced,
    v,
)
from patrol_app.gui.kit.banners import lasting
from patrol_app.gui.kit.layout import scroll
from patrol_app.gui.kit.steps import Steps
from patrol_app.gui.kit.timeline import VTimeline
from patrol_app.gui.map.ground import MapGround
from patrol_app.gui.models import Cell, Column
from patrol_app.gui.models.columns import chip, two
from patrol_app.gui.pest.reading import read_clear, read_threads
from patrol_app.gui.pest.thread_facts import FactsColumn, read_facts
from patrol_app.gui.pest.thread_map import ThreadMap, ThreadPicture, record_of, thread_picture
from patrol_app.gui.pest.words import STATES, moments, strip
from patrol_app.i18n import _
from patrol_app.services.pest_thread import Thread


class ThreadsView(QWidget):
    """One thread per tree or place.

    Args:
        ctx: see ``Context``.

    Signals:
        opened: record id of the sighting that the person wants to see.
        printed: number of the sighting whose line is wanted on paper.
        failed: what went wrong while reading.
    """

    opened = Signal(str)
    printed = Signal(str)
    failed = Signal(object)

    def __init__(self, ctx: Context) -> None:
        super().__init__()
        self._ctx = ctx
        self._found: tuple[Thread, ...] = ()
        self._shown = ""
        columns = [
            Column("tree", _("Tree or place"), 0, value=_words),
            Column("state", _("State"), 152, value=_chip),
        ]
        self.table = Table(columns, name=_("Threads"), row="row_touch")
        self.table.selection_changed.connect(self._choose)
        self.table.opened.connect(lambda one: self.opened.emit(one.rec))
        self.strip = Steps(())
        self._line = VTimeline(())
        self._facts = h()
        self.open = Button(_("Open the record"), "quiet", "open-in-new")
        self.open.clicked.connect(lambda: self.opened.emit(self._shown))
        self.print = Button(_("Print the whole line"), "quiet", "printer-outline")
        self.print.clicked.connect(self._print)
        self.card = Card(_("Time line"), actions=[self.print, self.open])
        self.facts, self.map = FactsColumn(), ThreadMap()
        self.map.picked.connect(self._pick)
        MapGround(ctx, self.map, layers=False)
        # the map scrolls with the facts: in large text it is half as high as the window
        beside = holder(v(scroll(holder(v(self.map, (self.facts, 1), gap="card_gap")))))
        parts = SplitColumns(scroll(holder(v(self._line, None))), beside, "side_s")
        self.card.put(holder(self._facts), self.strip, (parts, 1))
        self.card.hide()
        left = Card(flush=True)
        left.put((self.table, 1))
        self._clear = label("", "caption", wrap=True)
        clear = Card(_("Nothing found is data too"))
        clear.put(self._clear)
        self.list = holder(v((left, 1), clear, gap="card_gap"))
        self.leaves = Leaves()
        self.leaves.addWidget(SplitColumns(self.card, self.list, "side_l", before=True))
        self.leaves.addWidget(
            EmptyState(
                "pine-tree",
                _("No abnormal tree yet"),
                _("A sighting with signs begins a thread; what follows is added to it."),
            )
        )
        self.setLayout(v((self.leaves, 1)))

    def refresh(self) -> None:
        """Read the threads again; the one shown stays."""
        app = self._ctx.app
        self._ctx.work.query(lambda: read_threads(app), self._show, self._fail, owner=self)
        self._ctx.work.query(lambda: read_clear(app), self._show_clear, self._fail, owner=self)

    def focus(self) -> None:
        """The list."""
        self.table.view.setFocus()

    def shown(self) -> Thread | None:
        """The thread in front."""
        return next((one for one in self._found if one.rec == self._shown), None)

    def _print(self) -> None:
        one = self.shown()
        head = [step for step in one.steps if step.rec == one.rec] if one is not None else []
        if head:
            self.printed.emit(head[0].number)

    def _fail(self, fault: PatrolError) -> None:
        self.failed.emit(fault)

    def _show(self, found: list[Thread]) -> None:
        self._found = tuple(found)
        self.table.set_rows(self._found)
        known = [one.rec for one in self._found]
        self.leaves.setCurrentIndex(0 if known else 1)
        if known:
            self.table.select(known.index(self._shown) if self._shown in known else 0)
        else:
            self.card.hide()

    def _show_clear(self, clear: tuple[str, int]) -> None:
        name, number = clear
        words = _("{n} sheets of {round} say: looked, nothing found")
        self._clear.setText(
            words.format(n=spaced(number), round=name) if number
            else _("No clear sheet of a round yet")
        )  # fmt: skip

    def _choose(self, rows: list[Thread]) -> None:
        if len(rows) != 1:
            return
        one = rows[0]
        self._shown = one.rec
        self.card.set_title(one.tree)
        self.card.set_caption("  ·  ".join(part for part in (one.place, one.host) if part))
        while (item := self._facts.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        tone, words = STATES[one.state]
        self._facts.add(Chip(tone, _(words)))
        if one.intact is not None:
            whole = (
                Chip("ok", _("Chain whole")) if one.intact else Chip("due", _("Chain not whole"))
            )
            self._facts.add(whole)
        if one.gap_ms >= MINUTE_MS:
            span = lasting(one.gap_ms // 1000)
            self._facts.add(Chip("plain", _("longest gap {span}").format(span=span)))
        self._facts.add(None)
        now = self._ctx.app.clock.now_ms()
        self.strip.show_steps(strip(one, now))
        self.strip.setVisible(any(step.type == "sample" for step in one.steps))
        self._line.show_moments(moments(one, now))
        app = self._ctx.app
        self._ctx.work.query(partial(read_facts, app, one), self.facts.show_facts, owner=self)
        self._ctx.work.query(partial(thread_picture, app, one), self._show_map, owner=self)
        self.card.show()

    def _show_map(self, found: ThreadPicture | None) -> None:
        one = self.shown()
        if found is None or (one is not None and found.rec == one.rec):  # not of one left since
            self.map.show_picture(found)

    def _pick(self, key: str) -> None:
        if (named := record_of(key)) is not None:
            self._ctx.navigate("pest", Open(*named))


def _words(one: Thread) -> Cell:
    """Tag of the tree and its place; without a tag the place, then the end of the number."""
    if any(step.number == one.tree for step in one.steps) and one.place:
        return two(one.place, "-".join(one.tree.split("-")[-2:]))
    return two(one.tree, "  ".join(part for part in (one.place, one.host) if part) or "—")


def _chip(one: Thread) -> Cell:
    tone, words = STATES[one.state]
    return chip(tone, _(words))
