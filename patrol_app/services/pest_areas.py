"""Areas of occurrence, control and disaster by pest and township, no place twice (§4.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from patrol_app.domain.records.pest_figures import ControlWork
from patrol_app.domain.records.pest_survey import Survey
from patrol_app.domain.records.webworm import WebwormSurvey
from patrol_app.services.ports import Stored

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


Areas = dict[tuple[str, str], Area]


def areas_of(
    surveys: Sequence[Survey],
    webworms: Sequence[Stored],
    works: Sequence[ControlWork],
    county: Mapping[str, str] | None = None,
) -> Areas:
    """(pest, township) -> areas: epidemic sub-compartments, webworm surveys, control work.

    No place counts twice in the period: the newest sheet of a sub-compartment, and of a
    webworm place the survey with the greatest area (§4.1).

    Args:
        surveys: of the period, the oldest first; webworms, works: of the period.
        county: by unit code; places of two counties with one name are two places.
    """
    found: Areas = {}
    county = county or {}
    sheets = {
        (county.get(s.unit, ""), s.town, s.village, s.lin_ban, s.xiao_ban, s.xi_ban): s
        for s in surveys
    }
    for sheet in sheets.values():
        _sheet(found, sheet)
    best: dict[tuple[str, str, str], tuple[WebwormSurvey, dict[str, str]]] = {}
    for stored in webworms:
        one = stored.record
        if isinstance(one, WebwormSurvey) and one.occurred_mu_e4:
            key = (county.get(one.unit, ""), one.town, one.place)
            judged = {k: str(v.get("value", "")) for k, v in stored.judged.items()}
            if key not in best or (best[key][0].occurred_mu_e4 or 0) < one.occurred_mu_e4:
                best[key] = (one, judged)
    for one, judged in best.values():
        area = found.setdefault((WEBWORM, one.town), Area())
        grade = judged.get("grade", "")
        area.grades[grade if grade in area.grades else ""] += one.occurred_mu_e4 or 0
        area.disaster += (one.occurred_mu_e4 or 0) if judged.get("disaster") == "是" else 0
        area.numbers.append(one.number)
    for work in works:
        area = found.setdefault((work.pest_name, work.town), Area())
        area.controlled += work.area_mu_e4 or 0
        area.clean += work.clean_mu_e4 or 0
        area.numbers.append(work.code)
    return found


def _sheet(found: Areas, sheet: Survey) -> None:
    if not sheet.is_epidemic:
        return
    whole = sheet.epidemic_area_mu_e4 or sheet.area_mu_e4 or 0
    area = found.setdefault((WILT, sheet.town), Area())
    area.grades[""] += whole
    area.disaster += whole  # any infected tree is a disaster (§2.1)
    area.numbers.append(sheet.number)
