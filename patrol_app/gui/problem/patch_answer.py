"""One patch of an inspection: what the list says, the answer, the photos."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from patrol_app.domain.records.attachment import Attachment
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.errors import PatrolError
from patrol_app.gui import kit
from patrol_app.gui.context import Context
from patrol_app.gui.forms.photos import PhotoWork
from patrol_app.gui.forms.side import PhotosCard
from patrol_app.gui.problem.patch_words import area_words, state_look
from patrol_app.i18n import _
from patrol_app.services.patches import Answer, PatchLine

YES, NO = "yes", "no"


class AnswerPanel(QWidget):
    """The form at the right of the list.

    Args:
        ctx: see ``Context``.
        origin: name of its writes.

    Attributes:
        line: the patch shown, None before.
        true, verdict, change, text: the controls.

    Signals:
        asked: (record id, Answer): the person wants it saved.
        stepped: 1 or -1: the next or the one before.
        opened: record id: the whole problem.
    """

    asked = Signal(str, object)
    stepped = Signal(int)
    opened = Signal(str)

    def __init__(self, ctx: Context, origin: str) -> None:
        super().__init__()
        self.line: PatchLine | None = None
        self._typed: dict[str, tuple[str, ...]] = {}
        self._title = kit.label("", "section")
        self._state = kit.h()
        self._facts = kit.label("", "table", wrap=True)
        self.true = kit.CodeCombo([(YES, _("True")), (NO, _("Not true"))])
        self.verdict = kit.CodeCombo(_pairs("patch_verdict"))
        self.change = kit.CodeCombo(_pairs("patch_change"))
        self.text = kit.ProseEdit(_("What was seen, who does it, since when"), 3)
        self.fields = {
            "true": kit.FormField(_("Is it true?"), self.true, required=True),
            "verdict": kit.FormField(_("Judged as"), self.verdict, required=True),
            "change": kit.FormField(_("Found there"), self.change, required=True),
            "text": kit.FormField(_("Explanation"), self.text, required=True),
        }
        self.before = kit.Button(_("Previous"), "", "arrow-up", "Alt+Up")
        self.after = kit.Button(_("Next one"), "", "arrow-down", "Alt+Down")
        self.save = kit.Button(_("Save and next"), "primary", "check", "Ctrl+Enter")
        self._whole = kit.Button(_("Whole problem"), "quiet", "open-in-new")
        self.photos = PhotosCard()
        self._work = PhotoWork(ctx, self.photos, origin, self)
        self._connect()
        self._lay_out()

    def _connect(self) -> None:
        self.before.clicked.connect(lambda: self.stepped.emit(-1))
        self.after.clicked.connect(lambda: self.stepped.emit(1))
        self.save.clicked.connect(self.ask)
        self._whole.clicked.connect(self._open)
        self.photos.asked.connect(self.attach)
        for control in (self.true, self.verdict, self.change, self.text):
            control.edited.connect(self._keep)

    def _lay_out(self) -> None:
        head = kit.h(self._title, None, self.before, self.after, gap="x1")
        three = (self.fields[name] for name in ("true", "verdict", "change"))
        abreast = kit.h(*((field, 1) for field in three), gap="card_gap")
        foot = kit.h(self._whole, None, self.save, gap="x1")
        card = kit.Card(margins="card_gap")
        card.put(
            kit.holder(head), kit.holder(self._state), self._facts, kit.holder(abreast),
            self.fields["text"], kit.holder(foot),
        )  # fmt: skip
        self.setLayout(
            kit.v(kit.scroll(kit.holder(kit.v(card, self.photos, None, gap="card_gap"))))
        )

    def show_line(
        self,
        line: PatchLine | None,
        who: str,
        photos: Sequence[tuple[Attachment, bytes | None]],
        may: bool,
    ) -> None:
        """Show a patch.

        Args:
            line: None shows nothing.
            who: name of who answered last.
            photos: those of the problem.
            may: whether the person may answer.
        """
        other = self.line is None or line is None or self.line.patch.id != line.patch.id
        saved = line is not None and self.line is not None and line.answer != self.line.answer
        self.line = line
        self.setVisible(line is not None)
        if line is None:
            return
        if other or saved:
            self._fill(line)
        patch = line.patch
        self._title.setText(_("Patch {number}").format(number=patch.patch_no))
        kit.clear_layout(self._state)
        told = " · ".join(part for part in (line.day, who) if part)
        self._state.add(kit.Chip(*state_look(line.state)), kit.label(told, "caption"), None)
        area = _("{area} mu").format(area=area_words(patch.patch_mu_e4))
        facts = (patch.description, patch.place, area, patch.patch_batch, patch.number)
        self._facts.setText(" · ".join(part for part in facts if part))
        self.photos.show_photos(photos)
        for control in (self.true, self.verdict, self.change, self.text, self.save):
            control.setEnabled(may)

    def said(self) -> tuple[str, ...]:
        """What the controls say: yes or no, judgement, state on the ground, explanation."""
        controls = (self.true, self.verdict, self.change, self.text)
        return tuple(control.value() or "" for control in controls)

    def ask(self) -> None:
        """Have the answer saved."""
        if self.line is None or not self.save.isEnabled():
            return
        for field in self.fields.values():
            field.set_error("")
        true, verdict, change, text = self.said()
        if not true:
            self.fields["true"].set_error(_("Please fill in"))
            self.true.setFocus()
            return
        self.asked.emit(self.line.patch.id, Answer(true == YES, verdict, change, text))

    def refuse(self, fault: PatrolError) -> bool:
        """Show a fault beside its field; whether there is one."""
        field = self.fields.get(getattr(fault, "field", None) or "")
        if field is None:
            return False
        field.set_error(fault.message())
        field.control.setFocus()
        return True

    def saved(self, rec: str) -> None:
        """What was typed for a patch is written."""
        self._typed.pop(rec, None)

    def unsaved(self) -> int:
        """Patches whose typed answer is not written."""
        return len(self._typed)

    def attach(self, paths: list[str]) -> None:
        """Hang photos on the patch."""
        if self.line is not None:
            self._work.attach("problem", self.line.patch.id, paths)

    def focus(self) -> None:
        """The first question."""
        self.true.setFocus()

    def _open(self) -> None:
        if self.line is not None:
            self.opened.emit(self.line.patch.id)

    def _fill(self, line: PatchLine) -> None:
        said = self._typed.get(line.patch.id) or _words_of(line.answer)
        combos = (self.true, self.verdict, self.change)
        for combo, value in zip(combos, said[:-1], strict=True):
            combo.set_value(value or None)
        self.text.set_value(said[-1])
        for field in self.fields.values():
            field.set_error("")

    def _keep(self) -> None:
        """Going to another patch and back loses nothing that was typed."""
        if self.line is not None:
            said = self.said()
            if said == _words_of(self.line.answer):
                self._typed.pop(self.line.patch.id, None)
            else:
                self._typed[self.line.patch.id] = said


def _words_of(answer: Answer | None) -> tuple[str, ...]:
    if answer is None:
        return ("", "", "", "")
    return (YES if answer.true else NO, answer.verdict, answer.change, answer.text)


def _pairs(code: str) -> list[tuple[str, str]]:
    return [(term.code, term.label()) for term in vocabulary(code).terms]
