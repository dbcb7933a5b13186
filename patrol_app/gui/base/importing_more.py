"""Questions of an import that few files raise: an old datum's shift, name and day of a version."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from patrol_app.errors import UserError
from patrol_app.geo.crs import TOWGS84, old_systems
from patrol_app.gui import kit
from patrol_app.gui.forms.controls import IsoDateEdit, PlainText
from patrol_app.gui.kit.inputs import ParsedEdit
from patrol_app.i18n import N_, _
from patrol_app.services.base_reading import Look

MOST = 1e6


class ShiftEdit(ParsedEdit):
    """The bureau's parameters as they stand on its sheet: dx, dy, dz, or all seven."""

    def parse(self, text: str) -> tuple[float, ...]:
        """3 numbers (m) or 7 (m, seconds of arc, ppm), parted by commas or spaces."""
        words = text.replace("，", ",").replace(",", " ").split()
        try:
            found = tuple(float(word) for word in words)
        except ValueError:
            found = ()
        # below a million: no NaN, no infinity, no coordinate
        if len(found) not in TOWGS84 or not all(abs(one) < MOST for one in found):
            raise UserError("crs.shift", N_("A datum shift has 3 or 7 parameters"))
        return found

    def show_value(self, value: tuple[float, ...]) -> str:
        """As typed, evenly spaced."""
        return ", ".join(f"{one:g}" if one == round(one, 4) else repr(one) for one in value)


class OldSystem(QWidget):
    """Xian 1980 or Beijing 1954 with the shift that the bureau has for it.

    Signals:
        edited: system or shift changed.
    """

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.system = kit.CodeCombo([(str(code), name) for code, name in old_systems()])
        self.shift = ShiftEdit()
        self.shift.setPlaceholderText("DX, DY, DZ, RX, RY, RZ, S")
        self._fields = (
            kit.FormField(_("Old system"), self.system, required=True),
            kit.FormField(
                _("Shift to CGCS2000"), self.shift, required=True,
                hint=_("The bureau's own 3 or 7 parameters: m, seconds of arc, ppm"),
            ),
        )  # fmt: skip
        self.system.edited.connect(self.edited)
        self.shift.editingFinished.connect(self._typed)
        self.setLayout(kit.v(*self._fields, gap="half"))

    def choice(self) -> tuple[int, tuple[float, ...]]:
        """EPSG code and shift; 0 and nothing while one of them is open."""
        code, shift = self.system.value(), self.shift.value()
        return (int(code), shift) if code and shift is not None else (0, ())

    def _typed(self) -> None:
        self._fields[1].set_error(self.shift.problem())
        self.edited.emit()


class VersionCard(kit.Card):
    """Name of the version, and the day from which it holds.

    Args:
        look: the file, whose name is proposed.
        inspection: the file is the list of an inspection, which has a name and a day, too.
    """

    def __init__(self, look: Look, *, inspection: bool = False) -> None:
        super().__init__(_("Inspection") if inspection else _("Version"))
        first = _("Given out on") if inspection else _("Valid from")
        self.name = PlainText(look.path.stem, 200)
        self.valid_from = IsoDateEdit()
        self.put(
            kit.FormField(_("Name"), self.name, hint=_("Empty: the file's name")),
            kit.FormField(first, self.valid_from, hint=_("Empty: today")),
        )

    def problem(self) -> str:
        """A day that cannot be read."""
        return self.valid_from.problem()
