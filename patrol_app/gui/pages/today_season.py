"""The season strip of Today: what the time of year asks for, each with its source."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from patrol_app.domain.rule_text import source_words
from patrol_app.gui.kit import Card, Danger, Elide, IconLabel, h, holder, label, line, unverified, v
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.kit.layout import Tiles
from patrol_app.i18n import _
from patrol_app.services.seasons import Season

ABREAST = 5  # more cells stand in two lines
ICONS = {
    "danger": "fire-alert",
    "fire": "calendar-alert",
    "grazing": "sheep",
    "vector": "bug-outline",
    "survey": "magnify",
}


class SeasonStrip(Card):
    """One cell a season, side by side; none hides the strip."""

    def __init__(self) -> None:
        super().__init__(flush=True, hug=True)
        self.setAccessibleName(_("Season"))
        self.hide()

    def show_seasons(self, found: Sequence[Season]) -> None:
        """Show other cells."""
        clear_layout(self.body)
        self.setVisible(bool(found))
        if found:
            # a widget around them: a layout alone would leave its cells behind when it goes
            rows = 1 if len(found) <= ABREAST else 2
            abreast = -(-len(found) // rows)
            for start in range(0, len(found), abreast):
                part = found[start : start + abreast]
                cells = (_cell(one, first=at == 0) for at, one in enumerate(part))
                self.body.add(holder(Tiles(*cells)))


def _cell(season: Season, *, first: bool) -> QWidget:
    role = "accent" if season.active else "text3"
    words = season.span
    if season.left is not None:
        words = _("{span} · {n} days left").format(span=season.span, n=season.left)
    row = h(Danger(season.level), None) if season.level else h(Elide(words, bold=True))
    source = h(gap="half")
    if season.source:
        named = _("Source: {name}").format(name=source_words(season.source))
        source.add(Elide(named, "caption", role="text3"))
    if season.unverified:
        source.add(unverified())
    column = v(label(season.title, "caption", wrap=True), row, gap="half")
    if season.source or season.unverified:
        column.add(source.add(None))
    elif season.hint:
        column.add(Elide(season.hint, "caption", role="text3"))
    inner = h(IconLabel(ICONS[season.key], role), (holder(column), 1), margins="card_gap")
    cell = holder(h(*(() if first else (line(vertical=True),)), (holder(inner), 1), gap=0))
    cell.setAccessibleName(f"{season.title} {words}")
    cell.setToolTip(season.hint)
    return cell
