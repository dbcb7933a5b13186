"""Where the epidemic came when: first findings by year, and how far the nearest older one was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from patrol_app.domain.records.dataset import COMPARTMENT
from patrol_app.domain.records.pest_survey import Survey, SurveyRound
from patrol_app.geo.area import Area
from patrol_app.geo.measure import distances
from patrol_app.geo.types import TRUSTED_DATUMS
from patrol_app.services.listing import pages
from patrol_app.services.ports import EVERY_STATE, Condition, Listing, Queries
from patrol_app.services.sub_compartments import plain_no

KEPT_ROUNDS: Final = 500


@dataclass(frozen=True)
class Finding:
    """One epidemic sub-compartment at its first finding.

    Attributes:
        key: names the place: its key in base data, else town and numbers.
        code: 疫情小班编号 where one was given.
        year, round: of the first finding; day: of that sheet; last_year: of the last one.
        rec, number: of the first sheet.
        infected_n, area_mu_e4: of the newest sheet; None where nobody said.
        lon, lat: 1e-7 degrees; None where neither sheet nor base data have a certain place.
        area: shape of the base data, or None.
        nearest_m: metres to the nearest one that was found in an earlier year; None for the
            first year or without places; nearest: its words.
    """

    key: str
    code: str
    town: str
    words: str
    year: int
    round: str
    day: str
    last_year: int
    rec: str
    number: str
    infected_n: int | None
    area_mu_e4: int | None
    lon: int | None = None
    lat: int | None = None
    area: Area | None = None
    nearest_m: int | None = None
    nearest: str = ""
    nearest_key: str = ""


def findings(queries: Queries) -> list[Finding]:
    """Every epidemic sub-compartment of the submitted sheets, the oldest first."""
    rows = pages(queries, Listing("survey", (Condition("is_epidemic", "=", True),)))
    sheets = [row.record for row in rows if isinstance(row.record, Survey)]
    sheets = sorted((s for s in sheets if s.surveyed_on), key=lambda s: (s.surveyed_on or "", s.id))
    known = _keys(sheets)
    places: dict[str, list[Survey]] = {}
    for sheet in sheets:
        places.setdefault(known.get(_numbers(sheet)) or _own_key(sheet), []).append(sheet)
    names = _round_names(queries)
    made = [_finding(key, found, names) for key, found in places.items()]
    return _measured(_shaped(queries, made))


def reached(found: Sequence[Finding], metres: int) -> tuple[int, int]:
    """Of the findings with a distance, how many lie within ``metres``, and how many there are."""
    known = [one.nearest_m for one in found if one.nearest_m is not None]
    return sum(way <= metres for way in known), len(known)


def _numbers(sheet: Survey) -> tuple[str, ...]:
    numbers = (sheet.lin_ban, sheet.xiao_ban, sheet.xi_ban)
    return (sheet.town.strip(), sheet.village.strip(), *(plain_no(no) for no in numbers))


def _own_key(sheet: Survey) -> str:
    return sheet.compartment_key.strip() or "/".join(_numbers(sheet))


def _keys(sheets: Sequence[Survey]) -> dict[tuple[str, ...], str]:
    """Keys by town and numbers: an older sheet without a key is the same place."""
    found: dict[tuple[str, ...], str] = {}
    for sheet in sheets:
        if sheet.compartment_key.strip():
            found[_numbers(sheet)] = sheet.compartment_key.strip()
    return found


def _round_names(queries: Queries) -> dict[str, str]:
    listing = Listing("survey_round", (), EVERY_STATE)
    rows = pages(queries, listing, KEPT_ROUNDS)
    return {
        row.record.id: row.record.code or row.record.name
        for row in rows
        if isinstance(row.record, SurveyRound)
    }


def _finding(key: str, sheets: Sequence[Survey], names: dict[str, str]) -> Finding:
    first, last = sheets[0], sheets[-1]
    codes = [sheet.epidemic_code for sheet in sheets if sheet.epidemic_code.strip()]
    spots = [s.position for s in sheets if s.position and s.position.datum in TRUSTED_DATUMS]
    numbers = (first.lin_ban, first.xiao_ban, first.xi_ban)
    return Finding(
        key, codes[0] if codes else "", first.town, "-".join(no for no in numbers if no),
        int((first.surveyed_on or "0000")[:4]), names.get(first.round_id or "", ""),
        first.surveyed_on or "", int((last.surveyed_on or "0000")[:4]), first.id, first.number,
        last.infected_n, last.epidemic_area_mu_e4 or last.area_mu_e4,
        spots[0].lon if spots else None, spots[0].lat if spots else None,
    )  # fmt: skip


def _shaped(queries: Queries, made: Sequence[Finding]) -> list[Finding]:
    """With the shapes of the base data; their middle where no sheet has a place."""
    rows = {row.code: row for row in queries.feature_rows(COMPARTMENT, [one.key for one in made])}
    shaped = []
    for one in made:
        row = rows.get(one.key)
        if row is None or row.wkb is None:
            shaped.append(one)
            continue
        area = Area(row.code, row.name, row.wkb)
        lon, lat = one.lon, one.lat
        if lon is None:
            west, south, east, north = area.shape.bounds
            lon, lat = round((west + east) / 2 * 1e7), round((south + north) / 2 * 1e7)
        shaped.append(replace(one, area=area, lon=lon, lat=lat))
    return shaped


def _measured(made: Sequence[Finding]) -> list[Finding]:
    """With the way to the nearest place of an earlier year (§4, Spread)."""
    placed = [one for one in made if one.lon is not None]
    lon = np.array([one.lon for one in placed], np.int64)
    lat = np.array([one.lat for one in placed], np.int64)
    years = np.array([one.year for one in placed], np.int64)
    measured = []
    for one in made:
        older = np.flatnonzero(years < one.year) if one.lon is not None else ()
        if not len(older):
            measured.append(one)
            continue
        here = (np.full(len(older), one.lon, np.int64), np.full(len(older), one.lat, np.int64))
        ways = distances(*here, lon[older], lat[older])
        at = int(np.argmin(ways))
        near = placed[int(older[at])]
        town = "" if near.town == one.town else near.town
        words = " ".join(part for part in (town, near.words) if part)
        measured.append(
            replace(one, nearest_m=round(float(ways[at])), nearest=words, nearest_key=near.key)
        )
    return measured
