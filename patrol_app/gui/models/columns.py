"""Columns are objects; a cell says what it shows and how."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Align = Literal["left", "right", "centre"]
Kind = Literal["text", "strong", "link", "chip", "grade", "danger", "check", "bar", "tone"]
EMPTY = "—"


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows.

    Attributes:
        text: words; also what is copied and read aloud.
        kind: how it is drawn.
        tone: state or colour role for ``chip`` and ``tone``.
        second: second line, drawn small (rows of 48 px).
        icon: icon name; None takes the state's own.
        share: 0-1 for ``bar``.
        level: danger level for ``danger``.
        on: state of a ``check``.
    """

    text: str
    kind: Kind = "text"
    tone: str = ""
    second: str = ""
    icon: str | None = None
    share: float = 0.0
    level: int = 0
    on: bool = False


def chip(tone: str, text: str, icon: str | None = None) -> Cell:
    """A state chip."""
    return Cell(text, "chip", tone=tone, icon=icon)


def grade(letter: str | None) -> Cell:
    """An evidence grade; an em dash for none."""
    return Cell(letter, "grade") if letter else Cell(EMPTY)


def danger(level: int | None) -> Cell:
    """A danger badge; an em dash for none."""
    return Cell(str(level), "danger", level=level) if level else Cell(EMPTY)


def two(first: str, second: str, *, link: bool = False) -> Cell:
    """Two elided lines."""
    return Cell(first, "link" if link else "text", second=second)


def toned(role: str, text: str) -> Cell:
    """Words in a state colour; the words carry the state too."""
    return Cell(text, "tone", tone=role)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        key: field of the row, and of the query when sorting.
        title: head; the unit goes in here, not into the cells.
        width: px at 100 % text size; 0 stretches.
        align: figures right, words left.
        kind: default way of drawing.
        format: value to words or a Cell; default ``str``, None to an em dash.
        value: takes the value out of the row; default attribute or mapping entry ``key``.
        sort_key: name for the query; empty means not sortable.
    """

    key: str
    title: str
    width: int = 0
    align: Align = "left"
    kind: Kind = "text"
    format: Callable[[Any], str | Cell] | None = None
    value: Callable[[Any], Any] | None = None
    sort_key: str = ""

    def cell(self, row: Any) -> Cell:
        """What this column shows of ``row``."""
        if self.value is not None:
            raw = self.value(row)
        elif isinstance(row, Mapping):
            raw = row[self.key]
        else:
            raw = getattr(row, self.key)
        if isinstance(raw, Cell):
            return raw
        if self.format is not None and raw is not None:
            raw = self.format(raw)
        if isinstance(raw, Cell):
            return raw
        return Cell(EMPTY if raw is None or raw == "" else str(raw), self.kind)
