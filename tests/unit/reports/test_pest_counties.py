"""Papers 9.4b and 9.14 at a city: townships of one name in two counties are two lines."""

from __future__ import annotations

from typing import Any, cast

from patrol_app.domain.base import Record
from patrol_app.domain.builtin_rules import builtin_book
from patrol_app.domain.records.unit import Unit, unit_id
from patrol_app.reports.pest_reading import Asked
from patrol_app.reports.pest_surveys import census
from patrol_app.reports.pest_totals import control
from patrol_app.reports.table_model import Ledger
from patrol_app.services.ports import Listing, Queries
from patrol_app.services.stored import Stored
from patrol_app.services.units import counties
from tests.support import pests as make

MU = 10_000
UNITS = (
    ("DEMO00", "示例市林业局", "city", ""), ("DEMO0A", "示例县林业局", "county", "DEMO00"),
    ("DEMO0B", "示范县林业局", "county", "DEMO00"), ("DEMO01", "甲站", "station", "DEMO0A"),
    ("DEMO11", "乙站", "station", "DEMO0B"), ("DEMO90", "示例林管局", "station", "DEMO00"),
)  # fmt: skip


class Book:
    """Units and pest records of a city, held in memory."""

    def __init__(self, *records: tuple[str, Record]) -> None:
        self._rows = [
            Stored(code, one, "submitted", heads=(), created_ms=0) for code, one in records
        ]
        self._units = {}
        for code, name, level, parent in UNITS:
            unit = Unit(
                id=unit_id(code), unit=code, code=code, name=name, level=level, parent_code=parent
            )
            self._units[unit.id] = Stored("unit", unit, "changed", heads=())

    def get(self, _code: str, rec: str) -> Stored | None:
        """A unit."""
        return self._units.get(rec)

    def page(self, listing: Listing) -> Any:
        """Every row of the type at once, with the year asked for."""
        years = [year for one in listing.conditions if one.field == "year" for year in one.value]
        kept = [
            row for row in self._rows
            if row.type == listing.type and getattr(row.record, "year", None) in (years or [None])
        ]  # fmt: skip
        return type("Page", (), {"rows": tuple(kept), "next": None})


def asked(*records: tuple[str, Record]) -> Asked:
    """The question of the city for the first half of August."""
    queries = cast(Queries, Book(*records))
    codes = tuple(code for code, *_rest in UNITS)
    return Asked(queries, builtin_book(), "DEMO00", "示例市林业局", codes, "2026-08-01",
                 "2026-08-15", 1_786_000_000_000)  # fmt: skip


def sheet(number: int, unit: str, **changes: Any) -> tuple[str, Record]:
    """An epidemic sub-compartment of 100 亩 in the township 城关镇."""
    values = {"town": "城关镇", "nothing_found": None, "is_epidemic": True, "infected_n": number,
              "id": f"01900000-0000-7000-8000-0000000001{number:02d}"}  # fmt: skip
    return "survey", make.made("survey", unit=unit, **{**values, **changes})


def figure(unit: str, town: str, area: int) -> tuple[str, Record]:
    """The pine area due in a township."""
    return "reported_figure", make.made(
        "reported_figure", unit=unit, town=town, figure="PINE", area_mu_e4=area * MU
    )


def lines(paper: Ledger) -> list[tuple[str, ...]]:
    """The cells of each line."""
    return [row.cells for row in paper.rows]


def test_every_unit_knows_its_county() -> None:
    found = counties(cast(Queries, Book()), [code for code, *_rest in UNITS])
    assert found == {
        "DEMO00": "", "DEMO0A": "DEMO0A", "DEMO0B": "DEMO0B", "DEMO01": "DEMO0A",
        "DEMO11": "DEMO0B", "DEMO90": "DEMO90",
    }  # fmt: skip


def test_the_census_has_a_line_for_each_county_and_the_same_total() -> None:
    paper = census(asked(
        sheet(1, "DEMO01"), sheet(2, "DEMO11"), sheet(3, "DEMO11", xiao_ban="00008"),
        figure("DEMO0A", "城关镇", 100), figure("DEMO11", "城关镇", 300),
    ))  # fmt: skip
    named = [(row[0], row[1], row[2], row[4], row[9], row[10]) for row in lines(paper)]
    assert named == [
        ("示例县林业局 城关镇", "100.0", "86.4", "1", "1", "1"),
        ("示范县林业局 城关镇", "300.0", "172.8", "2", "5", "1"),
    ]
    total = paper.total
    assert (total[1], total[2], total[4], total[9], total[10]) == ("400.0", "259.2", "3", "6", "2")


def test_one_county_alone_is_not_named() -> None:
    paper = census(asked(sheet(1, "DEMO01"), figure("DEMO00", "城关镇", 100)))
    assert [(row[0], row[1]) for row in lines(paper)] == [("城关镇", "100.0")]


def test_a_sheet_of_the_city_is_the_same_sub_compartment() -> None:
    """The city looked again at what the station had found: it counts once, as the city saw it."""
    paper = census(asked(sheet(1, "DEMO01"), sheet(2, "DEMO00")))
    assert [(row[0], row[4], row[9]) for row in lines(paper)] == [("城关镇", "1", "2")]


def test_occurrence_and_control_stand_with_their_county() -> None:
    spray = make.made("control_work", unit="DEMO11", town="城关镇", pest_name="松材线虫病",
                      area_mu_e4=50 * MU, clean_mu_e4=0)  # fmt: skip
    paper = control(asked(sheet(1, "DEMO01"), sheet(2, "DEMO11"), ("control_work", spray)))
    assert [(row[1], row[5], row[6]) for row in lines(paper)] == [
        ("示例县林业局 城关镇", "100.0", "0"), ("示范县林业局 城关镇", "100.0", "50.0"),
    ]  # fmt: skip
    assert (paper.total[5], paper.total[6]) == ("200.0", "50.0")
