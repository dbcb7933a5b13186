"""A table of base data written as a file for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog, QWidget

from patrol_app.domain.vocabulary import vocabulary
from patrol_app.gui.context import Context
from patrol_app.i18n import _
from patrol_app.services.base_export import Written

FILTERS: Final = (
    "GeoPackage (*.gpkg);;Shapefile GBK (*.shp);;GeoJSON (*.geojson);;KML (*.kml);;"
    "xlsx (*.xlsx);;CSV (*.csv)"
)


def ask_where(parent: QWidget, ctx: Context, kind: str) -> Path | None:
    """The file to write, with a suffix; None when the person gave up."""
    words = vocabulary("dataset_kind").label(kind)
    start = Path(ctx.settings.text("paper_folder") or Path.home()) / f"{words}.gpkg"
    found, chosen = QFileDialog.getSaveFileName(parent, _("Export"), str(start), FILTERS)
    if not found:
        return None
    path = Path(found)
    return path if path.suffix else path.with_suffix("." + chosen.partition("*.")[2].rstrip(")"))


def export_table(parent: QWidget, ctx: Context, kind: str, path: Path | None = None) -> None:
    """Write the table ``kind``; the outcome stands in a toast.

    Args:
        parent: owner of the dialog and of the work.
        ctx: see ``Context``.
        kind: dataset kind.
        path: where to; None asks.
    """
    target = path or ask_where(parent, ctx, kind)
    if target is None:
        return
    app, actor = ctx.app, ctx.actor()

    def written(done: Written) -> None:
        """Say how much went where."""
        names = ", ".join(one.name for one in done.files)
        ctx.toast(_("{n} rows written: {names}").format(n=done.count, names=names), None)

    ctx.work.command(lambda: app.base_export.write(actor, kind, target), written, owner=parent)
