"""Yearly areas of a pest: as reported where a figure was entered, else from the own records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from patrol_app.domain.records.pest_figures import ReportedFigure
from patrol_app.domain.setting import RuleBook
from patrol_app.services.listing import pages
from patrol_app.services.pest_areas import WEBWORM, WILT, areas_of
from patrol_app.services.ports import Listing, Queries, State, Stored
from patrol_app.services.rules import rule_book
from patrol_app.services.units import counties

Source = Literal["reported", "records"]
TOLD: Final[tuple[State, ...]] = ("submitted", "changed")
OCCURRED: Final = "OCCURRED"


@dataclass(frozen=True)
class YearValue:
    """The area of occurrence of one year, 1/10,000 亩, and where it was taken from.

    Attributes:
        words: the document of a reported figure, or how many records were counted.
        numbers: of the records, or the code of the figure.
        running: counted from records of the pest year that has not ended.
    """

    year: int
    area_mu_e4: int
    source: Source
    words: str
    numbers: tuple[str, ...] = ()
    running: bool = False


def pests(queries: Queries) -> list[str]:
    """Names of the pests that a series can be asked for: those known, then those reported."""
    found = {WILT: None, WEBWORM: None}
    for one in _figures(queries):
        if one.pest_name.strip():
            found[one.pest_name.strip()] = None
    return list(found)


def series(queries: Queries, pest: str, today: str) -> list[YearValue]:
    """One value a year, the oldest first; years without any word are left out, never zero.

    Args:
        queries: of the open store.
        pest: its name.
        today: Beijing day; records of its pest year are marked as running.

    A reported figure of the year stands before the sum of the records, one of the whole unit
    before those of its townships (decision 157).
    """
    book = rule_book(queries)
    now = pest_year(book, today)
    found = _of_records(queries, pest, book)
    made = {one.year: replace(one, running=one.year >= now) for one in found}
    by_year: dict[int, list[ReportedFigure]] = defaultdict(list)
    for one in _figures(queries):
        if one.pest_name.strip() == pest and one.year is not None:
            by_year[one.year].append(one)
    for year, told in by_year.items():
        kept = [one for one in told if not one.town.strip()] or told
        area = sum(one.area_mu_e4 or 0 for one in kept)
        codes = tuple(one.code for one in kept)
        made[year] = YearValue(year, area, "reported", kept[-1].source, codes)
    return [made[year] for year in sorted(made)]


def pest_year(book: RuleBook, day: str) -> int:
    """The pest year that a day belongs to (``pest_year_start``).

    One that starts in the autumn bears the number of the year it ends in: Dec–Nov (§4.1).
    """
    rule = book.find("pest_year_start", day)
    start = rule.value if rule is not None else 101
    year, at = int(day[:4]), int(day[5:7]) * 100 + int(day[8:10])
    if start == 101:
        return year
    return year + 1 if at >= start else year


def _figures(queries: Queries) -> list[ReportedFigure]:
    rows = pages(queries, Listing("reported_figure", (), TOLD, order="year", descending=False))
    found = [row.record for row in rows if isinstance(row.record, ReportedFigure)]
    return [one for one in found if one.figure == OCCURRED]


def _of_records(queries: Queries, pest: str, book: RuleBook) -> list[YearValue]:
    code = {WILT: "survey", WEBWORM: "webworm"}.get(pest)
    if code is None:
        return []
    by_year: dict[int, list[Stored]] = defaultdict(list)
    for row in pages(queries, Listing(code, (), TOLD, descending=False)):
        record: Any = row.record
        if record.surveyed_on:
            by_year[pest_year(book, record.surveyed_on)].append(row)
    units = {row.record.unit for rows in by_year.values() for row in rows}
    county = counties(queries, sorted(units))
    return [_year(year, pest, rows, county) for year, rows in by_year.items()]


def _year(year: int, pest: str, rows: Sequence[Stored], county: Mapping[str, str]) -> YearValue:
    """A year in which was looked: nothing found is a zero."""
    if pest == WILT:
        records: list[Any] = [row.record for row in rows]
        found = areas_of(records, (), (), county)
    else:
        found = areas_of((), rows, (), county)
    parts = [area for (name, *_place), area in found.items() if name == pest]
    numbers = tuple(number for area in parts for number in area.numbers)
    return YearValue(year, sum(a.occurred for a in parts), "records", str(len(rows)), numbers)
