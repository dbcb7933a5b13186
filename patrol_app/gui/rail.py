"""The entries of the rail: the window shows them before the folder is open."""

from __future__ import annotations

from patrol_app.gui.shell import RailItem
from patrol_app.i18n import _


def rail_items() -> list[RailItem]:
    """The pages that exist, in the order of the rail."""
    return [
        RailItem("today", _("Today"), "calendar-today"),
        RailItem("patrol", _("Patrols"), "walk"),
        RailItem("pest", _("Pests"), "bug-outline"),
        RailItem("grazing", _("Grazing"), "sheep"),
        RailItem("crew", _("Fire crews"), "fire-truck"),
        RailItem("problem", _("Problems"), "clipboard-alert-outline"),
        RailItem("forest", _("Forest"), "pine-tree"),
        RailItem("map", _("Map"), "map-outline", 1),
        RailItem("papers", _("Papers"), "file-document-outline", 1),
        RailItem("exchange", _("Exchange"), "swap-horizontal", 2),
        RailItem("base", _("Base data"), "database-outline", 2),
        RailItem("settings", _("Settings"), "cog-outline", 2),
    ]
