"""Where a herd stood, as the zones on that day say it (``domain.md`` §5.1, §5.5)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

BANNED, RESTED, ROTATED, YOUNG = "禁牧区", "休牧区", "轮牧区", "幼林地"
_YEAR: Final = re.compile(r"(?:19|20)\d{2}")
_ORDER: Final = (BANNED, RESTED, YOUNG, ROTATED)


@dataclass(frozen=True)
class ZoneFact:
    """A zone that held the point on the day.

    Attributes:
        code, name: of the zone; kind: word of ``zone_kind``; document: notice that made it.
        in_season: the day lies in its season, always where it has none.
    """

    code: str
    name: str
    kind: str
    in_season: bool = True
    document: str = ""


@dataclass(frozen=True)
class Stand:
    """A young plantation of the table of sub-compartments, at the point or near it.

    Attributes:
        code, name: of the sub-compartment; planted: year.
        metres: from the point; 0 where it holds the point.
    """

    code: str
    name: str
    planted: int
    metres: int = 0


@dataclass(frozen=True)
class GrazingGround:
    """What zones and sub-compartments say of a point.

    Attributes:
        known: zones are loaded and the datum is trusted; else no zone is spoken of.
        zones: that hold the point, by code.
        stand: the nearest young plantation; None where none is near or nobody knows its year.
    """

    known: bool = False
    zones: tuple[ZoneFact, ...] = ()
    stand: Stand | None = None

    @property
    def inside(self) -> Stand | None:
        """The young plantation that holds the point."""
        return self.stand if self.stand is not None and self.stand.metres == 0 else None

    @property
    def hit(self) -> ZoneFact | None:
        """The zone that weighs most: banned, resting in season, young forest, rotation."""
        on = [one for one in self.zones if one.in_season and one.kind in _ORDER]
        if self.inside is not None:
            on.append(ZoneFact(self.inside.code, self.inside.name, YOUNG))
        return min(on, key=lambda one: _ORDER.index(one.kind)) if on else None

    @property
    def young(self) -> bool:
        """The point lies in a young plantation, by its zone or its planting year (森林法39)."""
        return self.inside is not None or any(one.kind == YOUNG for one in self.zones)

    def values(self) -> dict[str, str | int]:
        """What is stored as judged; nothing while nothing is known."""
        if not self.known and self.stand is None:
            return {}
        hit, stand = self.hit, self.stand
        planted: dict[str, str | int] = {}
        if stand is not None:
            planted = {
                "stand_code": stand.code,
                "stand_planted": stand.planted,
                "stand_m": stand.metres,
            }
        if not self.known and self.inside is None:
            return planted
        return {
            **planted,
            "zone_hit": hit.kind if hit else "",
            "zone_code": hit.code if hit else "",
            "zone_document": hit.document if hit else "",
            "zone_young": int(self.young),
        }


def planted_in(attrs: Mapping[str, object], year: int) -> int | None:
    """The planting year of a sub-compartment; from its mean age where no year is given.

    Args:
        attrs: by the names of ``services.base.kinds``: ``zao_lin_nd``, ``pingjun_nl`` (§8.4).
        year: in which the age is asked for: the survey's age is taken as today's.
    """
    given = _YEAR.search(str(attrs.get("zao_lin_nd", "")))
    if given:
        return int(given.group())
    age = str(attrs.get("pingjun_nl", "")).strip()
    return year - int(age) if age.isascii() and age.isdigit() and 0 < int(age) < year else None
