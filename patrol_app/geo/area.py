"""An area on the ground: the polygons of a grid, a zone or a sub-compartment.

The shape is in degrees (CGCS2000, equal to WGS84 here: ``domain.md`` §1.7) and is asked for only
where geometry is needed, so that start-up does not pay for shapely.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class Area:
    """One area.

    Attributes:
        code: number or key that people use (grid number, zone number, 小班 key).
        name: its name; may be empty.
        wkb: polygon or multipolygon in degrees, longitude first.
    """

    code: str
    name: str
    wkb: bytes

    @cached_property
    def shape(self) -> BaseGeometry:
        """The polygons, valid and ready for tests of containment."""
        import shapely

        found = shapely.make_valid(shapely.from_wkb(self.wkb))
        shapely.prepare(found)
        return found
