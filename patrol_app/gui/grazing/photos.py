"""The photos of a violation by what they show: three that a case needs, and the rest (§5.5)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from patrol_app.domain.records.attachment import Attachment
from patrol_app.domain.rules.grazing import SLOTS
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.gui.forms.side import PHOTO_FILTER, THUMB, PhotosCard, Thumb, count_words
from patrol_app.gui.kit import Button, h, holder, label, v
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.theme import current
from patrol_app.i18n import _
from patrol_app.services.films import ROLE

ABREAST = 3  # the three that are needed stand in the first row
OFFERED = (*SLOTS, "deed", "mark", "photo")


class SlotsCard(PhotosCard):
    """A place for each photo that the case needs, then every other photo.

    Signals:
        wanted: (role, paths) of photos chosen for a place.
        moved: (attachment id, role) of a photo that shows something else.
    """

    wanted = Signal(str, list)
    moved = Signal(str, str)

    def __init__(self) -> None:
        super().__init__(_("Photos and films"))
        self._missing = label("", "table", "overdue")
        self.body.insertWidget(0, self._missing)
        self.show_photos(())

    def show_photos(self, photos: Sequence[tuple[Attachment, bytes | None]]) -> None:
        """Each photo under what it shows; an empty place asks for its own."""
        clear_layout(self._grid)
        held = {photo.role for photo, _picture in photos}
        tiles: list[QWidget] = []
        for role in SLOTS:
            mine = [pair for pair in photos if pair[0].role == role]
            tiles.append(self._tile(*mine[0]) if mine else self._place(role))
        first = {role: next((p.id for p, _x in photos if p.role == role), "") for role in SLOTS}
        rest = [pair for pair in photos if first.get(pair[0].role) != pair[0].id]
        tiles += [self._tile(*pair) for pair in rest]
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        for place, tile in enumerate(tiles):
            self._grid.addWidget(tile, place // ABREAST, place % ABREAST, left)
        absent = [role for role in SLOTS if role not in held]
        self._missing.setVisible(bool(absent))
        words = _("{n} photos are needed · {m} missing")
        self._missing.setText(words.format(n=len(SLOTS), m=len(absent)))
        self._hint.setVisible(not photos)
        self.set_caption(count_words([photo for photo, _picture in photos]))

    def choose_for(self, role: str) -> None:
        """Ask for the files of a place."""
        name = vocabulary("attachment_role").label(role)
        dialog = QFileDialog(self, _("Photos: {what}").format(what=name))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(f"{_('Photos')} ({PHOTO_FILTER})")
        dialog.filesSelected.connect(lambda paths: self.wanted.emit(role, paths))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _place(self, role: str) -> QWidget:
        name = vocabulary("attachment_role").label(role)
        add = Button("", "slot", "camera-plus-outline", icon_role="overdue")
        words = _("{what} is missing").format(what=name)
        add.setAccessibleName(words)
        add.setToolTip(words)
        add.setFixedSize(current().scaled(THUMB[0]), current().scaled(THUMB[1]))
        add.clicked.connect(partial(self._asked_for, role))
        return holder(v(add, label(words, "caption", "overdue"), gap="half"))

    def _asked_for(self, role: str, _checked: bool = False) -> None:
        self.choose_for(role)

    def _tile(self, photo: Attachment, picture: bytes | None) -> QWidget:
        if photo.role == ROLE:
            return self.tile(photo, picture)
        name = vocabulary("attachment_role").label(photo.role)
        other = Button(name, "quiet", "chevron-down")
        other.setToolTip(_("Say what this photo shows"))
        other.clicked.connect(lambda _checked=False: self._offer(photo, other))
        return holder(v(Thumb(photo, picture), h(other, None), gap=0))

    def _offer(self, photo: Attachment, under: Button) -> None:
        menu = QMenu(self)
        for role in OFFERED:
            words = vocabulary("attachment_role").label(role)
            action = menu.addAction(words, partial(self.moved.emit, photo.id, role))
            action.setEnabled(role != photo.role)
        menu.aboutToHide.connect(lambda: QTimer.singleShot(0, menu.deleteLater))
        menu.popup(under.mapToGlobal(under.rect().bottomLeft()))
