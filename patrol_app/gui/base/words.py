"""Vocabularies: words are added, renamed and retired, never deleted."""

from __future__ import annotations

import secrets
from typing import Any

from patrol_app.domain.term import Term
from patrol_app.gui.base.desk import DeskView
from patrol_app.gui.context import Context
from patrol_app.gui.forms.controls import PlainText
from patrol_app.gui.kit import (
    Button,
    Card,
    CodeCombo,
    EmptyState,
    FormField,
    Table,
    YesNo,
    h,
    holder,
    v,
)
from patrol_app.gui.models import Cell, Column, chip
from patrol_app.i18n import _
from patrol_app.services.word_desk import WordDesk, WordLine, editable, vocabulary_name


class WordsView(DeskView):
    """One vocabulary at a time, and the form of the chosen word.

    Args:
        ctx: see ``Context``.
    """

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        app = ctx.app
        self._desk = WordDesk(app.store, app.clock, app.datasets)
        self._term: Term | None = None
        codes = editable()
        self.list = CodeCombo([(code, vocabulary_name(code)) for code in codes])
        self.list.setAccessibleName(_("Word list"))
        self.list.setMinimumContentsLength(14)
        self.list.set_value(codes[0])
        self.list.edited.connect(self._change_list)
        self.table = Table(
            [
                Column("zh", _("Chinese"), 0, value=lambda one: one.term.zh),
                Column("en", _("English"), 180, value=lambda one: one.term.en),
                Column("code", _("Code"), 130, value=lambda one: one.term.code),
                Column("state", _("State"), 110, value=_state),
            ],
            name=_("Words"),
            hug=True,
        )
        self.table.selection_changed.connect(self._choose)
        self.table.set_empty(EmptyState("format-list-bulleted", _("No words yet"), ""))
        card = Card(flush=True)
        card.put((self.table, 1))
        top = holder(h(FormField(_("Word list"), self.list), None))
        column = v(top, (card, 1), gap="card_gap")
        column.addStretch(0)  # a short list hugs its rows
        self.lay_out(holder(column), self._form())
        self._choose([])

    def refresh(self) -> None:
        """Read the words of the list that is shown."""
        code = self.list.value() or ""
        if code:
            self.ctx.work.query(lambda: self._desk.lines(code), self._take, owner=self)

    def focus(self) -> None:
        """The table."""
        self.table.view.setFocus()

    def show_list(self, code: str) -> None:
        """Show another vocabulary."""
        self.list.set_value(code)
        self._change_list()

    def start(self) -> None:
        """Begin a new word."""
        self.table.view.clearSelection()
        self._choose([])
        self.zh.setFocus()

    def save(self) -> None:
        """Keep the word as typed."""
        old = self._term
        term = Term(
            old.code if old else self._new_code(),
            self.zh.value(),
            self.en.value(),
            self.retired.value(),
        )
        code, actor = self.list.value() or "", self.ctx.actor()
        self.run(lambda: self._desk.put(actor, code, term), self._saved)

    def _form(self) -> Card:
        self.zh, self.en = PlainText(longest=60), PlainText(longest=60)
        self.retired = YesNo(_("Retired: no longer offered, old records keep it"))
        self.fields = {
            "zh": FormField(_("Chinese"), self.zh, required=True),
            "en": FormField(_("English"), self.en, hint=_("Empty: as in Chinese")),
        }
        self.card = Card(_("New word"))
        self.card.put(self.fields["zh"], self.fields["en"], self.retired)
        save = Button(_("Save"), "primary", "content-save-outline", "Ctrl+S")
        save.clicked.connect(self.save)
        new = Button(_("New word"), "", "plus")
        new.clicked.connect(self.start)
        self.card.put(holder(h(new, None, save)))
        return self.card

    def _new_code(self) -> str:
        """The Chinese word itself (domain.md §10.1), or made where that is taken."""
        taken = {line.term.code for line in self._rows}
        word = self.zh.value()[:40]
        return word if word and word not in taken else f"x{secrets.token_hex(4)}"

    def _change_list(self) -> None:
        self._term = None
        self.refresh()

    def _take(self, lines: list[WordLine]) -> None:
        self._rows = lines
        chosen = self._term.code if self._term else ""
        self.table.set_rows(lines)
        self._choose([])
        for at, line in enumerate(lines):
            if line.term.code == chosen:
                self.table.select(at)

    def _choose(self, lines: list[WordLine]) -> None:
        self._term = lines[0].term if len(lines) == 1 else None
        term = self._term or Term("", "", "")
        self.zh.setText(term.zh)
        self.en.setText(term.en)
        self.retired.set_value(term.retired)
        self.retired.setVisible(self._term is not None)
        self.card.set_title(_("Word") if self._term else _("New word"))

    def _saved(self, result: Any) -> None:
        self._term = None
        self.kept(result)


def _state(line: WordLine) -> Cell:
    if line.term.retired:
        return chip("info", _("Retired"), "cancel")
    return chip("ok", _("Own"), "account-edit-outline") if line.own else Cell(_("shipped"))
