"""Lists of inspections in and the folder out, from the problems' page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from patrol_app.bootstrap import App
from patrol_app.domain.records.dataset import PATCH
from patrol_app.gui.base.importing import ImportBaseEditor
from patrol_app.gui.context import Context
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.kit import spaced
from patrol_app.i18n import N_, _
from patrol_app.services.base_import import BaseImport
from patrol_app.services.patch_export import Folder


class ImportPatchesEditor(ImportBaseEditor):
    """The list of an inspection on its way in.

    Args:
        ctx: see ``Context``.
        path: the file; None asks for it.
    """

    words = N_("Import an inspection list")

    def __init__(self, ctx: Context, path: Path | None = None) -> None:
        super().__init__(ctx, PATCH, path)

    def importer(self, app: App) -> BaseImport:
        """Rows become problems."""
        return app.patch_import


def export_folder(ctx: Context, batch: str, chooser: Chooser, owner: QWidget) -> None:
    """Ask where to, and write the folder of an inspection there.

    Args:
        ctx: see ``Context``.
        batch: the inspection; empty says to choose one first.
        chooser: asks for the place.
        owner: widget that asked.
    """
    if not batch:
        ctx.toast(_("Choose one inspection in the filter first"), None)
        return
    place = chooser.folder(owner, _("Where shall the folder be made?"))
    if place is None:
        return
    app, actor = ctx.app, ctx.actor()
    target = place / _("Forest inspection {batch}").format(batch=batch.replace("/", "-"))

    def job(progress: Any, cancelled: Any) -> Folder:
        """The folder."""
        return app.patch_export.write(
            actor, batch, target, on_progress=progress, cancelled=cancelled
        )

    def done(made: Folder) -> None:
        """Say what was written, and what could not be."""
        words = _("Written {name}: {count} patches, {photos} photos").format(
            name=made.path.name, count=spaced(made.count), photos=spaced(made.photos)
        )
        if made.missing:
            words += " · " + _("{n} photos have not arrived here").format(n=made.missing)
        ctx.toast(words, None)

    ctx.work.heavy(job, done, lambda fault: ctx.toast(fault.message(), None), owner=owner)
