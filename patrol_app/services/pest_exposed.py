"""Sub-compartments near an epidemic that have none yet: where to look first (§4, Spread)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from patrol_app.domain.pest_spread import arrival_share
from patrol_app.geo.plane import LocalPlane
from patrol_app.services.pest_spread import Finding
from patrol_app.services.ports import Queries
from patrol_app.services.profiles import profile_in_use
from patrol_app.services.sub_compartments import SubCompartment, every, plain_no

FAR: Final = 5  # farther than so many reaches an epidemic place weighs less than 1 %
CHUNK: Final = 2_000
SHOWN: Final = 300


@dataclass(frozen=True)
class Exposed:
    """A sub-compartment without an epidemic, and what the kernel says of it.

    Attributes:
        key: in the base data; town, words: how people call it.
        lon, lat: middle of its box, 1e-7 degrees.
        nearest_m: metres to the nearest epidemic sub-compartment; nearest: its words.
        nearest_lon, nearest_lat: of that one.
        share_e4: ``P = 1 − exp(−Σ e^(−d/λ))`` over the epidemic ones, 1/10,000.
    """

    key: str
    town: str
    words: str
    lon: int
    lat: int
    nearest_m: int
    nearest: str
    nearest_lon: int
    nearest_lat: int
    share_e4: int


def exposed(queries: Queries, found: Sequence[Finding], reach_m: int) -> list[Exposed]:
    """The sub-compartments at most ``FAR`` reaches from an epidemic one, the likeliest first.

    Each epidemic sub-compartment weighs one: how much wood and road traffic adds is not known.
    Species are narrowed to the hosts of the city where the base data have such words.

    Args:
        queries: of the open store.
        found: every epidemic sub-compartment.
        reach_m: λ by the rule, metres; 0 where none is set: then nothing is said.
    """
    sources = [one for one in found if one.lon is not None and one.lat is not None]
    if not sources or reach_m <= 0:
        return []
    ill = {one.key for one in found} | {_called(one.town, one.words) for one in found}
    places = [
        one for one in _hosts(queries)
        if one.lon is not None and one.lat is not None
        and one.code not in ill and _called(one.town, _words(one)) not in ill
    ]  # fmt: skip
    lat, lon = (np.array([getattr(one, name) or 0 for one in sources], np.int64)
                for name in ("lat", "lon"))  # fmt: skip
    plane = LocalPlane.around(lat, lon)
    points, made = plane.metres(lat, lon), []
    for first in range(0, len(places), CHUNK):
        made += _near(places[first : first + CHUNK], sources, plane, points, reach_m)
    return sorted(made, key=lambda one: (-one.share_e4, one.nearest_m, one.key))[:SHOWN]


def _near(
    places: Sequence[SubCompartment], sources: Sequence[Finding], plane: LocalPlane,
    points: np.ndarray, reach_m: int,
) -> list[Exposed]:  # fmt: skip
    """Those of some places that lie near enough."""
    lat, lon = (np.array([getattr(one, name) or 0 for one in places], np.int64)
                for name in ("lat", "lon"))  # fmt: skip
    here = plane.metres(lat, lon)
    ways = np.hypot(here[:, None, 0] - points[None, :, 0], here[:, None, 1] - points[None, :, 1])
    made = []
    for place, row in zip(places, ways, strict=True):
        at = int(np.argmin(row))
        if row[at] > FAR * reach_m:
            continue
        near = sources[at]
        share = arrival_share(((round(float(way)), 1) for way in row), reach_m)
        town = "" if near.town == place.town else near.town
        made.append(Exposed(
            place.code, place.town, _words(place), place.lon or 0, place.lat or 0,
            round(float(row[at])), " ".join(part for part in (town, near.words) if part),
            near.lon or 0, near.lat or 0, round(share * 10_000),
        ))  # fmt: skip
    return made


def _hosts(queries: Queries) -> list[SubCompartment]:
    every_one = list(every(queries))
    profile = profile_in_use(queries)
    words = profile.hosts if profile else ()
    kept = [one for one in every_one if any(word in one.species for word in words)]
    return kept or every_one


def _words(place: SubCompartment) -> str:
    numbers = (place.lin_ban, place.xiao_ban, place.xi_ban)
    return "-".join(no for no in numbers if no) or place.name or place.code


def _called(town: str, words: str) -> str:
    """A sheet without a key is known by its township and numbers."""
    return f"{town.strip()}/{'-'.join(plain_no(no) for no in words.split('-'))}"
