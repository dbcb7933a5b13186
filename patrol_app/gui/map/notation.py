"""A position as this machine's settings want it shown."""

from __future__ import annotations

from patrol_app.geo.gauss import plane_metres
from patrol_app.gui.kit.reading import show_position
from patrol_app.i18n import _

DECIMAL, DMS, ZONE = "decimal", "dms", "cgcs2000"


def shown(lat: int, lon: int, notation: str) -> str:
    """A position (1e-7 degrees) as decimals, degrees-minutes-seconds, or CGCS2000 X and Y."""
    if notation == ZONE:
        found = plane_metres(lat, lon)
        if found is not None:
            zone, north, east = found
            return _("CGCS2000 zone {zone} · X {x} · Y {y}").format(zone=zone, x=north, y=east)
    return show_position(lat, lon, dms=notation == DMS)
