"""The gate: a panel over the whole window that asks who sits there.

One panel for three moments: opening a folder that asks for a password, the lock, and the
switch to another person. While it stands nothing of the pages can be seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QScrollArea, QWidget

from patrol_app.gui.kit import Button, Card, FormField, IconLabel, h, holder, label, pin, v
from patrol_app.gui.theme import current
from patrol_app.gui.users.pinpad import PinPad
from patrol_app.i18n import N_, _

LOGIN, LOCK, SWITCH = "login", "lock", "switch"
FREE, PIN, PASSWORD, NONE = "", "pin", "password", "none"
MODES = {
    LOGIN: (N_("Sign in"), N_("This data folder opens with a password."), N_("Open")),
    LOCK: (N_("Locked"), N_("What was typed is kept."), N_("Unlock")),
    SWITCH: (N_("Change user"), N_("Everyone's work stays as it is."), N_("Switch")),
}
SECRET_CHARS = 256


@dataclass(frozen=True)
class Face:
    """One person at the gate.

    Attributes:
        id: of the person; words: name; caption: number or roles.
        asks: ``pin``, ``password``, ``""`` (nothing) or ``none`` (nobody can enter so).
        has_password: a password would do as well as the PIN.
    """

    id: str
    words: str
    caption: str
    asks: str
    has_password: bool = False


class Gate(QWidget):
    """Asks who sits there.

    Args:
        mode: ``login``, ``lock`` or ``switch``.

    Signals:
        entered: (person id, kind of secret, secret).
        cancelled: the person goes back to work (``switch`` only).
        forgotten: the chosen person knows the password no more (``login`` only).
    """

    entered = Signal(str, str, str)
    cancelled = Signal()
    forgotten = Signal()

    def __init__(self, mode: str) -> None:
        super().__init__()
        self.setObjectName("shell")
        self.mode = mode
        title, says, verb = (_(words) for words in MODES[mode])
        self.setAccessibleName(title)
        self._faces: dict[str, Face] = {}
        self._kind = FREE
        self.secret = QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setMaxLength(SECRET_CHARS)
        self.secret.returnPressed.connect(self.enter)
        self.people = QListWidget()
        self.people.setProperty("kind", "faces")
        self.people.setAccessibleName(_("People"))
        self.people.currentRowChanged.connect(lambda _row: self._choose())
        self.people.itemActivated.connect(lambda _item: self._picked())
        self.field = FormField(_("PIN"), self.secret)
        self.pad = PinPad()
        self.pad.typed.connect(self.secret.insert)
        self.pad.erased.connect(self.secret.backspace)
        self.pad.cleared.connect(self.secret.clear)
        self.other = Button(_("Use the password"), "quiet", "form-textbox-password")
        self.other.clicked.connect(self._swap)
        self.lost = Button(_("Forgotten password"), "quiet", "key-outline")
        self.lost.clicked.connect(self.forgotten)
        self.go = Button(verb, "primary")
        self.go.clicked.connect(self.enter)
        self.back = Button(f"{_('Cancel')}  Esc")
        self.back.clicked.connect(self.cancelled)
        self._says = label(says, "muted", wrap=True)
        self._name = label("", "strong")
        self._build(title)
        self.back.setVisible(mode == SWITCH)
        self.lost.setVisible(mode == LOGIN)
        self.set_busy(False)

    def set_faces(self, faces: Sequence[Face], chosen: str = "") -> None:
        """Show whom the gate lets in.

        Args:
            faces: in order.
            chosen: id of the one marked at first; else the first.
        """
        self._faces = {face.id: face for face in faces}
        self.people.blockSignals(True)
        self.people.clear()
        for face in faces:
            item = QListWidgetItem(f"{face.words}\n{face.caption}" if face.caption else face.words)
            item.setData(Qt.ItemDataRole.UserRole, face.id)
            item.setSizeHint(QSize(0, current().px("list_row")))
            self.people.addItem(item)
        places = [place for place, face in enumerate(faces) if face.id == chosen]
        self.people.setCurrentRow(places[0] if places else 0)
        self.people.blockSignals(False)
        self.people.scrollToItem(self.people.currentItem())
        self._choose()

    def show_watch(self, panel: QWidget) -> None:
        """Stand ``panel`` above the faces: what goes on while nobody is signed in."""
        self._beside.add(panel)

    def chosen(self) -> Face | None:
        """The person marked."""
        item = self.people.currentItem()
        return self._faces.get(item.data(Qt.ItemDataRole.UserRole)) if item else None

    def show_error(self, words: str) -> None:
        """Say why the gate stays shut; the line is emptied and has the focus."""
        self.set_busy(False)
        self.secret.clear()
        self.field.set_error(words)
        if not self.field.isVisible():
            self._says.setText(words)
        self.focus_first()

    def set_busy(self, busy: bool) -> None:
        """No second try while one is looked at."""
        for part in (self.secret, self.pad, self.people, self.other):
            part.setEnabled(not busy)
        self.go.setEnabled(not busy and self._kind != NONE)

    def enter(self) -> None:
        """Try to go in as the person marked."""
        face = self.chosen()
        if face is None or not self.go.isEnabled():
            return
        if self._kind in (PIN, PASSWORD) and not self.secret.text():
            self.secret.setFocus()
            return
        self.set_busy(True)
        self.entered.emit(face.id, self._kind, self.secret.text())

    def focus_first(self) -> None:
        """The line of the secret, or the button where none is asked."""
        (self.secret if self._kind in (PIN, PASSWORD) else self.people).setFocus()

    def ask_password(self) -> None:
        """Ask for the password instead of the PIN."""
        face = self.chosen()
        if face is not None and face.has_password:
            self._ask(PASSWORD)

    def _picked(self) -> None:
        """Enter on a name: on to the secret, or in where none is asked."""
        if self._kind in (PIN, PASSWORD):
            self.secret.setFocus()
        else:
            self.enter()

    def _swap(self) -> None:
        self._ask(PASSWORD if self._kind == PIN else PIN)
        self.secret.setFocus()

    def _choose(self) -> None:
        face = self.chosen()
        self._name.setText(face.words if face else "")
        self._ask(face.asks if face else NONE)

    def _ask(self, kind: str) -> None:
        face = self.chosen()
        self._kind = kind
        self.secret.clear()
        self.field.set_error("")
        self.field.setVisible(kind in (PIN, PASSWORD))
        words = _("PIN") if kind == PIN else _("Password")
        self.field.set_words(words)
        self.secret.setAccessibleName(words)
        self.pad.setVisible(kind == PIN)
        both = face is not None and face.has_password and face.asks == PIN
        self.other.setVisible(both)
        self.other.set_words(_("Use the password") if kind == PIN else _("Use the PIN"))
        says = _(MODES[self.mode][1])
        if kind == NONE:
            says = _("This person has neither PIN nor password; an administrator sets one.")
        self._says.setText(says)
        self.set_busy(False)

    def _build(self, title: str) -> None:
        side = v(
            self._name,
            self.field,
            self.pad,
            h(self.other, self.lost, None),
            None,
            h(None, self.back, self.go),
        )
        picture = IconLabel("account-lock-outline", "accent_text", "icon_tile")
        head = h(picture, (v(label(title, "page"), self._says, gap=0), 1), gap="card_gap")
        left = pin(holder(v((self.people, 1))), width="side_xs")
        card = Card()
        card.put(head, "x1", (h(left, (holder(side), 1), gap="x2"), 1))
        pin(card, max_width="form_max")
        area = QScrollArea()
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._beside = v()
        middle = v(
            None,
            h(None, (pin(holder(self._beside), max_width="form_max"), 4), None),
            h(None, (card, 4), None),
            None,
            margins="x2",
        )
        area.setWidget(holder(middle))
        self.setLayout(v((area, 1), gap=0))
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.activated.connect(self._escape)
        card.setMinimumHeight(current().px("side_l"))

    def _escape(self) -> None:
        if self.mode == SWITCH:
            self.cancelled.emit()
        else:
            self.secret.clear()
