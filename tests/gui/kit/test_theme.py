from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QSizePolicy, QWidget

from patrol_app.gui import kit, theme
from patrol_app.gui.forms.controls import RefCombo
from patrol_app.gui.kit import Button, Chip, label
from patrol_app.gui.theme import icons
from patrol_app.gui.theme.tokens import THEMES

ROOT = Path(__file__).resolve().parents[3]
PAGES = [
    path
    for name in ("pages", "forms", "dialogs", "charts", "printing")
    for path in sorted((ROOT / "patrol_app" / "gui" / name).rglob("*.py"))
]
LITERALS = (
    (re.compile(r"[\"']#[0-9A-Fa-f]{3,8}[\"']"), "a colour"),
    (re.compile(r"\b\d+px\b"), "a size in px"),
    (re.compile(r"setStyleSheet\("), "its own style sheet"),
    (re.compile(r"setFixed(?:Width|Height|Size)\(\s*\d{2,}"), "a fixed size in px"),
    (re.compile(r"setPixelSize\(|setPointSize\("), "a font size"),
    (re.compile(r"QColor\(\s*\d"), "a colour by numbers"),
)


@pytest.mark.parametrize("name", THEMES)
def test_every_pair_of_ink_and_ground_can_be_read(name: str) -> None:
    pairs = list(theme.load().pairs(name))
    assert len(pairs) > 60
    weak = [
        f"{pair} {theme.contrast(ink, ground):.2f} < {need}"
        for pair, ink, ground, need in pairs
        if theme.contrast(ink, ground) < need
    ]
    assert not weak


def test_contrast_of_black_on_white_is_twenty_one() -> None:
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert theme.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_both_themes_name_the_same_roles() -> None:
    tokens = theme.load()
    assert {role for role, _hex in tokens.roles("light")} == {
        role for role, _hex in tokens.roles("dark")
    }


def test_style_sheet_fills_every_place(dressed: theme.Theme) -> None:
    assert "$" not in dressed.style_sheet()


def test_scale_multiplies_sizes_but_not_radii(qapp: QApplication) -> None:
    made = theme.apply(qapp, "light", 2.0)
    assert (made.px("size.body"), made.px("row"), made.px("x2")) == (28, 64, 32)
    assert made.px("side_xl") == 864
    assert made.px("radius.card") == 8
    assert "font-size: 26px" in made.style_sheet()
    assert qapp.font().pixelSize() == 28


@pytest.mark.parametrize(("asked", "given"), [(0.5, 1.0), (3.0, 2.0), (1.25, 1.25)])
def test_scale_is_kept_in_range(qapp: QApplication, asked: float, given: float) -> None:
    assert theme.apply(qapp, "light", asked).scale == given


def test_unknown_names_are_refused(dressed: theme.Theme) -> None:
    with pytest.raises(KeyError):
        dressed.px("nothing")
    with pytest.raises(KeyError):
        dressed.colour("nothing")


def test_switch_recolours_what_is_on_screen(qtbot, qapp: QApplication) -> None:
    button, chip, text = Button("保存", icon="content-save-outline"), Chip("due"), label("文")
    for widget in (button, chip, text):
        qtbot.addWidget(widget)
        widget.show()
    light = button.icon().cacheKey()
    width = chip.sizeHint().width()
    theme.apply(qapp, "dark", 1.5)
    assert button.icon().cacheKey() != light
    assert button.iconSize().width() == 27
    assert chip.sizeHint().width() > width * 1.4
    assert text.palette().windowText().color().name().upper() == "#E6ECE8"


def test_icons_are_drawn_once(dressed: theme.Theme) -> None:
    first = dressed.pixmap("walk", "accent")
    assert dressed.pixmap("walk", "accent").cacheKey() == first.cacheKey()
    assert dressed.pixmap("walk", "due").cacheKey() != first.cacheKey()
    with pytest.raises(KeyError):
        dressed.pixmap("no-such-icon")


def test_every_icon_the_window_names_exists() -> None:
    tokens = theme.load()
    named = {entry["icon"] for name in THEMES for entry in tokens.raw[name]["state"].values()}
    assert named and all(icons.known(name) for name in named)


def test_pages_name_no_colour_and_no_pixel() -> None:
    found = [
        f"{path.name}:{number} names {what}: {line.strip()}"
        for path in PAGES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for pattern, what in LITERALS
        if pattern.search(line)
    ]
    assert not found


def test_literals_would_be_found() -> None:
    bad = ('setStyleSheet("")', 'QColor("#12AB34")', "w.setFixedWidth(120)", "padding: 4px")
    assert all(any(pattern.search(line) for pattern, _what in LITERALS) for line in bad)


@pytest.mark.parametrize("name", THEMES)
def test_what_a_locked_form_holds_can_be_read(qtbot, qapp: QApplication, name: str) -> None:
    """Fields of a submitted record are off; what stands in them is still read (4.5 : 1)."""
    theme.apply(qapp, name, 1.0)
    combo = kit.CodeCombo([("a", "一级")])
    combo.set_value("a")
    text, ref = kit.TextEdit(), RefCombo([("r", "示例队")])
    text.set_value("示例")
    ref.set_value("r")
    fields: list[QWidget] = [text, combo, ref]
    ground = theme.current().hex("sunken")
    for field in fields:
        qtbot.addWidget(field)
        field.setEnabled(False)
        field.show()
        field.resize(200, 32)
        drawn = field.grab().toImage()
        inks = {drawn.pixelColor(x, y).name() for x in range(9, 90) for y in range(6, 26)}
        assert max(theme.contrast(ink, ground) for ink in inks) >= 4.5, type(field).__name__


def test_a_font_is_the_callers_own() -> None:
    """The theme keeps fonts it made; who changes one changes no other's."""
    first = theme.current().font("table")
    size = first.pixelSize()
    first.setPixelSize(99)
    assert theme.current().font("table").pixelSize() == size


def test_the_big_tile_of_a_drill_keeps_its_cap_on_a_large_screen(qtbot, qapp: QApplication) -> None:
    """look.md §1: 200 px at 100 %; what is left is canvas below."""
    theme.apply(qapp, "light", 1.0)
    tile = QPushButton("T4")
    tile.setProperty("kind", "milestone")
    tile.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    column = kit.holder(kit.v((tile, 1), None))
    qtbot.addWidget(column)
    column.resize(600, 900)
    column.show()
    qapp.processEvents()
    assert 84 <= tile.height() <= 200


def test_no_list_of_words_is_parted_by_a_mark_of_one_language() -> None:
    """``value_words.listed`` parts them as the language in use does."""
    gui = ROOT / "patrol_app" / "gui"
    found = [
        path.name for path in sorted(gui.rglob("*.py")) if '"、".join' in path.read_text("utf-8")
    ]
    assert found == []
