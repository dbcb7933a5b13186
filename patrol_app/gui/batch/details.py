"""What is known of the row with the focus: what reading showed, what is missing, its files."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from patrol_app.domain.fields import specs
from patrol_app.domain.records.patrol import Patrol
from patrol_app.domain.remark import Remark
from patrol_app.gui import kit
from patrol_app.gui.forms.values import listed
from patrol_app.i18n import _
from patrol_app.services.batch.check import Checked
from patrol_app.services.batch.types import BatchRow

CM_PER_KM = 100_000
TONES = {"error": ("overdue", "alert-circle-outline"), "warning": ("due", "alert-outline"),
         "note": ("text3", "information-outline")}  # fmt: skip
MOST_LINES = 8
SPECS = specs(Patrol)


class Details(kit.Card):
    """A card under the grid, made anew for each row."""

    def __init__(self) -> None:
        super().__init__(margins="x1")
        self.setAccessibleName(_("Details of the row"))
        self._lines = kit.v(gap="half")
        self.put(kit.scroll(kit.holder(self._lines)))
        kit.pin(self, height="height.batch_details")

    def show_row(self, row: BatchRow | None, checked: Checked | None) -> None:
        """Show a row; None clears the card."""
        kit.clear_layout(self._lines)
        for line in lines(row, checked) if row is not None else []:
            self._lines.add(line)
        self._lines.addStretch(1)

    def words(self) -> str:
        """Everything that is said (for tests)."""
        return "\n".join(one.text() for one in self.findChildren(kit.Elide))


def lines(row: BatchRow, checked: Checked | None) -> list[QWidget]:
    """One line a remark, then the files."""
    said = _said([*row.notes, *(checked.remarks if checked else ())])
    made: list[QWidget] = []
    for level, words in said[:MOST_LINES]:
        tone, icon = TONES[level]
        made.append(_line(icon, tone, words))
    if len(said) > MOST_LINES:
        more = _("{n} more").format(n=len(said) - MOST_LINES)
        made.append(_line("dots-horizontal", "text3", more))
    track = row.track
    if track is not None:
        dropped = sum(count for _reason, count in track.dropped)
        parts = [
            track.name,
            f"{track.length_cm / CM_PER_KM:.2f} km",
            _("{n} points").format(n=track.points),
            _("{n} points dropped").format(n=dropped) if dropped else "",
            _("receiver {serial}").format(serial=track.receiver) if track.receiver else "",
        ]
        made.append(_line("map-marker-path", "text2", " · ".join(one for one in parts if one)))
    if row.photos:
        names = listed(photo.name for photo in row.photos)
        made.append(_line("camera-outline", "text2", names))
    return made


def _said(remarks: Sequence[Remark]) -> list[tuple[str, str]]:
    """(level, sentence with the fields it is about); equal sentences of several fields are one."""
    fields: dict[tuple[str, str], list[str]] = {}
    for remark in remarks:
        spec = SPECS.get(remark.field) if remark.level == "error" else None
        names = fields.setdefault((remark.level, remark.message()), [])
        if spec is not None:
            names.append(_(spec.ui.label))
    order = {"error": 0, "warning": 1, "note": 2}
    return [
        (level, f"{listed(names)}: {words}" if names else words)
        for (level, words), names in sorted(fields.items(), key=lambda pair: order[pair[0][0]])
    ]


def _line(icon: str, tone: str, words: str) -> QWidget:
    text = kit.Elide(words, "table")
    return kit.holder(kit.h(kit.IconLabel(icon, tone), (text, 1), gap="half"))
