"""Several problems at once: one step for all of them, merging, copying as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from patrol_app.domain.rules.problem import NEEDED
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.errors import PatrolError
from patrol_app.gui import kit
from patrol_app.gui.forms.controls import IsoDateEdit
from patrol_app.gui.problem.words import limit_words, state_word, step_word
from patrol_app.i18n import _
from patrol_app.services.problems import Line

MERGE = "MERGED"
# Steps that need more than words, a day or one word of a list are taken one by one.
TOGETHER = (
    "VERIFIED", "REJECTED", "HANDLING", "SUSPENDED", "SUBMITTED", "RETURNED", "RECTIFIED",
    "CLOSED", "SUPERVISED", "GRADED", "REOPENED", "NOTE",
)  # fmt: skip


class ManyBar(QWidget):
    """The bar below the board while several cards are ticked.

    Signals:
        step_asked: code of a step that all of them shall take; ``SUPERVISED`` and
            ``SUSPENDED`` have buttons of their own, empty offers all that they may take.
        merge_asked, copy_asked, cleared: as they say.
    """

    step_asked = Signal(str)
    merge_asked = Signal()
    copy_asked = Signal()
    cleared = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words = kit.label("", "strong")
        self._sums = kit.label("", "table")
        self.later = kit.Button(_("Postpone"), "", "calendar-clock")
        self.letter = kit.Button(_("Supervise"), "", "email-alert-outline")
        self.state = kit.Button(_("Take a step"), "", "arrow-right-circle-outline")
        self.merge = kit.Button(_("Merge"), "", "merge")
        copy = kit.Button(_("Copy as table"), "", "content-copy")
        none = kit.Button(_("Untick"), "quiet", "close")
        self.later.clicked.connect(lambda: self.step_asked.emit("SUSPENDED"))
        self.letter.clicked.connect(lambda: self.step_asked.emit("SUPERVISED"))
        self.state.clicked.connect(lambda: self.step_asked.emit(""))
        self.merge.clicked.connect(self.merge_asked)
        copy.clicked.connect(self.copy_asked)
        none.clicked.connect(self.cleared)
        lead = kit.holder(kit.h(self._words, self._sums, margins=("x1", 0, 0, 0)))
        buttons = (none, self.later, self.letter, self.merge, copy, self.state)
        self.bar = kit.ActionBar(lead, buttons)
        self.setLayout(kit.v(self.bar))
        self.hide()

    def show_lines(self, lines: Sequence[Line], steps: Sequence[str]) -> None:
        """Count and sums of the ticked ones; ``steps`` are those that all of them may take."""
        self.setVisible(bool(lines))
        area = sum(
            (one.problem.public_mu_e4 or 0) + (one.problem.commercial_mu_e4 or 0) for one in lines
        )
        units = {one.now.for_unit_id for one in lines} - {None}
        words = [
            _("forest land {area} mu").format(area=f"{area / 10_000:.1f}") if area else "",
            _("overdue {n}").format(n=sum(one.overdue for one in lines)),
            _("units in charge {n}").format(n=len(units)),
        ]
        self._words.setText(_("{n} selected").format(n=len(lines)))
        self._sums.setText(" · ".join(word for word in words if word))
        self.later.setEnabled("SUSPENDED" in steps)
        self.letter.setEnabled("SUPERVISED" in steps)
        self.state.setEnabled(bool(steps))
        self.merge.setEnabled(len(lines) > 1 and MERGE in steps)
        self.bar.fit()


class ManyDialog(kit.Fitted):
    """One step for several problems; Ctrl+Enter takes it, Esc closes.

    Args:
        lines: the problems.
        steps: what all of them may take.
        step: chosen at first; empty for none. ``MERGED`` asks into which one.
        parent: window it stands over.

    Signals:
        agreed: (step, values): to be written for all.
    """

    agreed = Signal(str, dict)

    def __init__(
        self, lines: Sequence[Line], steps: Sequence[str], step: str, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        title = _("One step for {n} problems").format(n=len(lines))
        if step == MERGE:
            title = _("Merge {n} problems?").format(n=len(lines))
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.step = kit.CodeCombo([(one, step_word(one)) for one in steps if one in TOGETHER])
        self.step.set_value(step if step in TOGETHER else None)
        self.step.edited.connect(self._refit)
        numbers = [(one.problem.id, f"{one.problem.number} {one.problem.place}") for one in lines]
        self.into = kit.CodeCombo(numbers)
        self.text = kit.ProseEdit("", 3)
        self.due = IsoDateEdit()
        self.level = kit.CodeCombo(_pairs("supervision"))
        self.grade = kit.CodeCombo(_pairs("grade"))
        self._merging = step == MERGE
        self.fields = {
            "step": kit.FormField(_("Step"), self.step, required=True),
            "other_id": kit.FormField(_("Goes on as"), self.into, required=True),
            "level": kit.FormField(_("Supervision"), self.level, required=True),
            "grade": kit.FormField(_("New grade"), self.grade, required=True),
            "due_on": kit.FormField(_("Until"), self.due, required=True),
            "text": kit.FormField(_("What was done, or why"), self.text),
        }
        self._error = kit.label("", "caption", "overdue", wrap=True)
        cancel = kit.Button(f"{_('Cancel')}  Esc")
        cancel.clicked.connect(self.reject)
        self.verb = kit.Button(f"{_('Write for all')}  Ctrl+Enter", "primary", "check")
        self.verb.clicked.connect(self.send)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.send)
        self.setLayout(
            kit.v(
                kit.label(title, "section"), *self.fields.values(), self._error,
                kit.h(None, cancel, self.verb), gap="x1", margins="x2",
            )
        )  # fmt: skip
        kit.pin(self, width="width.dialog")
        self._refit()

    def send(self) -> None:
        """Tell what shall be written; an open question keeps the dialog."""
        step = MERGE if self._merging else self.step.value() or ""
        values: dict[str, Any] = {"text": self.text.value() or ""}
        asked = {
            "level": self.level.value(), "grade": self.grade.value(), "due_on": self.due.value(),
        }  # fmt: skip
        values |= {name: asked[name] for name in self._asked(step) & asked.keys()}
        if self._merging:
            values["other_id"] = self.into.value()
        missing = [name for name in ("other_id", *NEEDED.get(step, ())) if name in values]
        missing = [name for name in missing if not str(values[name] or "").strip()]
        if not step:
            missing = ["step"]
        for name, field in self.fields.items():
            field.set_error(_("Please fill in") if name in missing else "")
        if missing:
            self.fields[missing[0]].control.setFocus()
            return
        self.agreed.emit(step, values)

    def refuse(self, fault: PatrolError) -> None:
        """Say why nothing was written."""
        self._error.setText(fault.message())

    def _asked(self, step: str) -> set[str]:
        return {"text", *NEEDED.get(step, ())}

    def _refit(self) -> None:
        asked = self._asked(MERGE if self._merging else self.step.value() or "")
        for name, field in self.fields.items():
            shown = name in asked if name != "step" else not self._merging
            field.setVisible(shown)


def copied(lines: Sequence[Line], names: Mapping[str, str]) -> None:
    """The lines to the clipboard as a table."""
    heads = (
        _("Number"), _("Place"), _("Category"), _("Description"), _("State"), _("Limit"),
        _("Due on"), _("Unit in charge"),
    )  # fmt: skip
    rows = ["\t".join(heads)]
    for one in lines:
        cells = (
            one.problem.number, one.problem.place,
            vocabulary("category").label(one.problem.category),
            one.problem.description, state_word(one.now.state), limit_words(one)[1], one.due_on,
            names.get(one.now.for_unit_id or "", ""),
        )  # fmt: skip
        rows.append("\t".join(" ".join(cell.split()) for cell in cells))
    QGuiApplication.clipboard().setText("\n".join(rows))


def _pairs(code: str) -> list[tuple[str, str]]:
    return [(term.code, term.label()) for term in vocabulary(code).terms]
