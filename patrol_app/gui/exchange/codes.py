"""The twelve digits that two people compare by telephone: shown large, typed in fours."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame

from patrol_app.errors import UserError
from patrol_app.gui.kit import ParsedEdit, h, holder, label, v
from patrol_app.i18n import N_, _

DIGITS = 12


def in_fours(code: str) -> str:
    """``482913570246`` as ``4829-1357-0246``, the way it is read out."""
    plain = "".join(sign for sign in code if sign.isdigit())
    return "-".join(plain[at : at + 4] for at in range(0, len(plain), 4))


class CodeShow(QFrame):
    """A number code in large figures with the sentence that says what to do with it."""

    def __init__(self, code: str, advice: str) -> None:
        super().__init__()
        self.setProperty("kind", "sunken")
        self.code = in_fours(code)
        self.setAccessibleName(_("Number code: {code}").format(code=self.code))
        row = h(None, gap="x3")
        for place, part in enumerate(self.code.split("-")):
            if place:
                row.add(label("–", "muted"))
            row.add(label(part, "figure"))
        words = label(advice, "caption", wrap=True)
        self.setLayout(v(row.add(None), holder(h((words, 1))), margins="card_gap"))


class CodeEdit(ParsedEdit):
    """Twelve digits; blanks, dashes and full-width digits are taken as they come."""

    def __init__(self) -> None:
        super().__init__("0000-0000-0000")

    def parse(self, text: str) -> str:
        """The bare digits.

        Raises:
            UserError: ``form.code``: not twelve digits.
        """
        plain = "".join(sign for sign in text if not sign.isspace() and sign not in "-–—")
        if not plain.isdigit() or len(plain) != DIGITS:
            raise UserError("form.code", N_("The code has 12 digits"))
        return plain

    def show_value(self, value: str) -> str:
        """In groups of four."""
        return in_fours(value)
