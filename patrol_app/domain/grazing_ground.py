"""Where a herd stood, as the zones on that day say it (``domain.md`` §5.1, §5.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

BANNED, RESTED, ROTATED, YOUNG = "禁牧区", "休牧区", "轮牧区", "幼林地"
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
class GrazingGround:
    """What the zones say of a point.

    Attributes:
        known: zones are loaded and the datum is trusted; else nothing is said at all.
        zones: that hold the point, by code.
    """

    known: bool = False
    zones: tuple[ZoneFact, ...] = ()

    @property
    def hit(self) -> ZoneFact | None:
        """The zone that weighs most: banned, resting in season, young forest, rotation."""
        on = [one for one in self.zones if one.in_season and one.kind in _ORDER]
        return min(on, key=lambda one: _ORDER.index(one.kind)) if on else None

    @property
    def young(self) -> bool:
        """The point lies in a young plantation (森林法39)."""
        return any(one.kind == YOUNG for one in self.zones)

    def values(self) -> dict[str, str | int]:
        """What is stored as judged; nothing while nothing is known."""
        if not self.known:
            return {}
        hit = self.hit
        return {
            "zone_hit": hit.kind if hit else "",
            "zone_code": hit.code if hit else "",
            "zone_document": hit.document if hit else "",
            "zone_young": int(self.young),
        }
