"""Coordinate systems of bureau data: CGCS2000 zones by number and by EPSG code (domain.md §8.2).

A system is proposed from the size of the coordinates, never taken from the ``.prj`` alone: that
file may be absent or lie. What is stored is longitude and latitude (EPSG 4490).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from patrol_app.errors import UserError
from patrol_app.i18n import N_, _

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Doubles = npt.NDArray[np.float64]

CGCS2000: Final = 4490
WGS84: Final = 4326
GEOGRAPHIC: Final = frozenset({CGCS2000, WGS84})
# First code, first zone or meridian, how many, step (EPSG registry, CGCS2000 / Gauss-Kruger).
_ZONES_6, _MERIDIANS_6, _ZONES_3, _MERIDIANS_3 = 4491, 4502, 4513, 4534
_COUNT_6, _COUNT_3 = 11, 21
_FIRST_ZONE_6, _FIRST_ZONE_3 = 13, 25
# Xian 1980 and Beijing 1954: first code, zones, degrees of longitude of the first, step, numbered.
_XIAN: Final = (
    (2327, 11, 75, 6, True), (2338, 11, 75, 6, False),
    (2349, 21, 75, 3, True), (2370, 21, 75, 3, False),
)  # fmt: skip
_BEIJING: Final = (
    (21413, 11, 75, 6, True), (21453, 11, 75, 6, False),
    (2401, 21, 75, 3, True), (2422, 21, 75, 3, False),
)  # fmt: skip
_OLD: Final = ((4610, "+a=6378140 +rf=298.257", _XIAN), (4214, "+ellps=krass", _BEIJING))
_UNSHIFTED: Final = "+proj=longlat +ellps=GRS80 +towgs84=0,0,0 +no_defs"
# China with its borders, degrees; a false easting never leaves a zone by more than this, m.
_CHINA: Final = (72.0, 3.0, 136.5, 54.5)
_NORTH: Final = (300_000.0, 6_100_000.0)
_EAST: Final = (50_000.0, 950_000.0)
TOWGS84: Final = (3, 7)  # parameters of a datum shift: translation, or with rotation and scale


@dataclass(frozen=True)
class Zone:
    """One transverse Mercator zone of CGCS2000.

    Attributes:
        epsg: its code.
        width: 3 or 6 degrees.
        number: of the zone.
        meridian: central meridian, degrees east.
        numbered: eastings begin with the zone's number.
    """

    epsg: int
    width: int
    number: int
    meridian: int
    numbered: bool


def zone_of(epsg: int) -> Zone | None:
    """The CGCS2000 zone with this EPSG code; None for every other code."""
    if _ZONES_3 <= epsg < _ZONES_3 + _COUNT_3:
        number = epsg - _ZONES_3 + _FIRST_ZONE_3
        return Zone(epsg, 3, number, 3 * number, numbered=True)
    if _MERIDIANS_3 <= epsg < _MERIDIANS_3 + _COUNT_3:
        number = epsg - _MERIDIANS_3 + _FIRST_ZONE_3
        return Zone(epsg, 3, number, 3 * number, numbered=False)
    if _ZONES_6 <= epsg < _ZONES_6 + _COUNT_6:
        number = epsg - _ZONES_6 + _FIRST_ZONE_6
        return Zone(epsg, 6, number, 6 * number - 3, numbered=True)
    if _MERIDIANS_6 <= epsg < _MERIDIANS_6 + _COUNT_6:
        number = epsg - _MERIDIANS_6 + _FIRST_ZONE_6
        return Zone(epsg, 6, number, 6 * number - 3, numbered=False)
    return None


def epsg_of(number: int, *, width: int = 3, numbered: bool = True) -> int:
    """The EPSG code of a CGCS2000 zone.

    Args:
        number: 25 to 45 of the 3-degree zones, 13 to 23 of the 6-degree ones.
        width: 3 or 6 degrees.
        numbered: eastings begin with the number.

    Raises:
        ValueError: there is no such zone.
    """
    first, count = (_FIRST_ZONE_3, _COUNT_3) if width == 3 else (_FIRST_ZONE_6, _COUNT_6)
    if width not in (3, 6) or not first <= number < first + count:
        raise ValueError("no such zone")
    if width == 3:
        return (_ZONES_3 if numbered else _MERIDIANS_3) + number - first
    return (_ZONES_6 if numbered else _MERIDIANS_6) + number - first


def zone_number(lon: float) -> int:
    """The 3-degree zone of a longitude in degrees: floor((lon + 1.5) / 3), domain.md §8.2."""
    return math.floor((lon + 1.5) / 3)


def system_name(epsg: int) -> str:
    """How people call a system, in the language in use."""
    zone = zone_of(epsg)
    if zone is None:
        return {CGCS2000: "CGCS2000", WGS84: "WGS84"}.get(epsg, f"EPSG:{epsg}")
    if zone.numbered:
        words = _("CGCS2000 {width}° zone {number}")
        return words.format(width=zone.width, number=zone.number)
    words = _("CGCS2000 {width}° CM {meridian}E")
    return words.format(width=zone.width, meridian=zone.meridian)


def old_systems() -> Iterator[tuple[int, str]]:
    """EPSG code and name of Xian 1980 and Beijing 1954: degrees, then their zones over China."""
    for (geographic, _ellipsoid, groups), datum in zip(
        _OLD, ("Xian 1980", "Beijing 1954"), strict=True
    ):
        yield geographic, f"{datum} (EPSG:{geographic})"
        for first, count, west, step, numbered in groups:
            for place in range(count):
                meridian = west + step * place
                number = (meridian + 3) // 6 if step == 6 else meridian // 3
                zone = f"{step}° {number}" if numbered else f"{step}° {meridian}°E"
                yield first + place, f"{datum} {zone} (EPSG:{first + place})"


@dataclass(frozen=True)
class Proposal:
    """A system that the coordinates could have.

    Attributes:
        epsg: its code.
        swapped: the file has northing (or latitude) first.
        bounds: where the data would land, degrees: west, south, east, north.
        stated: the file's own statement says so too.
        home: name of the city that the data would lie in, where one is known.
    """

    epsg: int
    swapped: bool
    bounds: tuple[float, float, float, float]
    stated: bool = False
    home: str = ""

    def plain(self) -> dict[str, Any]:
        """As JSON carries it."""
        return {
            "epsg": self.epsg,
            "name": system_name(self.epsg),
            "swapped": self.swapped,
            "bounds": list(self.bounds),
            "stated": self.stated,
        }


def propose(bounds: tuple[float, float, float, float], stated: int | None = None) -> list[Proposal]:
    """Systems that fit the size of the coordinates, the likeliest first.

    Args:
        bounds: least and greatest first and second coordinate as in the file: x, y, x, y.
        stated: EPSG code that the file states, None where it states none.

    A zone without number (easting of six digits) fits every meridian: the stated one comes
    first, else all of them are given and a person chooses.
    """
    if not all(map(math.isfinite, bounds)):
        return []
    x0, y0, x1, y1 = bounds
    found: list[Proposal] = []
    for swapped, box in ((False, bounds), (True, (y0, x0, y1, x1))):
        codes = _fitting(box)
        if stated is not None and stated not in codes and _plausible(stated, box):
            codes.append(stated)
        for epsg in codes:
            landing = _landing(epsg, box)
            if landing is not None:
                found.append(Proposal(epsg, swapped, landing, epsg == stated))
    return sorted(found, key=lambda one: (not one.stated, one.swapped))


def check_system(epsg: int, shift: Sequence[float] = ()) -> None:
    """Refuse a system that cannot be brought to CGCS2000.

    Raises:
        UserError: ``crs.unknown``; ``crs.old`` for Xian 1980 and Beijing 1954 without the
            bureau's parameters; ``crs.datum`` for any other datum.
    """
    if shift and len(shift) not in TOWGS84:
        raise UserError("crs.shift", N_("A datum shift has 3 or 7 parameters"), field="towgs84")
    if shift and not _old(epsg):
        raise UserError(
            "crs.shift_old",
            N_("A datum shift belongs to Xian 1980 or Beijing 1954"),
            field="towgs84",
        )
    if zone_of(epsg) is not None or epsg in GEOGRAPHIC:
        return
    if _old(epsg):
        if not shift:
            raise UserError(
                "crs.old",
                N_("Xian 1980 and Beijing 1954 need the bureau's own parameters"),
                field="crs",
            )
        return
    import pyproj
    from pyproj.exceptions import CRSError

    try:
        system = pyproj.CRS.from_epsg(epsg)
    except CRSError:
        raise UserError(
            "crs.unknown", N_("No coordinate system has the code {epsg}"), field="crs", epsg=epsg
        ) from None
    base = system.geodetic_crs.datum if system.geodetic_crs else None
    datum = base.name if base else ""
    if not datum.startswith(("World Geodetic System 1984", "China 2000")) or system.is_vertical:
        raise UserError(
            "crs.datum",
            N_("The coordinate system {epsg} is neither CGCS2000 nor WGS84"),
            field="crs",
            epsg=epsg,
        )


def stated_epsg(text: str | None) -> int | None:
    """The EPSG code of what a file states (``EPSG:4490`` or WKT); None where it is not clear."""
    if not text:
        return None
    import pyproj
    from pyproj.exceptions import CRSError

    try:
        system = pyproj.CRS.from_user_input(text)
        return system.to_epsg(60)
    except (CRSError, ValueError, OverflowError):
        return None


class Transformer:
    """Coordinates of a file to degrees of CGCS2000, longitude first.

    Args:
        epsg: system of the file.
        swapped: the file has northing or latitude first.
        shift: parameters of an old datum (position vector): dx, dy, dz in metres, or with
            rx, ry, rz in seconds and the scale in ppm.

    Raises:
        UserError: as ``check_system``.
    """

    def __init__(self, epsg: int, *, swapped: bool = False, shift: Sequence[float] = ()) -> None:
        check_system(epsg, shift)
        self.swapped = swapped
        self._change: Any = None
        if epsg in GEOGRAPHIC:
            return
        import pyproj

        source = pyproj.CRS.from_epsg(epsg)
        target = pyproj.CRS.from_epsg(CGCS2000)
        if shift:
            source = pyproj.CRS.from_proj4(_shifted(epsg, shift))
            target = pyproj.CRS.from_proj4(_UNSHIFTED)
        # longitude first on both sides: EPSG says north first, shapefiles store east first
        self._change = pyproj.Transformer.from_crs(source, target, always_xy=True)

    def degrees(self, points: Doubles) -> Doubles:
        """Longitude and latitude of points.

        Args:
            points: shape (n, 2), first and second coordinate as in the file.

        Returns:
            Shape (n, 2), degrees; infinite where a point cannot be brought over.
        """
        import numpy as np

        east, north = points[:, 0], points[:, 1]
        if self.swapped:
            east, north = north, east
        if self._change is not None:
            east, north = self._change.transform(east, north)
        return np.column_stack((east, north))


def in_china(bounds: Sequence[float]) -> bool:
    """Whether degrees (west, south, east, north) lie within the country's frame."""
    west, south, east, north = bounds
    a, b, c, d = _CHINA
    return a <= west <= east <= c and b <= south <= north <= d


def _old(epsg: int) -> str:
    """The projection of an old system as PROJ reads it; empty for every other code."""
    for geographic, ellipsoid, groups in _OLD:
        if epsg == geographic:
            return f"+proj=longlat {ellipsoid}"
        for first, count, west, step, numbered in groups:
            if first <= epsg < first + count:
                meridian = west + step * (epsg - first)
                number = (meridian + 3) // 6 if step == 6 else meridian // 3
                east = 500_000 + (number * 1_000_000 if numbered else 0)
                return f"+proj=tmerc +lon_0={meridian} +x_0={east} {ellipsoid} +units=m"
    return ""


def _shifted(epsg: int, shift: Sequence[float]) -> str:
    values = ",".join(repr(float(one)) for one in shift)
    return f"{_old(epsg)} +towgs84={values} +no_defs"


def _fitting(box: tuple[float, float, float, float]) -> list[int]:
    """Codes whose coordinates have this size, east first."""
    x0, y0, x1, y1 = box
    if in_china(box):
        return [CGCS2000, WGS84]
    if not (_NORTH[0] <= y0 <= y1 <= _NORTH[1]):
        return []
    low, high = math.floor(x0 / 1e6), math.floor(x1 / 1e6)
    if low == high and low > 0:
        within = _EAST[0] <= x0 - low * 1e6 <= x1 - low * 1e6 <= _EAST[1]
        for width in (3, 6):
            try:
                return [epsg_of(low, width=width)] if within else []
            except ValueError:
                continue  # not a number of this width
        return []
    if _EAST[0] <= x0 <= x1 <= _EAST[1]:
        return [epsg_of(number, numbered=False) for number in range(34, 46)] + [
            epsg_of(number, numbered=False) for number in range(25, 34)
        ]
    return []


def _plausible(epsg: int, box: tuple[float, float, float, float]) -> bool:
    """Whether a stated system can be used and lands in the country."""
    try:
        check_system(epsg)
    except UserError:
        return False
    landing = _landing(epsg, box)
    return landing is not None and in_china(landing)


def _landing(
    epsg: int, box: tuple[float, float, float, float]
) -> tuple[float, float, float, float] | None:
    """Degrees of the box's corners, None where they cannot be brought over."""
    import numpy as np

    x0, y0, x1, y1 = box
    corners = np.array([[x0, y0], [x0, y1], [x1, y0], [x1, y1]], dtype=np.float64)
    found = Transformer(epsg).degrees(corners)
    if not np.isfinite(found).all():
        return None
    west, south = found.min(axis=0)
    east, north = found.max(axis=0)
    return float(west), float(south), float(east), float(north)
