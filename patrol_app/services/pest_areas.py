"""Areas of occurrence, control and disaster by pest, county, township; no place twice (§4.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from patrol_app.domain.records.pest_figures import ControlWork
from patrol_app.domain.records.pest_survey import Survey
from patrol_app.domain.records.webworm import WebwormSurvey
from patrol_app.services.ports import Stored
from patrol_app.services.units import in_one_county

WILT: Final = "松材线虫病"
WEBWORM: Final = "美国白蛾"


@dataclass
class Area:
    """What is known of one pest in one township, 1/10,000 亩."""

    grades: dict[str, int] = field(default_factory=lambda: {"轻": 0, "中": 0, "重": 0, "": 0})
    controlled: int = 0
    clean: int = 0
    disaster: int = 0
    numbers: list[str] = field(default_factory=list)

    @property
    def occurred(self) -> int:
        """All grades and what has none."""
        return sum(self.grades.values())


# (pest, county, township): 城关镇 is the name of a township in many counties
Areas = dict[tuple[str, str, str], Area]


def areas_of(
    surveys: Sequence[Survey],
    webworms: Sequence[Stored],
    works: Sequence[ControlWork],
    county: Mapping[str, str] | None = None,
) -> Areas:
    """(pest, county, township) -> areas: epidemic sub-compartments, webworm surveys, control work.

    No place counts twice in the period: the newest sheet of a sub-compartment, and of a
    webworm place the survey with the greatest area (§4.1).

    Args:
        surveys: of the period, the oldest first; webworms, works: of the period.
        county: by unit code; places of two counties with one name are two places.
    """
    found: Areas = {}
    worms = [one for one in webworms if isinstance(one.record, WebwormSurvey)]
    places = places_of([*surveys, *(one.record for one in worms), *works], county or {})
    sheets = {(places[s.id], s.village, s.lin_ban, s.xiao_ban, s.xi_ban): s for s in surveys}
    for sheet in sheets.values():
        _sheet(found, places[sheet.id], sheet)
    best: dict[tuple[tuple[str, str], str], tuple[WebwormSurvey, dict[str, str]]] = {}
    for stored in worms:
        one = stored.record
        if isinstance(one, WebwormSurvey) and one.occurred_mu_e4:
            key = (places[one.id], one.place)
            judged = {k: str(v.get("value", "")) for k, v in stored.judged.items()}
            if key not in best or (best[key][0].occurred_mu_e4 or 0) < one.occurred_mu_e4:
                best[key] = (one, judged)
    for one, judged in best.values():
        area = found.setdefault((WEBWORM, *places[one.id]), Area())
        grade = judged.get("grade", "")
        area.grades[grade if grade in area.grades else ""] += one.occurred_mu_e4 or 0
        area.disaster += (one.occurred_mu_e4 or 0) if judged.get("disaster") == "是" else 0
        area.numbers.append(one.number)
    for work in works:
        area = found.setdefault((work.pest_name, *places[work.id]), Area())
        area.controlled += work.area_mu_e4 or 0
        area.clean += work.clean_mu_e4 or 0
        area.numbers.append(work.code)
    return found


def places_of(records: Sequence[Any], county: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Record id -> (county, township).

    What a city wrote of a township joins the only county that has one of that name.

    Args:
        records: with ``unit`` and ``town``; county: by unit code, empty above the counties.
    """
    told = [(one.id, county.get(one.unit, ""), one.town) for one in records]
    own = in_one_county((where, town) for _rec, where, town in told)
    return {rec: (where or own.get(town, ""), town) for rec, where, town in told}


def _sheet(found: Areas, place: tuple[str, str], sheet: Survey) -> None:
    if not sheet.is_epidemic:
        return
    whole = sheet.epidemic_area_mu_e4 or sheet.area_mu_e4 or 0
    area = found.setdefault((WILT, *place), Area())
    area.grades[""] += whole
    area.disaster += whole  # any infected tree is a disaster (§2.1)
    area.numbers.append(sheet.number)
