"""One palette and one style sheet made from the tokens; widgets ask for roles, never colours."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QObject, QTemporaryDir, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from patrol_app.gui.theme import fonts, icons
from patrol_app.gui.theme.tokens import THEMES, Badge, Tokens, Tone, load
from patrol_app.paths import resource

MIN_SCALE, MAX_SCALE = 1.0, 2.0
_PLACE = re.compile(r"\$(\w+)")
_ROLES: tuple[tuple[QPalette.ColorRole, str], ...] = (
    (QPalette.ColorRole.Window, "canvas"),
    (QPalette.ColorRole.WindowText, "text"),
    (QPalette.ColorRole.Base, "surface"),
    (QPalette.ColorRole.AlternateBase, "sunken"),
    (QPalette.ColorRole.Text, "text"),
    (QPalette.ColorRole.Button, "surface"),
    (QPalette.ColorRole.ButtonText, "text"),
    (QPalette.ColorRole.Highlight, "accent"),
    (QPalette.ColorRole.HighlightedText, "on_accent"),
    (QPalette.ColorRole.PlaceholderText, "text3"),
    (QPalette.ColorRole.ToolTipBase, "toast_bg"),
    (QPalette.ColorRole.ToolTipText, "toast_text"),
    (QPalette.ColorRole.Link, "link"),
    (QPalette.ColorRole.Accent, "accent"),
    (QPalette.ColorRole.Light, "surface"),
    (QPalette.ColorRole.Midlight, "hover"),
    (QPalette.ColorRole.Mid, "border"),
    (QPalette.ColorRole.Dark, "border_strong"),
    (QPalette.ColorRole.Shadow, "border"),
)
_IMAGES = {
    "img_chevron": ("chevron-down", "text2"),
    "img_up": ("chevron-up", "text2"),
    "img_check_on": ("checkbox-marked", "accent"),
    "img_check_off": ("checkbox-blank-outline", "border_strong"),
    "img_check_part": ("minus-box", "accent"),
    "img_check_dim": ("checkbox-blank-outline", "border"),
    "img_radio_on": ("radiobox-marked", "accent"),
    "img_radio_off": ("radiobox-blank", "border_strong"),
}


class Theme(QObject):
    """Colours by role, sizes by token, for the theme and text size in use.

    Attributes:
        name: ``light`` or ``dark``.
        scale: text size, 1.0 to 2.0.

    Signals:
        changed: theme or scale were applied; sizes must be asked for again.
    """

    changed = Signal()

    def __init__(self, tokens: Tokens, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tokens = tokens
        self.name = "light"
        self.scale = 1.0
        self._images = QTemporaryDir()

    def colour(self, role: str, alpha: int = 255) -> QColor:
        """Colour of ``role`` (``text``, ``due``, ``due.soft``, ``map.track``), alpha 0-255."""
        made = QColor(self.hex(role))
        made.setAlpha(alpha)
        return made

    def hex(self, role: str) -> str:
        """``#RRGGBB`` of ``role``."""
        return self.tokens.colour(self.name, role)

    def px(self, name: str) -> int:
        """Token ``name`` in px at the text size in use; radii do not grow."""
        figure = self.tokens.number(name)
        return figure if name.startswith("radius.") else self.scaled(figure)

    def scaled(self, figure: float) -> int:
        """``figure`` px of the 100 % drawing at the text size in use (kit only)."""
        return round(figure * self.scale)

    def state(self, tone: str) -> Tone:
        """Colours, icon and words of a state."""
        return self.tokens.tone(self.name, tone)

    def danger(self, level: int) -> Badge:
        """Badge of danger level 1-5."""
        return self.tokens.badge(self.name, "danger", str(level))

    def grade(self, letter: str) -> Badge:
        """Badge of evidence grade A-D."""
        return self.tokens.badge(self.name, "grade", letter)

    def font(self, size: str = "body", *, bold: bool = False) -> QFont:
        """Font of a size token (``caption`` ... ``clock``)."""
        return fonts.make(self.family, self.px(f"size.{size}"), bold=bold)

    @property
    def family(self) -> str:
        """Family name of the bundled font."""
        return str(self.tokens.raw["font"]["family"])

    def icon(self, name: str, role: str = "text2", size: str = "icon") -> QIcon:
        """Icon ``name`` coloured by ``role``; ``size`` is a height token."""
        return icons.icon(name, self.hex(role), self.hex("disabled"), self.px(size))

    def pixmap(self, name: str, role: str = "text2", size: str = "icon") -> QPixmap:
        """As ``icon``, as a pixmap for painting."""
        return icons.pixmap(name, self.hex(role), self.px(size))

    def glyph(self, name: str, colour: str, edge: int) -> QPixmap:
        """Icon in a badge colour (``#RRGGBB`` from a Tone or Badge), ``edge`` in px."""
        return icons.pixmap(name, colour, edge)

    def apply(self, app: QApplication, name: str, scale: float) -> None:
        """Dress the whole application.

        Args:
            app: the application.
            name: ``light`` or ``dark``; another name gives ``light``.
            scale: text size, kept within 1.0-2.0.
        """
        self.name = name if name in THEMES else THEMES[0]
        self.scale = min(MAX_SCALE, max(MIN_SCALE, scale))
        sheet = self.style_sheet()
        if app.styleSheet() == sheet:
            return  # dressed so already; a sheet set again has every widget polished anew
        fonts.load_bundled(self.family)
        if app.style().objectName().lower() != "fusion":
            app.setStyle("Fusion")
        app.setFont(self.font("body"))
        app.setPalette(self.palette())
        app.setStyleSheet(sheet)
        self.changed.emit()

    def palette(self) -> QPalette:
        """The palette of the theme in use."""
        made = QPalette()
        for role, name in _ROLES:
            made.setColor(role, self.colour(name))
        for role in (
            QPalette.ColorRole.WindowText,
            QPalette.ColorRole.Text,
            QPalette.ColorRole.ButtonText,
        ):
            made.setColor(QPalette.ColorGroup.Disabled, role, self.colour("disabled"))
        return made

    def style_sheet(self) -> str:
        """``app.qss`` with every ``$role`` and ``$px_N`` filled.

        Raises:
            KeyError: the template names an unknown role.
        """
        values = dict(self.tokens.roles(self.name)) | self._pictures()
        template = resource("themes/app.qss").read_text(encoding="utf-8")

        def fill(match: re.Match[str]) -> str:
            """The value of one place."""
            word = match[1]
            if word.startswith("px_"):
                return f"{self.scaled(int(word[3:]))}px"
            return values[word]

        return _PLACE.sub(fill, template)

    def _pictures(self) -> dict[str, str]:
        folder = Path(self._images.path())
        found = {}
        for key, (name, role) in _IMAGES.items():
            path = folder / f"{key}-{self.name}.png"
            if not path.exists():
                icons.pixmap(name, self.hex(role), 36, 1.0).save(str(path))
            found[key] = path.as_posix()
        return found


_active: list[Theme] = []


def current() -> Theme:
    """The theme of this process; light at 100 % until ``apply`` was called."""
    if not _active:
        _active.append(Theme(load()))
    return _active[0]


def apply(app: QApplication, name: str = "light", scale: float = 1.0) -> Theme:
    """Apply theme and text size to ``app`` and return the theme object."""
    theme = current()
    theme.apply(app, name, scale)
    return theme
