"""List and form of any record type: filters, keyset table, copy, delete with undo, new."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QMenu, QWidget

from patrol_app.domain.records import record_type
from patrol_app.gui import forms
from patrol_app.gui.context import Bin, Context, New, Open, Queue
from patrol_app.gui.forms.deleting import delete_records
from patrol_app.gui.kit import (
    Button,
    Card,
    EmptyState,
    Leaves,
    Table,
    h,
    holder,
    label,
    spaced,
    v,
)
from patrol_app.gui.kit.layout import pin
from patrol_app.gui.kit.switch import part_switch
from patrol_app.gui.models.listing import Line, RecordSource, columns_of, selected_sums
from patrol_app.gui.pages.base import AppPage
from patrol_app.gui.pages.filters import RecordFilters
from patrol_app.gui.pages.ledger import LedgerButton, TallyLine
from patrol_app.gui.pages.list_tools import ListTools, Shown
from patrol_app.gui.review.history import show_history
from patrol_app.gui.review.opening import ReviewButton, open_bin, open_queue
from patrol_app.gui.theme import current
from patrol_app.i18n import N_, _

# Sentence that says what to do where there is nothing yet.
ADVICE = {
    "pest": N_("Press F4, also when you looked and found nothing: that is data too."),
    "grazing": N_("Press F5 on the spot; photos and the position can follow."),
    "party": N_("Parties are entered once and named by the violations they belong to."),
    "case_step": N_("Steps are added from the form of a violation."),
    "doc_block": N_("The county reserves numbers for the papers of each unit and year."),
    "case_template": N_("The legal office gives the text of a paper and enables it."),
    "drill": N_("Press F6; the roster comes from the people in base data."),
    "training": N_("Sessions count for the hours of the year of everybody who was there."),
    "fitness": N_("One record a test item; each person has a result or a reason."),
    "equipment": N_("Enter what the team holds; checks and hand-overs are added to it."),
    "person": N_("People are chosen in every form; enter rangers and crew first."),
    "grid": N_("A grid ties a ranger to a piece of forest; patrols are counted by it."),
    "unit": N_("Units are the tree of reporting lines."),
    "team": N_("A team has a leader and members; drills and tasks name it."),
    "task": N_("A task says who patrols where and how often; Today reminds of it."),
}
ERASED = "party"  # the only type whose data may be erased
KEYS = {"pest": "F4", "grazing": "F5", "drill": "F6"}


class RecordView(QWidget):
    """Filter bar and table of one type.

    Args:
        page: the page that shows it.
        type: record type code.
    """

    def __init__(self, page: RecordsPage, type: str) -> None:
        super().__init__()
        self.kind = record_type(type)
        self._page, self._ctx = page, page.ctx
        self.source = RecordSource(page.ctx, type, self)
        self.filters = RecordFilters(page.ctx, self.kind)
        self.table = Table(
            columns_of(self.kind), self.source.ask, name=_(self.kind.label), hug=True
        )
        self.source.model = self.table.model
        self.source.counted.connect(self._count)
        self.source.failed.connect(page.fail)
        self.table.opened.connect(self._open)
        self.table.selection_changed.connect(self._select)
        self.table.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.view.customContextMenuRequested.connect(self._menu)
        self.filters.changed.connect(self._filter)
        shown = Shown(type, _(self.kind.label), self.source, self.table, self.filters)
        self.tools = ListTools(page, shown)
        self.tools.bind(self)
        self.review = ReviewButton(page, type)
        self.filters.bar.add_last(self.review)
        self.filters.bar.add_last(self.tools.button)
        card = Card(flush=True)
        card.put((self.table, 1))
        self._total = 0
        self._bar = self._selection_bar()
        self.figures = TallyLine(page.ctx, self.kind)
        column = v(self.filters, self.figures, (card, 1), self.tools, self._bar, gap="card_gap")
        column.addStretch(0)
        self.setLayout(column)
        self._set_empty(filtered=False)

    def refresh(self, *, anew: bool = True) -> None:
        """Ask for the rows again; ``anew`` forgets the place in the list."""
        self.filters.refresh()
        self.tools.refresh()
        self.review.refresh()
        if anew:
            self.source.show(self.filters.listing())
        else:
            self.table.model.refresh()
        self.figures.show_of(self.filters.listing())

    def selected(self) -> list[Line]:
        """Selected rows."""
        return self.table.selected()

    def focus(self) -> None:
        """The table; the list's own action where it is empty."""
        if self._empty.isVisibleTo(self):
            self._empty.buttons[0].setFocus()
            return
        self.table.view.setFocus()
        if self.table.model.rowCount() and not self.table.view.currentIndex().isValid():
            self.table.select(0)

    def _filter(self) -> None:
        self._set_empty(filtered=self.filters.active())
        self.source.show(self.filters.listing())
        self.figures.show_of(self.filters.listing())

    def _count(self, total: int) -> None:
        self._total = total
        self.filters.set_count(_("{n} records").format(n=spaced(total)))

    def _open(self, line: Line) -> None:
        self._page.accept(Open(self.kind.code, line.stored.record.id))

    def _select(self, lines: list[Line]) -> None:
        self._bar.setVisible(len(lines) > 1)
        words = (_("{n} selected").format(n=len(lines)), *selected_sums(self.kind, lines))
        self._picked.setText(" · ".join(words))
        lift = self._bar.sizeHint().height() if len(lines) > 1 else 0
        self._page.setProperty("lift", lift)

    def _selection_bar(self) -> QWidget:
        self._picked = label("", "strong")
        copy = Button(_("Copy as table"), "", "content-copy")
        copy.clicked.connect(self.copy)
        away = Button(_("Delete"), "danger", "delete-outline")
        away.clicked.connect(self.delete)
        bar = holder(h(self._picked, None, copy, away, margins=("card_pad", 0, "x1", 0)), "card")
        pin(bar, height="list_row")
        bar.hide()
        return bar

    def _menu(self, at: QPoint) -> None:
        lines = self.selected()
        if not lines:
            return
        menu = QMenu(self)
        if len(lines) == 1:
            menu.addAction(_("Open"), lambda: self._open(lines[0]))
            menu.addAction(_("History"), lambda: show_history(self._ctx, lines[0].stored))
        menu.addAction(_("Copy as table"), self.copy)
        self.tools.add_to(menu)
        menu.addAction(_("Delete"), self.delete)
        if len(lines) == 1 and self.erasable():
            menu.addAction(_("Erase by law…"), self.erase)
        menu.aboutToHide.connect(lambda: QTimer.singleShot(0, menu.deleteLater))
        menu.popup(self.table.view.viewport().mapToGlobal(at))

    def copy(self) -> None:
        """Selected rows to the clipboard as a table."""
        self.table.copy()
        words = _("{n} rows copied as a table").format(n=len(self.selected()))
        self._ctx.toast(words, None)

    def delete(self) -> None:
        """Selected rows to the recycle bin; the toast takes it back."""
        lines = self.selected()
        if lines:
            delete_records(self._ctx, self.kind.code, [line.stored for line in lines])

    def erasable(self) -> bool:
        """Whether whoever acts may order these data erased."""
        return self.kind.code == ERASED and self._ctx.actor().may("erase")

    def erase(self) -> None:
        """Ask for the ground and erase the chosen party's data."""
        lines = self.selected()
        if len(lines) != 1:
            self._ctx.toast(_("Choose one party in the list first"), None)
            return
        from patrol_app.gui.safety.erasing import EraseDialog

        EraseDialog(self._ctx, lines[0].stored, self.window()).open()

    def _set_empty(self, *, filtered: bool) -> None:
        if filtered:
            face = EmptyState(
                "filter-off-outline",
                _("Nothing fits these filters"),
                _("Take a filter away to see more."),
                _("Show all"),
            )
            face.primary.connect(self.filters.clear)
        else:
            key = KEYS.get(self.kind.code, "Ctrl+N")
            face = EmptyState(
                self.kind.icon,
                _("No entries yet: {kind}").format(kind=_(self.kind.label)),
                _(self.kind.advice or ADVICE.get(self.kind.code, "")),
                f"{_('New')}  {key}",
                first_icon="plus",
            )
            face.primary.connect(lambda: self._page.accept(New(self.kind.code)))
        self._empty = face
        self.table.set_empty(face)


class RecordsPage(AppPage):
    """One rail page over one or several record types.

    Args:
        ctx: see ``Context``.
        title: words in the header.
        types: record type codes; more than one get a segmented switch.
    """

    def __init__(self, ctx: Context, title: str, types: Sequence[str]) -> None:
        self._types = tuple(types)
        self._views: dict[str, RecordView] = {}
        self.types = frozenset(types)
        self.shown = self._types[0]
        super().__init__(ctx, title)
        self._stack = Leaves()
        self.put((self._stack, 1))
        self.show_type(self.shown)

    def page_actions(self) -> list[QWidget]:
        """The switch between types, and a new record."""
        made: list[QWidget] = []
        if len(self._types) > 1:
            pairs = [(code, _(record_type(code).label)) for code in self._types]
            made.append(part_switch(pairs, self.shown, _("Kind of record"), self.show_type))
        kind = record_type(self.shown)
        if self.shown == ERASED and self.ctx.actor().may("erase"):
            away = Button(_("Erase by law…"), "danger", "account-off-outline")
            away.clicked.connect(lambda: self.view().erase())
            made.append(away)
        if kind.tally is not None and self.ctx.actor().may("papers"):
            made.append(LedgerButton(self.ctx, kind))
        if self.ctx.actor().may(f"write:{kind.group}"):
            roomy = current().scale < 1.75
            words = _("New: {kind}").format(kind=_(kind.label)) if roomy else _("New")
            new = Button(words, "primary", "plus", "Ctrl+N")
            new.set_brief(_("New"))
            new.clicked.connect(lambda: self.accept(New(self.shown)))
            made.append(new)
        return made

    def view(self, type: str = "") -> RecordView:
        """The list of a type, made when first asked for."""
        code = type or self.shown
        if code not in self._views:
            made = RecordView(self, code)
            self._views[code] = made
            self._stack.addWidget(made)
        return self._views[code]

    def show_type(self, code: str) -> None:
        """Show the list of another type."""
        new = code not in self._views
        self.shown = code
        self._stack.setCurrentWidget(self.view(code))
        self.show_head()
        if new and self.isVisible():
            self.view(code).refresh()

    def refresh(self) -> None:
        """Ask for the rows again; the place in the list stays."""
        for view in self._views.values():
            view.refresh(anew=view.table.model.rowCount() == 0)

    def accept(self, argument: object) -> None:
        """Open a record or start a new one."""
        if isinstance(argument, Open):
            self._show_editor(forms.Target(argument.type, argument.rec))
        elif isinstance(argument, New):
            target = forms.Target(argument.type, "", argument.values, argument.draft)
            self._show_editor(target)
        elif isinstance(argument, Queue):
            open_queue(self, argument)
        elif isinstance(argument, Bin):
            open_bin(self)

    def focus_first(self) -> None:
        """The form, else the table."""
        if self.editor is not None:
            self.editor.focus_first()
        else:
            self.view().focus()

    def _show_editor(self, target: forms.Target) -> None:
        if target.type in self._types:
            self.show_type(target.type)
        self.open_editor(forms.editor(self.ctx, target))
