"""The papers of a case: what is done, what still lacks, what may not be made yet."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from patrol_app.gui.grazing.cards import Lines
from patrol_app.gui.grazing.paper_lines import BEGUN, DONE, FREE, LOCKED, PaperLine
from patrol_app.gui.grazing.reading import StepLine
from patrol_app.gui.kit import Button, Chip, Tool, h, holder, label
from patrol_app.i18n import _


def _has_printer() -> bool:
    # lazily: the printing library is no part of the start
    from patrol_app.gui.papers import printing

    return printing.has_printer()


class PapersCard(Lines):
    """One line a paper, each with its state and the one thing to do.

    Signals:
        opened: id of the step to be looked at or completed.
        begun: word of the step to be written.
        printed: number of the step, or of the case for its index, whose paper is wanted as file.
        sent: the same for the printer; its buttons are there only where a printer is.
        package: the evidence package is wanted.
    """

    opened = Signal(str)
    begun = Signal(str)
    printed = Signal(str)
    sent = Signal(str)
    package = Signal()

    def __init__(self) -> None:
        self._number, self._printer = "", False
        self._shown: tuple[Sequence[PaperLine], str] | None = None
        super().__init__(_("Papers of the case"), caption=_("made from this form"))
        self.index = Button(_("File index"), "", "format-list-bulleted")
        self.evidence = Button(_("Evidence package"), "", "package-variant-closed")
        self.index.clicked.connect(lambda: self.printed.emit(self._number))
        self.evidence.clicked.connect(self.package)
        self.index_out = Tool("printer-outline", _("Print the file index"))
        self.index_out.clicked.connect(lambda: self.sent.emit(self._number))
        self.index_out.hide()
        self.body.add(holder(h(self.index, self.index_out, self.evidence, None)))

    def show_papers(self, papers: Sequence[PaperLine], number: str) -> None:
        """The papers of the case ``number``."""
        if (papers, number) == self._shown:  # made anew the line would lose the focus
            return
        self._printer = _has_printer()
        self.index_out.setVisible(self._printer)
        self.wipe()
        self._number, self._shown = number, (papers, number)
        for one in papers:
            self._paper(one)

    def _paper(self, one: PaperLine) -> None:
        deeds: list[QWidget] = [deed] if (deed := self._deed(one)) is not None else []
        if one.state == DONE and self._printer:
            out = Tool(
                "printer-outline", _("Print the paper of {number}").format(number=one.number)
            )
            out.clicked.connect(partial(self._emit_send, one.number))
            deeds.append(out)
        self.line((label(one.title, "table", wrap=True), 1), *self._state(one), *deeds)
        if one.state == LOCKED:
            self.words(_("The legal office has not enabled this paper"), "caption")
        elif one.words:
            self.words(one.words, "caption")

    def _state(self, one: PaperLine) -> tuple[Chip, ...]:
        if one.state == DONE:
            return (Chip("ok", _("Complete")),)
        if one.state == LOCKED:
            return (Chip("locked", _("Not available")),)
        if one.state == BEGUN and one.missing:
            return (Chip("overdue", _("{n} items missing").format(n=one.missing)),)
        return (Chip("draft", _("Begun") if one.state == BEGUN else _("Not written yet")),)

    def _deed(self, one: PaperLine) -> Button | None:
        if one.state == DONE:
            made = Button("PDF", "quiet", "file-pdf-box")
            made.setAccessibleName(_("Paper of {number}").format(number=one.number))
            made.clicked.connect(partial(self._emit_print, one.number))
        elif one.state == FREE:
            made = Button(_("Write it"), "quiet")
            made.setAccessibleName(_("Write: {title}").format(title=one.title))
            made.clicked.connect(partial(self._emit_begin, one.step))
        elif one.rec:
            made = Button(_("Complete it") if one.state == BEGUN else _("Open"), "quiet")
            made.setAccessibleName(_("Open: {title}").format(title=one.title))
            made.clicked.connect(partial(self._emit_open, one.rec))
        else:
            return None
        return made

    def _emit_print(self, number: str, _checked: bool = False) -> None:
        self.printed.emit(number)

    def _emit_send(self, number: str, _checked: bool = False) -> None:
        self.sent.emit(number)

    def _emit_begin(self, step: str, _checked: bool = False) -> None:
        self.begun.emit(step)

    def _emit_open(self, rec: str, _checked: bool = False) -> None:
        self.opened.emit(rec)


class CorrectionsCard(Lines):
    """What was corrected of a step that stands, by addenda alone.

    Signals:
        asked: a further addendum is wanted.
        printed: its paper is wanted as a file; sent: on the printer.
        opened: id of an addendum that was chosen.
    """

    asked = Signal()
    printed = Signal()
    sent = Signal()
    opened = Signal(str)

    def __init__(self) -> None:
        self.more = Button(_("Correct by addendum"), "quiet", "plus")
        super().__init__(_("Corrections"), [self.more])
        self.more.clicked.connect(self.asked)
        self.paper = Button(_("Save the paper of this step"), "", "file-pdf-box")
        self.paper.clicked.connect(self.printed)
        self.out = Button(_("Print"), "", "printer-outline")
        self.out.clicked.connect(self.sent)
        self.body.add(holder(h(self.paper, self.out, None)))
        self.hide()

    def show_corrections(self, rows: Sequence[StepLine], *, papered: bool) -> None:
        """The addenda, oldest first; ``papered``: the step has a paper."""
        self.wipe()
        self.paper.setVisible(papered)
        self.out.setVisible(papered and _has_printer())
        self.words(_("What was submitted stands; a correction is a step of its own"), "muted")
        for one in rows:
            go = Button(one.number, "quiet")
            go.clicked.connect(partial(self._emit, one.rec))
            self.line(go, None)
            self.words(one.doc_no)

    def _emit(self, rec: str, _checked: bool = False) -> None:
        self.opened.emit(rec)
