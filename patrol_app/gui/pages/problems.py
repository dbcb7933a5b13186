"""Problems: the board by state, the ledger as a list, fire spots; forms and papers from here."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from patrol_app.gui.context import Context, New, Open
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.kit import Button, Segmented
from patrol_app.gui.pages.records import RecordsPage
from patrol_app.gui.problem.board import Board
from patrol_app.i18n import _
from patrol_app.services.problems import Line

BOARD = "board"


class ProblemsPage(RecordsPage):
    """Board and ledger of problems.

    Args:
        ctx: see ``Context``.

    Attributes:
        board: the cards by state.
    """

    def __init__(self, ctx: Context) -> None:
        self.chooser = Chooser()
        super().__init__(ctx, _("Problems"), ("problem", "fire_spot"))
        self.types = frozenset({"problem", "problem_step", "fire_spot"})
        self.board = Board()
        self.board.opened.connect(lambda rec: self.accept(Open("problem", rec)))
        self._stack.addWidget(self.board)
        self.on_board = True
        self._stack.setCurrentWidget(self.board)
        self.show_head()

    on_board = False

    def page_actions(self) -> list[QWidget]:
        """Board or ledger, print, new."""
        pairs = [(BOARD, _("Board")), ("problem", _("Ledger")), ("fire_spot", _("Fire spots"))]
        switch = Segmented(pairs, BOARD if self.on_board else self.shown, _("View"))
        switch.changed.connect(self.show_type)
        made: list[QWidget] = [switch]
        actor = self.ctx.actor()
        if actor.may("papers"):
            sheet = Button(_("Print ledger"), "", "printer-outline")
            sheet.clicked.connect(self.print_ledger)
            made.append(sheet)
        if actor.may("write:problem"):
            kind = "problem" if self.on_board else self.shown
            words = _("New problem") if kind == "problem" else _("New fire spot")
            new = Button(words, "primary", "plus", "Ctrl+N")
            new.clicked.connect(lambda: self.accept(New(kind)))
            made.append(new)
        return made

    def show_type(self, code: str) -> None:
        """Show the board or the list."""
        self.on_board = code == BOARD
        if self.on_board:
            self._stack.setCurrentWidget(self.board)
            self.show_head()
            self._read()
        else:
            super().show_type(code)

    def refresh(self) -> None:
        """Ask for board and list again."""
        super().refresh()
        self._read()

    def focus_first(self) -> None:
        """The form, else the board or the table."""
        if self.editor is None and self.on_board:
            self.board.focus_first()
        else:
            super().focus_first()

    def print_ledger(self) -> None:
        """Ask for a file and write the ledger 9.11."""
        papers = self.ctx.app.problem_papers
        path = self.chooser.save(self, _("Print ledger"), "问题台账.pdf", ("pdf", "xlsx"))
        if path is not None:
            self.ctx.work.query(
                lambda: papers.ledger(None, "", Path(path)),
                lambda done: self.ctx.toast(_("Written {name}").format(name=done.path.name), None),
                owner=self,
            )

    def _read(self) -> None:
        app = self.ctx.app

        def read() -> tuple[list[Line], dict[str, str]]:
            """Every problem with its state, and the names on the cards."""
            lines, queries = app.problems.lines(), app.store.queries
            units = [line.now.for_unit_id or "" for line in lines]
            people = [line.now.person_id or "" for line in lines]
            return lines, {**queries.names("unit", units), **queries.names("person", people)}

        def show(found: tuple[list[Line], dict[str, str]]) -> None:
            """Fill the board."""
            self.board.show_lines(*found)

        self.ctx.work.query(read, show, self.fail, owner=self)
