"""Problems: board, ledger, inspection patches, fire spots; forms and papers from here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from patrol_app.domain.problem_state import next_steps
from patrol_app.gui.base.importing import takes
from patrol_app.gui.context import Context, New, Open
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.kit import Button, part_switch
from patrol_app.gui.pages.records import RecordsPage
from patrol_app.gui.problem.board import Board, common_steps
from patrol_app.gui.problem.kept import KeptButton
from patrol_app.gui.problem.many import ManyDialog
from patrol_app.gui.problem.patch_files import ImportPatchesEditor, export_folder
from patrol_app.gui.problem.patches import PatchesView
from patrol_app.gui.problem.words import step_word
from patrol_app.i18n import _
from patrol_app.services.problem_rights import may_step
from patrol_app.services.problems import Line

BOARD, PATCHES = "board", "patches"


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
        self.board.steps_of = self._steps_of
        self.board.many_asked.connect(self.ask_many)
        self.board.copied.connect(
            lambda n: ctx.toast(_("{n} rows copied as a table").format(n=n), None)
        )
        self.kept = KeptButton(ctx, self.board.filters)
        self.kept.restored.connect(self.board.refill)
        self.board.filters.add_last(self.kept)
        self._stack.addWidget(self.board)
        self.patches = PatchesView(ctx, self.origin)
        self.patches.opened.connect(lambda rec: self.accept(Open("problem", rec)))
        self.patches.import_asked.connect(self.import_list)
        self.patches.failed.connect(self.fail)
        self._stack.addWidget(self.patches)
        self.part = BOARD
        self._stack.setCurrentWidget(self.board)
        self.show_head()

    asked: ManyDialog | None = None  # the dialog that was opened last
    part = ""  # ``BOARD``, ``PATCHES``, or empty for a list of records

    def page_actions(self) -> list[QWidget]:
        """Board or ledger, print, new; of inspections import and export."""
        pairs = [
            (BOARD, _("Board")), ("problem", _("Ledger")), (PATCHES, _("Patches")),
            ("fire_spot", _("Fire spots")),
        ]  # fmt: skip
        switch = part_switch(pairs, self.part or self.shown, _("View"), self.show_type)
        made: list[QWidget] = [switch]
        actor = self.ctx.actor()
        if self.part == PATCHES:
            return made + self._list_actions()
        if actor.may("papers") and (self.part == BOARD or self.shown == "problem"):
            sheet = Button(_("Print ledger"), "", "printer-outline")
            sheet.clicked.connect(self.print_ledger)
            made.append(sheet)
        if actor.may("write:problem"):
            kind = "problem" if self.part == BOARD else self.shown
            words = _("New problem") if kind == "problem" else _("New fire spot")
            new = Button(words, "primary", "plus", "Ctrl+N")
            new.clicked.connect(lambda: self.accept(New(kind)))
            made.append(new)
        return made

    def show_type(self, code: str) -> None:
        """Show the board or the list."""
        self.part = code if code in (BOARD, PATCHES) else ""
        if not self.part:
            super().show_type(code)
            return
        self._stack.setCurrentWidget(self.board if code == BOARD else self.patches)
        self.show_head()
        if code == BOARD:
            self._read()
        else:
            self.patches.refresh()

    def refresh(self) -> None:
        """Ask for board and list again."""
        super().refresh()
        self._read()
        if self.part == PATCHES:
            self.patches.refresh()

    def focus_first(self) -> None:
        """The form, else the board, the patches or the table."""
        if self.editor is None and self.part == BOARD:
            self.board.focus_first()
        elif self.editor is None and self.part == PATCHES:
            self.patches.focus_first()
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

    def ask_many(self, lines: list[Line], step: str) -> None:
        """Ask what the ticked problems need for one step, and write it for all."""
        steps = common_steps(lines, self.board.steps_of)
        self.asked = box = ManyDialog(lines, steps, step, self.window())
        box.agreed.connect(lambda step, values: self._take_many(box, lines, step, values))
        box.open()

    def _steps_of(self, line: Line) -> tuple[str, ...]:
        actor = self.ctx.actor()
        return tuple(step for step in next_steps(line.now, actor.id) if may_step(actor, step))

    def _take_many(
        self, box: ManyDialog, lines: list[Line], step: str, values: dict[str, Any]
    ) -> None:
        app, actor = self.ctx.app, self.ctx.actor()
        recs = [line.problem.id for line in lines]

        def done(count: int) -> None:
            """Close, say it, untick."""
            box.accept()
            self.board.untick()
            words = _("{step}: {n} problems").format(step=step_word(step), n=count)
            self.ctx.toast(words, None)

        self.ctx.work.command(
            lambda: app.problems.step_many(actor, recs, step, values), done, box.refuse, owner=box
        )

    def import_list(self, path: Path | None = None) -> None:
        """Take the list of an inspection in; without a file the person is asked for it."""
        self.open_editor(ImportPatchesEditor(self.ctx, path))

    def take_drop(self, paths: list[str]) -> bool:
        """A dropped list begins its import where inspections are shown."""
        if super().take_drop(paths):
            return True
        wanted = self.part == PATCHES and self.ctx.actor().may("verify")
        if not wanted or len(paths) != 1 or not takes(Path(paths[0])):
            return False
        self.import_list(Path(paths[0]))
        return True

    def leave_question(self) -> str:
        """Of the form, else of answers that were typed."""
        return super().leave_question() or self.patches.leave_question()

    def _list_actions(self) -> list[QWidget]:
        """Export and import of inspections."""
        made: list[QWidget] = []
        actor = self.ctx.actor()
        if actor.may("papers"):
            out = Button(_("Export folder"), "", "folder-arrow-up-outline")
            out.clicked.connect(
                lambda: export_folder(self.ctx, self.patches.batch(), self.chooser, self)
            )
            made.append(out)
        if actor.may("write:problem") and actor.may("verify"):
            take = Button(_("Import list"), "", "import", "Ctrl+N")
            take.clicked.connect(lambda: self.import_list())
            made.append(take)
        return made

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

        self.kept.refresh()
        self.ctx.work.query(read, show, self.fail, owner=self)
