"""What happens on the map, in the photo strip and in the card of findings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from patrol_app.domain.position import Place
from patrol_app.domain.records.finding import Finding
from patrol_app.errors import PatrolError
from patrol_app.gui import kit
from patrol_app.gui.forms.values import from_json
from patrol_app.gui.patrol import saving
from patrol_app.gui.patrol.drawing import picture
from patrol_app.gui.patrol.finding_form import FindingForm, track_datum
from patrol_app.gui.patrol.loading import PhotoShown, thumbnail
from patrol_app.gui.patrol.view import PatrolView
from patrol_app.gui.patrol.viewer import VIEW_PX
from patrol_app.i18n import _

if TYPE_CHECKING:
    from patrol_app.gui.patrol.editor import PatrolEditor

FILE_FILTER = "*.gpx *.csv *.jpg *.jpeg *.GPX *.CSV *.JPG *.JPEG"


class Ground(QObject):
    """Photos, places, findings of one editor.

    Args:
        editor: it belongs to.

    Attributes:
        placing: id of the photo that the next click on the map places, or empty.
        keeping: a finding is on its way to the store.
    """

    def __init__(self, editor: PatrolEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        self.placing = ""
        self.keeping = False

    def wire(self, view: PatrolView) -> None:
        """Listen to the parts of a new view."""
        view.findings.kept.connect(self.keep_finding)
        view.map.picked.connect(self._picked)
        view.map.pointed.connect(self._pointed)
        view.photos.chosen.connect(self.show_photo)
        view.photos.place_asked.connect(self.start_placing)
        view.viewer.place_asked.connect(self.start_placing)
        view.photos.more_asked.connect(self.choose_files)
        view.import_asked.connect(self.choose_files)

    def escape(self) -> bool:
        """Undo the innermost thing under way; False when there is none."""
        view = self._editor.view
        if view is None:
            return False
        if self.placing:
            self._stop_placing()
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
        loaded = self._editor.loaded
        if loaded is None:
            return
        spot = Place(lat=place[0], lon=place[1], datum=track_datum(loaded), source="hand")
        form = self._form()
        if self.placing:
            self._place(self.placing, spot)
        elif form is not None:
            form.take_place(spot)

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
        if shown is None or view is None or not view.has_map():
            if view is not None:
                self._editor.ctx.toast(_("Without a track there is no map to place it on"), None)
            return
        self.placing = rec
        view.viewer.hide()
        view.set_placing(True)
        title = _("Click where {name} was taken").format(name=shown.photo.name)
        note = kit.Note("info", title, "", _("Cancel"))
        note.acted.connect(self._stop_placing)
        view.show_note(note)

    def _stop_placing(self) -> None:
        self.placing = ""
        if self._editor.view is not None:
            self._editor.view.set_placing(False)
            self._editor.view.show_note(None)

    def _place(self, rec: str, spot: Place) -> None:
        self._stop_placing()
        editor = self._editor
        app, actor = editor.ctx.app, editor.ctx.actor()
        before = self._photo(rec)
        old = before.photo.position if before else None

        def undo() -> None:
            """Put it back where it was."""
            editor.ctx.work.command(lambda: saving.place_photo(app, actor, rec, old))

        def done(_none: object) -> None:
            """Show it there."""
            editor.ctx.toast(_("The photo was placed by hand"), undo)
            editor.reload()

        editor.ctx.work.command(
            lambda: saving.place_photo(app, actor, rec, spot),
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
