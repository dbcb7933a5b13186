"""The questions of the first start, each as one widget."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QRadioButton, QWidget

from patrol_app.domain.journal.number import valid_unit_code
from patrol_app.gui.forms.controls import PlainText
from patrol_app.gui.kit import (
    Button,
    CodeCombo,
    Form,
    FormColumns,
    FormField,
    IconLabel,
    Note,
    h,
    holder,
    label,
    v,
)
from patrol_app.i18n import N_, _
from patrol_app.services.profiles import profiles

SAMPLE, STATION, CITY = "sample", "station", "city"
WAYS = (
    (
        SAMPLE,
        "flask-outline",
        N_("Try it with sample data"),
        N_("An invented station in a folder of its own; nothing of it meets real data"),
    ),
    (
        STATION,
        "office-building-outline",
        N_("Set up a station or county office"),
        N_("Write records at once; the request file for the city comes out at the end"),
    ),
    (
        CITY,
        "city-variant-outline",
        N_("Set up the city"),
        N_("Once for a whole city: it enrols the others and receives their packages"),
    ),
)


class HowStep(QWidget):
    """Which of the three ways; arrow keys move, Enter goes on.

    Signals:
        chosen: code of the way.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("How do you want to start?"))
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QRadioButton] = {}
        column = v(label(_("How do you want to start?"), "section"), gap="card_gap")
        for place, (code, icon, words, caption) in enumerate(WAYS):
            button = QRadioButton(_(words))
            button.setAccessibleDescription(_(caption))
            self._group.addButton(button, place)
            self.buttons[code] = button
            text = v(button, label(_(caption), "caption"), gap=0)
            column.add(holder(h(IconLabel(icon, "accent_text", "icon_tile"), (text, 1))))
        self.buttons[STATION].setChecked(True)
        self._group.idClicked.connect(lambda place: self.chosen.emit(WAYS[place][0]))
        self.setLayout(column.add(None))
        self.setFocusProxy(self.buttons[STATION])

    def value(self) -> str:
        """Code of the way chosen."""
        return WAYS[self._group.checkedId()][0]


class WhoStep(QWidget):
    """Unit and person."""

    def __init__(self) -> None:
        super().__init__()
        self.form = Form(self)
        self.level = CodeCombo([("station", _("Station")), ("county", _("County office"))])
        self.level.set_value("station")
        self.unit = PlainText(_("e.g. DEMO01"), longest=12)
        self.name = PlainText(_("as on the papers"))
        self.person = PlainText()
        self.profile = CodeCombo([(one.code, one.name) for one in profiles().values()], _("None"))
        hint = _("2 to 12 digits and capital letters; the city gives it")
        self._level_field = FormField(_("Level"), self.level, required=True)
        profile_field = FormField(
            _("Rules of the city"),
            self.profile,
            hint=_("Seasons, limits and bounds of the city that the unit belongs to"),
        )
        fields = {
            "level": self._level_field,
            "unit": FormField(_("Unit code"), self.unit, required=True, hint=hint),
            "name": FormField(_("Name of the unit"), self.name, required=True),
            "person": FormField(
                _("Who uses this computer"),
                self.person,
                required=True,
                hint=_("More people can be added later"),
            ),
            "profile": profile_field,
        }
        columns = FormColumns(2)
        for key, field in fields.items():
            columns.put(self.form.add(key, field))
        self.setLayout(
            v(label(_("Which unit, and who?"), "section"), holder(columns), None, gap="card_gap")
        )
        self.setFocusProxy(self.unit)

    def set_way(self, way: str) -> None:
        """A city has no level to choose."""
        self._level_field.setVisible(way != CITY)

    def role(self, way: str) -> str:
        """The role for the set-up."""
        return CITY if way == CITY else (self.level.value() or "station")

    def ready(self) -> bool:
        """Whether everything is filled; shows what is not."""
        problems = self.form.problems()
        code = self.unit.value().upper()
        if code and not valid_unit_code(code):
            problems["unit"] = _("A unit code has 2 to 12 digits and capital letters")
        self.unit.setText(code)
        return not self.form.show_errors(problems)


class FileStep(QWidget):
    """Where the one file goes: a city's recovery file, or a station's request."""

    def __init__(self) -> None:
        super().__init__()
        self._title = label("", "section")
        self._text = label("", "body", wrap=True)
        self.path = PlainText(longest=1_000)
        self.path.setAccessibleName(_("File"))
        choose = Button(_("Choose…"), "", "folder-open-outline")
        choose.clicked.connect(self._choose)
        row = holder(h((self.path, 1), choose))
        row.setFocusProxy(self.path)
        self.form = Form(self)
        self._field = self.form.add("path", FormField(_("File"), row))
        self._suggested = ""
        self.setLayout(v(self._title, self._text, self._field, None, gap="card_gap"))
        self.setFocusProxy(self.path)

    def set_way(self, way: str, unit: str) -> None:
        """Words and suggestion for this way."""
        home = Path.home()
        if way == CITY:
            self._title.setText(_("Where does the recovery file go?"))
            self._text.setText(
                _(
                    "It opens this folder when everything else is lost. Best straight on a stick"
                    " that goes into the safe; it is written once and never kept here."
                )
            )
            suggested = home / f"recovery-{unit}.txt"
        else:
            self._title.setText(_("Where does the request file go?"))
            self._text.setText(
                _(
                    "The city answers it with a grant, and only then can packages be sent."
                    " You may skip this and do it later on the page Exchange."
                )
            )
            suggested = home / f"enrol-{unit}.hlb"
        if self.path.value() in ("", self._suggested):
            self.path.setText(str(suggested))
        self._suggested = str(suggested)

    def value(self) -> Path | None:
        """The file, or None."""
        return Path(self.path.value()) if self.path.value() else None

    def show_problem(self, words: str) -> None:
        """Say what is wrong with the place."""
        self._field.set_error(words)
        self.path.setFocus()

    def _choose(self) -> None:
        dialog = QFileDialog(self, self._title.text(), self.path.value())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(self.path.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


class PlaceStep(QWidget):
    """Where the data lies, and where its backups go.

    Args:
        root: the data folder.
        backups: folder for backups that is set on this machine already, or empty.
    """

    def __init__(self, root: Path, backups: str = "") -> None:
        super().__init__()
        self._root = root
        place = PlainText(longest=4_000)
        place.setText(str(root))
        self.path = PlainText(longest=1_000)
        self.path.setText(backups)
        self.path.setAccessibleName(_("Folder for backups"))
        choose = Button(_("Choose…"), "", "folder-open-outline")
        choose.clicked.connect(self._choose)
        row = holder(h((self.path, 1), choose))
        row.setFocusProxy(self.path)
        self.form = Form(self)
        hint = _("Best on another disk. Empty: inside the data folder")
        self._field = self.form.add("path", FormField(_("Folder for backups"), row, hint=hint))
        note = Note(
            "info",
            _("A second copy"),
            _(
                "A backup is made and proved every day, and when the window closes. A stick as"
                " second place is chosen in the settings, under Backups."
            ),
            icon="backup-restore",
        )
        self.setLayout(
            v(
                label(_("Where it will lie"), "section"),
                FormField(_("Data folder"), place, computed=True),
                self._field,
                note,
                None,
                gap="card_gap",
            )
        )
        self.setFocusProxy(self.path)

    def value(self) -> str:
        """The folder for backups, or empty."""
        return self.path.value()

    def ready(self) -> bool:
        """Whether the folder can be used; shows what is wrong with it."""
        words = ""
        if self.value():
            folder = Path(self.value())
            if not folder.is_absolute():
                words = _("Please choose the whole path")
            elif folder.is_relative_to(self._root):
                words = _("This lies inside the data folder; leave it empty or choose another disk")
            elif not (folder.is_dir() or folder.parent.is_dir()):
                words = _("This folder does not exist")
        self._field.set_error(words)
        if words:
            self.path.setFocus()
        return not words

    def _choose(self) -> None:
        dialog = QFileDialog(self, _("Folder for backups"), self.path.value())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.path.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
