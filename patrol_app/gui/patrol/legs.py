"""What is seldom needed: who came along, who stood in, the stretches with their tracks."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from patrol_app.domain.instant import beijing
from patrol_app.domain.records.patrol import Leg
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.gui import kit
from patrol_app.gui.patrol.form import CHIEF, CREW, LogForm
from patrol_app.gui.patrol.loading import LegTrack
from patrol_app.i18n import _

DATUM_WORDS = {
    "wgs84": "WGS84",
    "cgcs2000": "CGCS2000",
}


def datum_words(code: str | None) -> str:
    """A datum in words."""
    if code == "shifted":
        return _("Shifted (phone map)")
    return DATUM_WORDS.get(code or "", _("Not known"))


class Folded(kit.Card):
    """A card that opens by its button: 更换交通工具/人员, 登记与宣传.

    Args:
        words: verb of the button.
        icon: of the button.
        content: shown when open.
    """

    def __init__(self, words: str, icon: str, content: QWidget) -> None:
        super().__init__(margins="x1")
        self.button = kit.Button(words, "quiet", icon)
        self.button.setCheckable(True)
        self.content = content
        content.hide()
        self.button.toggled.connect(content.setVisible)
        self._head = kit.h(self.button, None)
        self.put(self._head, content)

    def add_beside(self, button: QWidget) -> None:
        """Put a button at the right of the card's own."""
        self._head.add(button)

    def open(self) -> None:
        """Show what is inside."""
        self.button.setChecked(True)


def crew_card(form: LogForm, rows: QWidget) -> Folded:
    """更换交通工具/人员: hidden until somebody needs it."""
    fields = kit.holder(form.columns(CREW, 3))
    content = kit.holder(kit.v(fields, rows, margins=("x1", 0, "x1", "x1")))
    return Folded(_("Other means or people"), "account-switch-outline", content)


def chief_card(form: LogForm) -> kit.Card:
    """林长巡林: what the chief's tour adds; shown for that type of patrol only."""
    card = kit.Card(_("Forest chief's patrol"))
    card.put(kit.holder(form.columns(CHIEF, 3)))
    card.hide()
    return card


def leg_title(leg: Leg) -> str:
    """Times, means and length of a leg in one line."""
    span = ""
    if leg.start_at and leg.end_at:
        span = f"{beijing(leg.start_at.ms):%H:%M}—{beijing(leg.end_at.ms):%H:%M}"
    length = "" if leg.length_cm is None else f"{leg.length_cm / 100_000:.2f} km"
    means = vocabulary("means").label(leg.means) if leg.means else ""
    return " · ".join(part for part in (span, means, length) if part)


def leg_caption(leg: Leg, held: LegTrack | None) -> str:
    """File, datum, dropped points, and what is wrong with the track."""
    dropped = sum(count for _reason, count in leg.dropped)
    drawn = _("drawn by hand") if leg.track_source == "drawn" else ""
    typed = _("typed by hand") if leg.typed_length else ""
    parts = [leg.source_name, drawn, typed, datum_words(leg.datum) if leg.track_sha256 else ""]
    if dropped:
        parts.append(_("{n} points dropped").format(n=dropped))
    if held is not None and held.fault:
        parts.append(held.fault)
    elif leg.track_sha256 and (held is None or held.track is None):
        parts.append(_("the track has not arrived"))
    return " · ".join(part for part in parts if part)
