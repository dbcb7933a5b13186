"""Look tokens: the one file that names colours and sizes. No Qt in here."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from patrol_app.paths import resource

THEMES = ("light", "dark")
SIZED = ("size", "space", "height", "width")
TEXT_NEED = 4.5
EDGE_NEED = 3.0
_SURFACES = ("surface", "canvas", "sunken", "hover", "selected")


@dataclass(frozen=True, slots=True)
class Tone:
    """One record state: always icon, word and colour together.

    Attributes:
        fg: text colour, ``#RRGGBB``.
        soft: fill behind the text.
        icon: icon name with its set, e.g. ``mdi6.lock-outline``.
        words: label by language code.
    """

    fg: str
    soft: str
    icon: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Badge:
    """A solid badge: danger level or evidence grade."""

    fg: str
    bg: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The token file as read.

    Attributes:
        raw: nested tables of the TOML file.
    """

    raw: Mapping[str, Any]

    def number(self, name: str) -> int:
        """Figure at 100 % text size, px.

        Args:
            name: ``row`` or qualified by its table: ``radius.card``, ``height.chip``.

        Raises:
            KeyError: there is no such token.
        """
        table, _dot, key = name.rpartition(".")
        for place in (table,) if table else SIZED:
            if key in self.raw[place]:
                return int(self.raw[place][key])
        raise KeyError(name)

    def colour(self, theme: str, role: str) -> str:
        """Hex colour of a role: ``text``, a state (``due``), ``due.soft``, ``map.track``.

        Raises:
            KeyError: there is no such role.
        """
        names: Mapping[str, Any] = self.raw[theme]
        if isinstance(names.get(role), str):
            return str(names[role])
        head, _dot, tail = role.partition(".")
        if head in names["state"]:
            return str(names["state"][head][tail or "fg"])
        if head in ("map", "chart") and isinstance(names[head].get(tail), str):
            return str(names[head][tail])
        if head == "series":
            return str(names["chart"]["series"][int(tail)])
        raise KeyError(role)

    def tone(self, theme: str, name: str) -> Tone:
        """State by name; ``plain`` is the neutral chip."""
        if name == "plain":
            return Tone(self.colour(theme, "text2"), self.colour(theme, "sunken"), "", {})
        entry = self.raw[theme]["state"][name]
        return Tone(entry["fg"], entry["soft"], entry["icon"], _words(entry))

    def badge(self, theme: str, family: str, key: str) -> Badge:
        """Badge of ``danger`` (``1``-``5``) or ``grade`` (``A``-``D``)."""
        entry = self.raw[theme][family][key]
        return Badge(entry["fg"], entry["bg"], _words(entry))

    def roles(self, theme: str) -> Iterator[tuple[str, str]]:
        """Every (role, hex) that a style sheet may name."""
        for role, value in self.raw[theme].items():
            if isinstance(value, str):
                yield role, value
        for state, entry in self.raw[theme]["state"].items():
            yield f"s_{state}", entry["fg"]
            yield f"soft_{state}", entry["soft"]

    def pairs(self, theme: str) -> Iterator[tuple[str, str, str, float]]:
        """Every (name, ink, ground, needed ratio) that the widgets draw."""
        names = self.raw[theme]
        for ink in ("text", "text2", "text3", "accent_text", "link"):
            for ground in _SURFACES:
                yield f"{ink}/{ground}", names[ink], names[ground], TEXT_NEED
        yield "accent_text/accent_soft", names["accent_text"], names["accent_soft"], TEXT_NEED
        for ground in ("accent", "accent_hover", "accent_press"):
            yield f"on_accent/{ground}", names["on_accent"], names[ground], TEXT_NEED
        yield "on_tile/tile", names["on_tile"], names["tile"], TEXT_NEED
        for ink in ("toast_text", "toast_action"):
            yield f"{ink}/toast_bg", names[ink], names["toast_bg"], TEXT_NEED
        for state, entry in names["state"].items():
            yield f"{state}/soft", entry["fg"], entry["soft"], TEXT_NEED
            yield f"text/{state}.soft", names["text"], entry["soft"], TEXT_NEED
            for ground in ("surface", "canvas", "sunken", "selected"):
                yield f"{state}/{ground}", entry["fg"], names[ground], TEXT_NEED
        for family in ("danger", "grade"):
            for key, entry in names[family].items():
                yield f"{family} {key}", entry["fg"], entry["bg"], TEXT_NEED
        for ground in ("surface", "canvas", "sunken"):
            yield f"edge/{ground}", names["border_strong"], names[ground], EDGE_NEED
            yield f"focus/{ground}", names["focus"], names[ground], EDGE_NEED


def _words(entry: Mapping[str, Any]) -> Mapping[str, str]:
    return {"zh_CN": entry["zh"], "en": entry["en"]}


def load(path: Path | None = None) -> Tokens:
    """Read the token file.

    Args:
        path: default ``resources/themes/tokens.toml``.
    """
    with (path or resource("themes/tokens.toml")).open("rb") as stream:
        return Tokens(tomllib.load(stream))


def contrast(ink: str, ground: str) -> float:
    """Contrast ratio 1-21 of two hex colours (WCAG 2.2, relative luminance)."""
    high, low = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    total = 0.0
    for place, weight in ((1, 0.2126), (3, 0.7152), (5, 0.0722)):
        part = int(colour[place : place + 2], 16) / 255
        linear = part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        total += weight * linear
    return total
