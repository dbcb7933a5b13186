"""What is seldom needed: who came along, who stood in, the stretches with their tracks."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from patrol_app.domain.instant import beijing
from patrol_app.domain.records.patrol import Leg
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.gui import kit
from patrol_app.gui.patrol.form import CREW, LogForm
from patrol_app.gui.patrol.loading import LegTrack, Loaded
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


class LegRows(QWidget):
    """One line for each stretch: time, means, length, datum, file, dropped points."""

    def __init__(self) -> None:
        super().__init__()
        self._column = kit.v(gap=0)
        self.setLayout(self._column)

    def show_legs(self, loaded: Loaded) -> None:
        """Show other stretches."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        held = {leg.leg.key: leg for leg in loaded.tracks}
        for leg in loaded.record.legs:
            title = " · ".join(part for part in _title(leg) if part)
            row = kit.ListRow(title, _caption(leg, held.get(leg.key)), icon="map-marker-path")
            self._column.add(row)


def crew_card(form: LogForm, rows: LegRows) -> Folded:
    """更换交通工具/人员: hidden until somebody needs it."""
    fields = kit.holder(form.columns(CREW, 3))
    content = kit.holder(kit.v(fields, rows, margins=("x1", 0, "x1", "x1")))
    return Folded(_("Other means or people"), "account-switch-outline", content)


def _title(leg: Leg) -> list[str]:
    span = ""
    if leg.start_at and leg.end_at:
        span = f"{beijing(leg.start_at.ms):%H:%M}—{beijing(leg.end_at.ms):%H:%M}"
    length = "" if leg.length_cm is None else f"{leg.length_cm / 100_000:.2f} km"
    return [span, vocabulary("means").label(leg.means) if leg.means else "", length]


def _caption(leg: Leg, held: LegTrack | None) -> str:
    dropped = sum(count for _reason, count in leg.dropped)
    parts = [leg.source_name, datum_words(leg.datum)]
    if dropped:
        parts.append(_("{n} points dropped").format(n=dropped))
    if held is not None and held.fault:
        parts.append(held.fault)
    elif leg.track_sha256 and (held is None or held.track is None):
        parts.append(_("the track has not arrived"))
    return " · ".join(part for part in parts if part)
