"""What is known of the row with the focus: what reading showed, what is missing, its files."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from patrol_app.gui import kit
from patrol_app.gui.forms.values import listed
from patrol_app.i18n import _
from patrol_app.services.batch.check import Checked
from patrol_app.services.batch.types import BatchRow

CM_PER_KM = 100_000
TONES = {"error": ("overdue", "alert-circle-outline"), "warning": ("due", "alert-outline"),
         "note": ("text3", "information-outline")}  # fmt: skip
MOST_LINES = 8


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
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for line in lines(row, checked) if row is not None else []:
            self._lines.add(line)
        self._lines.addStretch(1)

    def words(self) -> str:
        """Everything that is said (for tests)."""
        return "\n".join(one.text() for one in self.findChildren(kit.Elide))


def lines(row: BatchRow, checked: Checked | None) -> list[QWidget]:
    """One line a remark, then the files."""
    remarks = [*row.notes, *(checked.remarks if checked else ())]
    order = {"error": 0, "warning": 1, "note": 2}
    remarks.sort(key=lambda remark: order[remark.level])
    made: list[QWidget] = []
    for remark in remarks[:MOST_LINES]:
        tone, icon = TONES[remark.level]
        made.append(_line(icon, tone, remark.message()))
    if len(remarks) > MOST_LINES:
        more = _("{n} more").format(n=len(remarks) - MOST_LINES)
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


def _line(icon: str, tone: str, words: str) -> QWidget:
    text = kit.Elide(words, "table")
    return kit.holder(kit.h(kit.IconLabel(icon, tone), (text, 1), gap="half"))
