"""The right side of a form: what the rules say, photos."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLabel, QWidget

from patrol_app.domain.base import Record
from patrol_app.domain.fields import specs
from patrol_app.domain.records.attachment import Attachment
from patrol_app.domain.remark import Remark
from patrol_app.geo.readers.recognise import PHOTOS, SUFFIXES
from patrol_app.gui.forms.values import listed, short_moment
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
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.theme import current
from patrol_app.i18n import _
from patrol_app.limits import MIB
from patrol_app.services import films

THUMB = (132, 88)
EMPTY = "field.required"  # code of the remark on a field that has to be filled
PHOTO_FILTER = " ".join(
    f"*{suffix} *{suffix.upper()}" for suffix, kind in SUFFIXES.items() if kind in PHOTOS
)
FILM_FILTER = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in films.SUFFIXES)


class RemarksCard(Card):
    """Errors, warnings and notes of the rules, each with icon and word.

    Args:
        cls: record class whose fields are named where they are empty; None names none.
    """

    TONES = {"error": "overdue", "warning": "due", "note": "info"}

    def __init__(self, cls: type[Record] | None = None) -> None:
        super().__init__(_("Check"))
        self._labels = (
            {} if cls is None else {one.name: one.ui.label for one in specs(cls).values()}
        )
        self._rows = v(gap="x1")
        self.body.addLayout(self._rows)
        self.show_remarks(None)

    def show_remarks(self, remarks: Sequence[Remark] | None) -> None:
        """Show them; None while nothing was checked yet."""
        clear_layout(self._rows)
        if remarks is None:
            self._line("", _("Checked when you save"))
            return
        if not remarks:
            self._line("ok", _("Nothing to complain about"))
        empty = [one for one in remarks if one.code == EMPTY and one.field in self._labels]
        if empty:
            names = listed(dict.fromkeys(_(self._labels[one.field]) for one in empty))
            self._line("overdue", _("Please fill in: {names}").format(names=names))
        for remark in remarks:
            if remark not in empty:
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


class Thumb(QWidget):
    """One photo: small picture, name, when it was taken; of a film its size.

    Args:
        photo: the record; picture: a small JPEG, or None.
        edges: width and height in px at 100 %.
    """

    def __init__(
        self, photo: Attachment, picture: bytes | None, edges: tuple[int, int] = THUMB
    ) -> None:
        super().__init__()
        size = QSize(current().scaled(edges[0]), current().scaled(edges[1]))
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
            face = "filmstrip" if photo.role == films.ROLE else "image-off-outline"
            image.setPixmap(current().pixmap(face, "text3", "icon_empty"))
        taken = short_moment(photo.taken_at.ms) if photo.taken_at else _("No capture data")
        if photo.role == films.ROLE:
            taken = _("Film, {n} MB").format(n=f"{(photo.bytes or 0) / MIB:.1f}")
        image.setAccessibleName(f"{photo.name} {taken}")
        image.setToolTip(photo.name)
        self.setLayout(v(image, Elide(taken, "caption", role="text2"), gap="half"))


def count_words(held: Sequence[Attachment]) -> str:
    """How many photos and films there are; empty for none."""
    moving = sum(photo.role == films.ROLE for photo in held)
    still = len(held) - moving
    parts = [_("{n} photos").format(n=still)] if still else []
    return " · ".join([*parts, *([_("{n} films").format(n=moving)] if moving else [])])


class PhotosCard(Card):
    """Photos of a record, with a button and a drop place for more.

    Signals:
        asked: local paths of photos and films to be attached.
        copy_asked: the film that shall be written to a file.
        cancelled: the person stops the work under way.
    """

    asked = Signal(list)
    copy_asked = Signal(object)
    cancelled = Signal()

    def __init__(self, title: str = "") -> None:
        self._add = Button(_("Add photos"), "quiet", "camera-plus-outline")
        super().__init__(title or _("Photos"), actions=[self._add], hug=True)
        self._add.clicked.connect(self._choose)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._hint = label(_("Drop photos here"), "muted")
        self._progress: ProgressLine | None = None
        self.body.add(self._hint, scroll(holder(self._grid), hug=True))

    def show_photos(self, photos: Sequence[tuple[Attachment, bytes | None]]) -> None:
        """Show these photos."""
        clear_layout(self._grid)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        for place, (photo, picture) in enumerate(photos):
            self._grid.addWidget(self.tile(photo, picture), place // 3, place % 3, left)
        self._hint.setVisible(not photos)
        self.set_caption(count_words([photo for photo, _picture in photos]))

    def tile(self, photo: Attachment, picture: bytes | None) -> QWidget:
        """One photo; a film, which is not played here, has a way out."""
        thumb = Thumb(photo, picture)
        if photo.role != films.ROLE:
            return thumb
        out = Button(_("Save a copy"), "quiet", "content-save-outline")
        out.setObjectName("film-copy")
        out.clicked.connect(partial(self._copy, photo))
        return holder(v(thumb, h(out, None), gap=0))

    def _copy(self, film: Attachment, _checked: bool = False) -> None:
        self.copy_asked.emit(film)

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
        dialog.setNameFilter(f"{_('Photos and films')} ({PHOTO_FILTER} {FILM_FILTER})")
        dialog.filesSelected.connect(partial(self._chosen))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _chosen(self, paths: list[str]) -> None:
        self.asked.emit(paths)
