"""City profile: what differs between two cities, as data (``domain.md`` §10.3).

A profile is a file; a third city is a copy of one. Its rule rows stand above the program's own
and below those the bureau edited.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from patrol_app.domain.profile_file import ProfileDivision, ProfileFile
from patrol_app.domain.setting import RuleValue


@dataclass(frozen=True)
class Profile:
    """One city's profile.

    Attributes:
        code: word by which a folder names it; name: of the city; division: its six digits.
        version: raised whenever the file changes.
        bbox: lon min, lat min, lon max, lat max in degrees; outside is a note, no error.
        zones: CGCS2000 zones proposed for its data sets.
        units_above_county: bureaus and farms that report beside the counties.
        hosts, vectors: tree and beetle species of pine wilt met here.
        pwd_mode, fww_mode: zero invasion, or endemic.
        modules: module -> shown or not.
        terms: the city's word for ``fire_work``, ``ranger``, ``bureau``.
        divisions: its counties.
        rules: rule values of the city.
    """

    code: str
    name: str
    version: int
    division: str
    bbox: tuple[float, float, float, float]
    zones: tuple[int, ...]
    units_above_county: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    vectors: tuple[str, ...] = ()
    pwd_mode: str = "PREVENT"
    fww_mode: str = "PREVENT"
    modules: Mapping[str, bool] = field(default_factory=dict)
    terms: Mapping[str, str] = field(default_factory=dict)
    divisions: tuple[ProfileDivision, ...] = ()
    rules: tuple[RuleValue, ...] = ()

    def shows(self, module: str) -> bool:
        """Whether the city works with ``module``; one it does not name is shown."""
        return self.modules.get(module, True)

    def holds(self, lon: float, lat: float) -> bool:
        """Whether a position in degrees lies within the city's bounds (§10.2, soft)."""
        west, south, east, north = self.bbox
        return west <= lon <= east and south <= lat <= north


def profile_of(raw: Mapping[str, Any]) -> Profile:
    """The profile that a parsed file holds.

    Raises:
        ValueError: a key is missing, unknown, of another kind, or twice (pydantic's is one).
    """
    read = ProfileFile.model_validate(raw)
    if len({one.code for one in read.divisions}) != len(read.divisions):
        raise ValueError("a division stands twice")
    west, south, east, north = read.bbox
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ValueError("the bounds are no box")
    return Profile(
        code=read.code,
        name=read.name,
        version=read.version,
        division=read.division,
        bbox=read.bbox,
        zones=read.zones,
        units_above_county=read.units_above_county,
        hosts=read.hosts,
        vectors=read.vectors,
        pwd_mode=read.modes.pwd,
        fww_mode=read.modes.fww,
        modules=dict(read.modules),
        terms=dict(read.terms),
        divisions=read.divisions,
        rules=tuple(RuleValue(**one.model_dump()) for one in read.rules),
    )
