"""One photo larger, over the map."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from patrol_app.gui import kit
from patrol_app.gui.patrol.finding_form import photo_words
from patrol_app.gui.patrol.floating import Floating
from patrol_app.gui.patrol.loading import PhotoShown
from patrol_app.gui.patrol.photos import Thumb
from patrol_app.gui.theme import current
from patrol_app.i18n import _

VIEW_PX = 560  # longer side asked of the store
SHOWN = (300, 200)


class PhotoView(Floating):
    """The picture, its time and how its place is known; buttons to place it by hand.

    Args:
        over: the view it lies over.
        ground: the map, whose corner it takes.

    Signals:
        place_asked: id of the photo to be put on the map.
        type_asked: id of the photo whose time and place are to be typed.
    """

    place_asked = Signal(str)
    type_asked = Signal(str)

    def __init__(self, over: QWidget, ground: QWidget) -> None:
        super().__init__(over, ground)
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words = kit.Elide("", "caption", role="text2")
        self.shown: PhotoShown | None = None
        self.place = kit.Button(_("Place on the map"), "quiet", "map-marker-plus-outline")
        self.place.clicked.connect(lambda: self._ask(self.place_asked))
        self.typed = kit.Button(_("Type time and place"), "quiet", "pencil-outline")
        self.typed.clicked.connect(lambda: self._ask(self.type_asked))
        self._close = kit.Tool("close", _("Close"))
        self._close.clicked.connect(self.hide)
        self.put(
            kit.h((self._words, 1), self._close), self._picture, kit.h(self.place, self.typed, None)
        )

    def show_photo(self, shown: PhotoShown) -> None:
        """Show what is known at once; the picture follows by ``show_image``."""
        self.shown = shown
        where = Thumb(shown).where()
        self._words.set_text(f"{photo_words(shown)} · {where}")
        self.place.setVisible(shown.source in ("", "hand", "track"))
        self.typed.setVisible(shown.source != "photo" or not shown.photo.taken_at)
        scaled = current().scaled
        self._picture.setFixedSize(scaled(SHOWN[0]), scaled(SHOWN[1]))
        self.show_image(shown.picture)
        self.stand()

    def show_image(self, image: QImage | None) -> None:
        """Show the picture, or that it has not arrived."""
        if image is None:
            self._picture.setText(_("The picture has not arrived"))
            return
        pixmap = QPixmap.fromImage(image)
        self._picture.setPixmap(
            pixmap.scaled(
                self._picture.size(),
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        )

    def _ask(self, signal: SignalInstance) -> None:
        if self.shown is not None:
            self.hide()
            signal.emit(self.shown.photo.id)
