"""The right side of a form: what the rules say, computed values, photos."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLabel, QWidget

from patrol_app.domain.instant import minute_text
from patrol_app.domain.records.attachment import Attachment
from patrol_app.domain.remark import Remark
from patrol_app.gui.forms.values import short_moment, trimmed
from patrol_app.gui.kit import (
    Button,
    Card,
    Elide,
    IconLabel,
    ProgressLine,
    h,
    holder,
    label,
    scroll,
    v,
)
from patrol_app.gui.theme import current
from patrol_app.i18n import N_, _
from patrol_app.services.ports import Stored

THUMB = (132, 88)
PHOTO_FILTER = "*.jpg *.jpeg *.JPG *.JPEG"
JUDGED = {
    "sheep_units_e4": (N_("Sheep units"), 4),
    "score_e2": (N_("Total score"), 2),
    "score_grade": (N_("Grade"), 0),
}
OWN = {
    "heads": (N_("Heads in all"), 0),
    "abnormal": (N_("Abnormal trees"), 0),
    "due": (N_("Due to attend"), 0),
    "present": (N_("Present"), 0),
}
SPANS = {
    "assembly_s": N_("Assembly"),
    "travel_s": N_("Travel"),
    "attack_s": N_("Alarm to first attack"),
}


class RemarksCard(Card):
    """Errors, warnings and notes of the rules, each with icon and word."""

    TONES = {"error": "overdue", "warning": "due", "note": "info"}

    def __init__(self) -> None:
        super().__init__(_("Check"))
        self._rows = v(gap="x1")
        self.body.addLayout(self._rows)
        self.show_remarks(None)

    def show_remarks(self, remarks: Sequence[Remark] | None) -> None:
        """Show them; None while nothing was checked yet."""
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        if remarks is None:
            self._line("", _("Checked when you save"))
            return
        if not remarks:
            self._line("ok", _("Nothing to complain about"))
        for remark in remarks:
            self._line(self.TONES[remark.level], remark.message())

    def _line(self, tone: str, words: str) -> None:
        text = label(words, "table", "" if tone == "ok" else tone, wrap=True)
        if not tone:
            self._rows.add(label(words, "muted"))
            return
        icon = IconLabel(current().state(tone).icon, tone)
        row = h()
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.add((text, 1))
        self._rows.add(holder(row))


class FactsCard(Card):
    """Values that the program computes, and who wrote when."""

    def __init__(self) -> None:
        super().__init__(_("Computed"))
        self._rows = v(gap="half")
        self.body.addLayout(self._rows)
        self.hide()

    def show_stored(self, stored: Stored | None) -> None:
        """Show what the fold and the rules computed."""
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        self.setVisible(stored is not None)
        if stored is None:
            return
        for name, words in facts_of(stored):
            self._rows.add(holder(h(label(name, "caption"), None, label(words, "table"))))


def facts_of(stored: Stored) -> list[tuple[str, str]]:
    """(name, words) of the computed values of a record."""
    found: list[tuple[str, str]] = []
    for key, (name, scale) in JUDGED.items():
        judged = stored.judged.get(key)
        value = judged.get("value") if isinstance(judged, dict) else None
        if value is not None:
            words = trimmed(value, scale) if isinstance(value, int) else str(value)
            found.append((_(name), words))
    for key, (name, scale) in OWN.items():
        value = stored.own.get(key)
        if isinstance(value, int) and value:
            found.append((_(name), trimmed(value, scale)))
    for key, msgid in SPANS.items():
        value = stored.own.get(key)
        if isinstance(value, int):
            found.append((_(msgid), f"{value // 60}:{value % 60:02d}"))
    if stored.created_ms:
        found.append((_("Entered"), minute_text(stored.created_ms)))
    if stored.changed_ms > stored.created_ms:
        found.append((_("Last change"), minute_text(stored.changed_ms)))
    if stored.record.device:
        found.append((_("Device"), f"{stored.record.unit} · {stored.record.device}"))
    return found


class Thumb(QWidget):
    """One photo: small picture, name, when it was taken."""

    def __init__(self, photo: Attachment, picture: bytes | None) -> None:
        super().__init__()
        size = QSize(current().scaled(THUMB[0]), current().scaled(THUMB[1]))
        image = QLabel()
        image.setFixedSize(size)
        image.setAlignment(Qt.AlignmentFlag.AlignCenter)
        shown = QPixmap()
        if picture is not None and shown.loadFromData(picture):
            grown = Qt.AspectRatioMode.KeepAspectRatioByExpanding
            big = shown.scaled(size, grown, Qt.TransformationMode.SmoothTransformation)
            left, top = (big.width() - size.width()) // 2, (big.height() - size.height()) // 2
            image.setPixmap(big.copy(left, top, size.width(), size.height()))
        else:
            image.setPixmap(current().pixmap("image-off-outline", "text3", "icon_empty"))
        taken = short_moment(photo.taken_at.ms) if photo.taken_at else _("No capture data")
        image.setAccessibleName(f"{photo.name} {taken}")
        image.setToolTip(photo.name)
        self.setLayout(v(image, Elide(taken, "caption", role="text2"), gap="half"))


class PhotosCard(Card):
    """Photos of a record, with a button and a drop place for more.

    Signals:
        asked: local paths of photos to be attached.
        cancelled: the person stops the work under way.
    """

    asked = Signal(list)
    cancelled = Signal()

    def __init__(self) -> None:
        self._add = Button(_("Add photos"), "quiet", "camera-plus-outline")
        super().__init__(_("Photos"), actions=[self._add])
        self._add.clicked.connect(self._choose)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._hint = label(_("Drop photos here"), "muted")
        self._progress: ProgressLine | None = None
        self.body.add(self._hint, scroll(holder(self._grid)))

    def show_photos(self, photos: Sequence[tuple[Attachment, bytes | None]]) -> None:
        """Show these photos."""
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        for place, (photo, picture) in enumerate(photos):
            self._grid.addWidget(Thumb(photo, picture), place // 3, place % 3, left)
        self._hint.setVisible(not photos)
        self.set_caption(_("{n} photos").format(n=len(photos)) if photos else "")

    def set_progress(self, done: int, total: int, seconds: float) -> None:
        """Show that photos are being read."""
        if self._progress is None:
            self._progress = ProgressLine(_("Reading photos"), _("After a cancel no photo is kept"))
            self._progress.cancelled.connect(self.cancelled)
            self.body.addWidget(self._progress)
        self._progress.show_progress(done, total, seconds)

    def end_progress(self) -> None:
        """The work is over."""
        if self._progress is not None:
            self._progress.hide()
            self._progress.deleteLater()
            self._progress = None

    def _choose(self) -> None:
        dialog = QFileDialog(self, _("Add photos"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(f"{_('Photos')} ({PHOTO_FILTER})")
        dialog.filesSelected.connect(partial(self._chosen))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _chosen(self, paths: list[str]) -> None:
        self.asked.emit(paths)
