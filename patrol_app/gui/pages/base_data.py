"""Base data: people, grids, units, teams; areas and tables; words, rules, working days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtWidgets import QWidget

from patrol_app.domain.records import record_type
from patrol_app.gui.base.desk import DeskView
from patrol_app.gui.context import Context, New
from patrol_app.gui.kit import Button, part_switch
from patrol_app.gui.pages.records import RecordsPage
from patrol_app.gui.theme import current
from patrol_app.i18n import N_, _
from patrol_app.services.dataset_types import TOPIC

RECORDS = ("person", "grid", "unit", "team", "task")
LEAST_WIDE = 1_286  # px of a page on the smallest screen
HEAD, ACTION = 370, 135  # px of title, find, user; and of one action


def _tables(ctx: Context) -> DeskView:
    from patrol_app.gui.base.tables import TablesView

    return TablesView(ctx)


def _words(ctx: Context) -> DeskView:
    from patrol_app.gui.base.words import WordsView

    return WordsView(ctx)


def _rules(ctx: Context) -> DeskView:
    from patrol_app.gui.base.rules import RulesView

    return RulesView(ctx)


def _calendar(ctx: Context) -> DeskView:
    from patrol_app.gui.base.calendar import CalendarView

    return CalendarView(ctx)


SECTIONS: Mapping[str, tuple[str, Callable[[Context], DeskView]]] = {
    "tables": (N_("Areas and tables"), _tables),
    "words": (N_("Words"), _words),
    "rules": (N_("Rules"), _rules),
    "calendar": (N_("Working days"), _calendar),
}


class BaseDataPage(RecordsPage):
    """Records of base data and the tables beside them, one section at a time.

    Args:
        ctx: see ``Context``.
    """

    topics = frozenset({TOPIC})

    def __init__(self, ctx: Context) -> None:
        self.section = ""
        self._desks: dict[str, DeskView] = {}
        super().__init__(ctx, _("Base data"), RECORDS)
        self.types = frozenset({*RECORDS, "dataset"})

    def page_actions(self) -> list[QWidget]:
        """The switch between sections, and what can be done in this one."""
        pairs = [(code, _(record_type(code).label)) for code in RECORDS]
        pairs += [(code, _(words)) for code, (words, _make) in SECTIONS.items()]
        shown = self.section or self.shown
        if self.section:
            return [self._switch(pairs, shown), *self.desk(self.section).head_actions()]
        made: list[QWidget] = [self._switch(pairs, shown)]
        kind = record_type(self.shown)
        if self.ctx.actor().may(f"write:{kind.group}"):
            new = Button(_("New"), "primary", "plus", "Ctrl+N")
            new.setAccessibleName(_("New: {kind}").format(kind=_(kind.label)))
            new.clicked.connect(lambda: self.accept(New(self.shown)))
            made.append(new)
        return made

    def desk(self, section: str) -> DeskView:
        """The view of a section beside the records, made when first asked for."""
        if section not in self._desks:
            made = SECTIONS[section][1](self.ctx)
            made.head_changed.connect(self.show_head)
            asked = getattr(made, "import_asked", None)  # the section of tables alone has it
            if asked is not None:
                asked.connect(self.import_file)
                made.export_asked.connect(self.export_file)  # type: ignore[attr-defined]
            self._desks[section] = made
            self._stack.addWidget(made)
        return self._desks[section]

    def import_file(self, kind: str = "", path: Path | None = None) -> None:
        """Take base data in from a file; without one the person is asked for it."""
        from patrol_app.gui.base.importing import ImportBaseEditor

        self.open_editor(ImportBaseEditor(self.ctx, kind, path))

    def export_file(self, kind: str) -> None:
        """Write a table as a file for other programs."""
        from patrol_app.gui.base.exporting import export_table

        export_table(self, self.ctx, kind)

    def take_drop(self, paths: list[str]) -> bool:
        """A file of base data begins its import."""
        from patrol_app.gui.base.importing import takes

        if super().take_drop(paths):
            return True
        if len(paths) != 1 or not takes(Path(paths[0])) or not self.ctx.actor().may("write:base"):
            return False
        self.import_file(self.shown if not self.section else "", Path(paths[0]))
        return True

    def show_section(self, code: str) -> None:
        """Show records of a type, or one of the tables."""
        if code in RECORDS:
            self.section = ""
            self.show_type(code)
            return
        self.section = code
        made = self.desk(code)
        self._stack.setCurrentWidget(made)
        self.show_head()
        made.refresh()
        made.focus()

    def show_type(self, code: str) -> None:
        """Show the list of a record type."""
        self.section = ""
        super().show_type(code)

    def refresh(self) -> None:
        """Ask for the rows of what is shown again."""
        super().refresh()
        if self.section:
            self.desk(self.section).refresh()

    def accept(self, argument: object) -> None:
        """Open a record, start one, or show the section named by its word."""
        if isinstance(argument, str) and (argument in SECTIONS or argument in RECORDS):
            self.close_editor(refocus=False)
            self.show_section(argument)
            return
        super().accept(argument)

    def focus_first(self) -> None:
        """The form, the section, else the table."""
        if self.editor is None and self.section:
            self.desk(self.section).focus()
        else:
            super().focus_first()

    def _switch(self, pairs: list[tuple[str, str]], shown: str) -> QWidget:
        others = len(self.desk(self.section).head_actions()) if self.section else 1
        room = max(self.width(), LEAST_WIDE) - current().scaled(HEAD + others * ACTION)
        return part_switch(pairs, shown, _("Section"), self.show_section, room)
