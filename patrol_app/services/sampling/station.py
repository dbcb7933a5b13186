"""The rangers of an invented station and their grids."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from patrol_app.services.sampling.tracks import METRES

ORIGIN = (1_119_700_000, 388_600_000)  # 1e-7 degrees
SPACING_M = 2_400.0  # between the middles of neighbouring grids
ROW = 5  # grids side by side
CORNERS = 12
RADIUS_M = (900.0, 930.0)
WALKED_M = 850.0  # walks keep this near to the middle: always inside the polygon
MU_M2 = 2_000 / 3  # square metres of one 亩
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
GIVEN = ("巡林", "护青", "守山", "望岭", "常青")
PLACES = ("北坡", "南沟", "松林口", "石崖下", "水库东", "老林场", "二道梁", "界碑旁", "河滩")
MOTOR_EVERY = 7  # every so many rangers one rides
SERIAL_EVERY = 6  # every so many rangers one hands in a folder named by the receiver


@dataclass(frozen=True)
class SampleRanger:
    """One ranger with grid and equipment.

    Attributes:
        name: of the person.
        grid_no / grid_name: of the grid.
        middle: longitude and latitude of the grid's middle, 1e-7 degrees.
        ring: corners of the polygon (not closed), 1e-7 degrees.
        means: how the ranger goes about: 徒步 or 摩托.
        serial: of the receiver.
        by_serial: the folder is named by the receiver, not by the person.
        route: places passed.
    """

    name: str
    grid_no: str
    grid_name: str
    middle: tuple[int, int]
    ring: tuple[tuple[int, int], ...]
    means: str
    serial: str
    by_serial: bool
    route: str

    @property
    def folder(self) -> str:
        """Name of the folder that the ranger hands in."""
        return self.serial if self.by_serial else self.name

    @cached_property
    def area_mu_e4(self) -> int:
        """Area in 1/10,000 亩, plane near the middle (good to 0.5 %)."""
        narrow = METRES * math.cos(math.radians(self.middle[1] / 1e7))
        flat = [
            ((lon - self.middle[0]) / 1e7 * narrow, (lat - self.middle[1]) / 1e7 * METRES)
            for lon, lat in self.ring
        ]
        turned = [*flat[1:], flat[0]]
        twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(flat, turned, strict=True))
        return round(abs(twice) / 2 / MU_M2 * 10_000)


def rangers(seed: int, count: int) -> tuple[SampleRanger, ...]:
    """``count`` rangers; the first ones are the same whatever the count.

    Args:
        seed: any integer.
        count: at most 100.

    Raises:
        ValueError: more than there are names for.
    """
    if not 1 <= count <= len(SURNAMES) * len(GIVEN):
        raise ValueError("there are names for 100 rangers")
    return tuple(_ranger(random.Random(f"{seed}/ranger/{at}"), at) for at in range(count))


def _ranger(rng: random.Random, at: int) -> SampleRanger:
    name = SURNAMES[at % len(SURNAMES)] + GIVEN[at // len(SURNAMES)]
    narrow = METRES * math.cos(math.radians(ORIGIN[1] / 1e7))
    middle = (
        ORIGIN[0] + round(at % ROW * SPACING_M / narrow * 1e7),
        ORIGIN[1] + round(at // ROW * SPACING_M / METRES * 1e7),
    )
    ring = []
    for corner in range(CORNERS):
        angle = 2 * math.pi * corner / CORNERS
        far = rng.uniform(*RADIUS_M)
        lon = middle[0] + round(far * math.cos(angle) / narrow * 1e7)
        ring.append((lon, middle[1] + round(far * math.sin(angle) / METRES * 1e7)))
    spots = rng.sample(PLACES, 3)
    return SampleRanger(
        name=name,
        grid_no=f"{at + 101:03d}",
        grid_name=f"样板{spots[0]}",
        middle=middle,
        ring=tuple(ring),
        means="摩托" if at % MOTOR_EVERY == MOTOR_EVERY - 1 else "徒步",
        serial=f"DEMO{at + 1:04d}",
        by_serial=at % SERIAL_EVERY == 2,
        route="—".join(["示例站", *spots, "示例站"]),
    )


def grid_rows(people: tuple[SampleRanger, ...]) -> list[dict[str, Any]]:
    """The grids as rows of dataset ``grid``, the shape as steps between corners."""
    rows = []
    for one in people:
        steps = [*one.ring[0]]
        for (lon, lat), (to_lon, to_lat) in pairwise(one.ring):
            steps += [to_lon - lon, to_lat - lat]
        rows.append({"code": one.grid_no, "name": one.grid_name, "shape": [[steps]]})
    return rows
