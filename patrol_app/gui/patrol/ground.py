"""What happens on the map, in the photo strip and in the card of findings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog

from patrol_app.domain.instant import beijing
from patrol_app.domain.position import Place
from patrol_app.domain.records.finding import Finding
from patrol_app.errors import PatrolError
from patrol_app.geo.readers.recognise import SUFFIXES
from patrol_app.gui import kit
from patrol_app.gui.forms.values import from_json
from patrol_app.gui.map.modes import PICK
from patrol_app.gui.patrol import saving
from patrol_app.gui.patrol.clocking import CameraClocks
from patrol_app.gui.patrol.drawing import picture
from patrol_app.gui.patrol.finding_form import FindingForm, track_datum
from patrol_app.gui.patrol.loading import PhotoShown, thumbnail
from patrol_app.gui.patrol.photo_facts import PhotoFacts
from patrol_app.gui.patrol.photos import PHOTO_MIME
from patrol_app.gui.patrol.view import PatrolView
from patrol_app.gui.patrol.viewer import VIEW_PX
from patrol_app.i18n import _

if TYPE_CHECKING:
    from patrol_app.gui.patrol.editor import PatrolEditor

FILE_FILTER = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in SUFFIXES)


class Ground(QObject):
    """Photos, places, findings of one editor.

    Args:
        editor: it belongs to.

    Attributes:
        placing: id of the photo that the next click on the map places, or empty.
        keeping: a finding is on its way to the store.
        clocks: corrects cameras' clocks; facts: the open form of a photo, or None.
    """

    def __init__(self, editor: PatrolEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        self.placing = ""
        self.keeping = False
        self.clocks = CameraClocks(editor)
        self.facts: PhotoFacts | None = None

    def wire(self, view: PatrolView) -> None:
        """Listen to the parts of a new view."""
        view.findings.kept.connect(self.keep_finding)
        view.map.picked.connect(self._picked)
        view.map.pointed.connect(self._pointed)
        view.map.placed.connect(self._placed)
        view.findings.pick_asked.connect(self.start_picking)
        view.photos.chosen.connect(self.show_photo)
        view.photos.place_asked.connect(self.start_placing)
        view.viewer.place_asked.connect(self.start_placing)
        view.viewer.type_asked.connect(self.type_facts)
        self.clocks.wire(view)
        view.map.setAcceptDrops(True)
        view.map.installEventFilter(self)
        view.photos.more_asked.connect(self.choose_files)
        view.import_asked.connect(self.choose_files)

    def escape(self) -> bool:
        """Undo the innermost thing under way; False when there is none."""
        view = self._editor.view
        if view is None:
            return False
        if view.map.mode is not None:  # a line that was drawn goes out by ``measured``
            view.map.stop()
            self._stop_placing()
        elif self.clocks.close() or self._close_facts():
            pass  # one thing at a time
        elif view.viewer.isVisible():
            view.viewer.hide()
        elif view.findings.open_form is not None and view.findings.open_form.is_blank():
            view.findings.close_form()
        else:
            return False
        return True

    def choose_files(self) -> None:
        """Ask for files and have them imported."""
        paths, _kind = QFileDialog.getOpenFileNames(
            self._editor, _("Choose tracks and photos"), "", FILE_FILTER
        )
        if paths:
            self.import_files([Path(path) for path in paths])

    def import_files(self, paths: list[Path]) -> None:
        """Hand files over to the import; they belong to this patrol when it is saved."""
        editor = self._editor
        if not editor.rec and editor.dirty():
            editor.writer.save(lambda: self.import_files(paths))
            return
        number = editor.loaded.record.number if editor.loaded and editor.rec else ""
        editor.import_asked.emit(tuple(paths), editor.rec, number)

    def restore_finding(self, body: dict[str, Any]) -> None:
        """Open the form of a finding that was being typed."""
        values = body.get("finding")
        if isinstance(values, dict) and self._editor.view is not None:
            self._editor.view.findings.open_finding().restore(from_json(Finding, values))

    def _form(self) -> FindingForm | None:
        return self._editor.view.findings.open_form if self._editor.view else None

    def _photo(self, rec: str) -> PhotoShown | None:
        loaded = self._editor.loaded
        photos = loaded.photos if loaded else ()
        return next((shown for shown in photos if shown.photo.id == rec), None)

    def _picked(self, key: str) -> None:
        kind, _colon, rec = key.partition(":")
        view, loaded = self._editor.view, self._editor.loaded
        assert view is not None and loaded is not None
        form = self._form()
        if kind == "photo" and form is not None:
            form.take_photo(rec)
        elif kind == "photo":
            self.show_photo(rec)
        elif kind == "finding" and form is None:
            finding = next((one for one in loaded.finding_records if one.id == rec), None)
            if finding is not None:
                view.reveal(view.findings.open_finding(finding))

    def _pointed(self, place: tuple[int, int]) -> None:
        """Free ground was clicked: with an open finding that is where it was found."""
        form = self._form()
        if form is not None:
            form.take_place(self._spot(place))

    def _placed(self, place: tuple[int, int]) -> None:
        """The place that was asked for, of a photo or of the open finding."""
        if self.placing:
            self._place(self.placing, self._spot(place))
        else:
            self._pointed(place)

    def _spot(self, place: tuple[int, int]) -> Place:
        loaded = self._editor.loaded
        datum = track_datum(loaded) if loaded is not None else "unknown"
        return Place(lat=place[0], lon=place[1], datum=datum, source="hand")

    def start_picking(self) -> None:
        """The next click on the map, on a track too, is where the open finding was made."""
        view = self._editor.view
        if view is not None:
            view.show_ground()
            view.map.pick(_("Click where it was found; Esc stops"))

    def show_photo(self, rec: str) -> None:
        """Pick a photo out in strip and map, and show it larger."""
        editor, shown = self._editor, self._photo(rec)
        view, loaded = editor.view, editor.loaded
        if shown is None or view is None or loaded is None:
            return
        view.photos.mark(rec)
        view.map.show_list(picture(loaded, f"photo:{rec}"), keep_view=True)
        view.viewer.show_photo(shown)
        app, photo = editor.ctx.app, shown.photo
        editor.ctx.work.query(
            lambda: thumbnail(app.store, photo, VIEW_PX),
            lambda image: view.viewer.show_image(image) if view.viewer.shown is shown else None,
            owner=view,
        )

    def start_placing(self, rec: str) -> None:
        """The next click on the map is where this photo was taken."""
        shown, view = self._photo(rec), self._editor.view
        if shown is None or view is None:
            return
        if not view.has_map():
            self.type_facts(rec)
            return
        self.clocks.close()
        self.placing = rec
        view.viewer.hide()
        title = _("Click where {name} was taken").format(name=shown.photo.name)
        body = _("Or drag the photo there. Esc stops.")
        note = kit.Note("info", title, body, _("Type it instead"))
        note.acted.connect(lambda: self.type_facts(rec))
        view.show_note(note)
        view.map.pick(title)

    def type_facts(self, rec: str) -> None:
        """A form for time and place of a photo, as far as it does not say them itself."""
        editor, shown = self._editor, self._photo(rec)
        view, loaded = editor.view, editor.loaded
        if shown is None or view is None or loaded is None or not loaded.own_unit:
            return
        self._stop_placing()
        self._close_facts()
        self.clocks.close()
        start = loaded.record.start_at
        dms = editor.ctx.settings.text("coordinates") == "dms"
        day = beijing(start.ms).date() if start else None
        self.facts = PhotoFacts(view, view.map, shown, day, dms=dms)
        self.facts.kept.connect(self._write_photo)
        self.facts.given_up.connect(self._close_facts)

    def _close_facts(self) -> bool:
        facts, self.facts = self.facts, None
        if facts is None:
            return False
        facts.hide()
        facts.deleteLater()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A photo dropped on the map was taken there; files are left to the window."""
        kinds = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)
        view = self._editor.view
        if event.type() not in kinds or not isinstance(event, QDropEvent) or view is None:
            return super().eventFilter(watched, event)
        if not event.mimeData().hasFormat(PHOTO_MIME):
            event.ignore()
            return True
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            rec = bytes(event.mimeData().data(PHOTO_MIME).data()).decode()
            at = view.map.view().to_metres(event.position().x(), event.position().y())
            self._place(rec, self._spot(view.map.plane().position(*at)))
        return True

    def _stop_placing(self) -> None:
        view = self._editor.view
        if not self.placing or view is None:
            return
        self.placing = ""
        if view.map.mode is not None and view.map.mode.kind == PICK:
            view.map.stop()
        view.show_note(None)

    def _place(self, rec: str, spot: Place) -> None:
        self._stop_placing()
        self._write_photo(rec, {"position": spot})

    def _write_photo(self, rec: str, values: Mapping[str, Any]) -> None:
        """Write what a person says of a photo; it can be taken back."""
        editor, before = self._editor, self._photo(rec)
        self._close_facts()
        if before is None or not values:
            return
        app, actor = editor.ctx.app, editor.ctx.actor()
        old = {name: getattr(before.photo, name) for name in values}
        words = _("The photo was placed by hand")
        if "position" not in values:
            words = _("The time of the photo was typed by hand")

        def undo() -> None:
            """Put it back as it was."""
            editor.ctx.work.command(lambda: saving.keep_photo(app, actor, rec, old))

        def done(_none: object) -> None:
            """Show it there."""
            editor.ctx.toast(words, undo)
            editor.reload()

        editor.ctx.work.command(
            lambda: saving.keep_photo(app, actor, rec, values),
            done,
            owner=editor,
            origin=editor.origin,
        )

    def keep_finding(self, rec: str, values: Any, photo: str) -> None:
        """Write a finding; a patrol that was never saved is saved first."""
        editor = self._editor
        if not editor.rec:
            self.keeping = True
            editor.writer.save(lambda: self.keep_finding(rec, values, photo))
            return
        app, actor, patrol = editor.ctx.app, editor.ctx.actor(), editor.rec
        self.keeping = True
        editor.ctx.work.command(
            lambda: saving.keep_finding(app, actor, patrol, rec, values, photo),
            self._kept,
            self._refused,
            owner=editor,
            origin=editor.origin,
        )

    def _kept(self, _rec: str) -> None:
        self.keeping = False
        if self._editor.view is not None:
            self._editor.view.findings.close_form()
        self._editor.ctx.toast(_("The finding is recorded"), None)
        self._editor.reload()

    def _refused(self, fault: PatrolError) -> None:
        self.keeping = False
        form = self._form()
        if form is not None and fault.details:
            form.show_faults(fault.details)
            return
        self._editor.ctx.toast(fault.message(), None)
