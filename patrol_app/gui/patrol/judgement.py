"""Side card of the patrol editor: is the patrol valid, by which rule, and what looks odd."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from patrol_app.gui import kit
from patrol_app.i18n import N_, _
from patrol_app.services.check_words import UNKNOWN, oddity_text

if TYPE_CHECKING:
    from patrol_app.geo.oddity import Oddity
    from patrol_app.services.judgement import Judgement
    from patrol_app.services.patrol_check import PatrolCheck

PARTS = (
    ("long_enough", N_("Way inside the grid")),
    ("time_enough", N_("Time inside the grid")),
    ("route_new", N_("Route not repeated in the month")),
    ("coverage_done", N_("Grid covered in the month")),
)
DASH = "—"
MARGINS = ("card_pad", "x1", "card_pad", "x1")


class JudgementCard(kit.Card):
    """有效与可信: what was measured, each part of the rule, and every oddity of the track.

    ``show_check`` takes what ``App.patrol_checks.check`` gave; ``show_found`` its two halves for
    a record that stands on the form and is not stored yet.
    """

    def __init__(self) -> None:
        super().__init__(_("Valid and plausible"), "", flush=True)
        self._shown: QWidget | None = None

    def show_check(self, found: PatrolCheck) -> None:
        """Show a stored patrol's report, and that the rule has changed since it was judged."""
        self.show_found(found.judgement, found.oddities, updated=found.changed)

    def show_found(
        self, judged: Judgement, oddities: tuple[Oddity, ...], *, updated: bool = False
    ) -> None:
        """Show a judgement and the oddities of the tracks.

        Args:
            judged: of ``RecordService.judgement``.
            oddities: of ``PatrolCheckService.plausibility``.
            updated: judged otherwise on submit.
        """
        column = kit.v(gap=0)
        for code in judged.unknown:
            column.add(_row("help-circle-outline", "text2", _(UNKNOWN[code])))
        for day in judged.days:
            parts = day.verdict.plain()
            if len(judged.days) > 1:
                column.add(_row("calendar-outline", "text2", day.date))
            for name, label in PARTS:
                column.add(_part(_(label), _value(name, judged, day), parts[name]))
        if updated:
            words = _("Judged otherwise on submit: the rule has changed since")
            column.add(_row("update", "due", words))
        for oddity in oddities:
            tone = "due" if oddity.level == "warning" else "text2"
            column.add(_row("alert-outline", tone, oddity_text(oddity)))
        if not oddities and judged.days:
            column.add(_row("check", "ok", _("The track shows nothing odd")))
        if judged.rule is not None:
            rule = kit.v(kit.label(judged.rule.words(), "caption", wrap=True), gap="half")
            if judged.rule.unverified:
                rule.add(kit.h(kit.unverified(), None))
            column.add(kit.holder(kit.h((rule, 1), margins=MARGINS), "rowlast"))
        self._replace(kit.holder(kit.v(column, None, gap=0)))
        said = {True: _("valid"), False: _("not valid"), None: _("not judged")}[judged.valid]
        self.set_caption(said)

    def _replace(self, shown: QWidget) -> None:
        old, self._shown = self._shown, shown
        if old is not None:
            self.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.body.addWidget(shown)


def _value(name: str, judged: Judgement, day: object) -> str:
    """The figure behind a part of the rule."""
    inside_cm, inside_min = getattr(day, "inside_cm", None), getattr(day, "inside_min", None)
    if name == "long_enough":
        return DASH if inside_cm is None else f"{inside_cm / 100_000:.2f} km"
    if name == "time_enough":
        return DASH if inside_min is None else f"{inside_min} min"
    if name == "route_new":
        return (
            DASH
            if judged.repeated_pct is None
            else _("{n} % repeated").format(n=judged.repeated_pct)
        )
    month = judged.month_coverage_e2
    return DASH if month is None else f"{month / 100:.2f} %"


def _part(label: str, value: str, met: bool | None) -> QWidget:
    tone, words = {
        True: ("ok", _("met")),
        False: ("due", _("not met")),
        None: ("draft", DASH),
    }[met]
    row = kit.h(gap="x1", margins=MARGINS)
    row.add((kit.label(label, "table", wrap=True), 1))
    row.add(kit.label(value, "strong"), kit.Chip(tone, words) if met is not None else None)
    return kit.holder(row, "row")


def _row(icon: str, tone: str, words: str) -> QWidget:
    picture = kit.IconLabel(icon, tone)
    row = kit.h(gap="x1", margins=MARGINS)
    row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
    row.add((kit.label(words, "table", wrap=True), 1))
    return kit.holder(row, "row")
