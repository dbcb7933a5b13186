"""What the pest views compute: coverage and spread of a round, series, weather, codes, prefill."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from patrol_app.bootstrap import App
from patrol_app.domain.degree_days import Weather
from patrol_app.domain.records.dataset import COMPARTMENT
from patrol_app.domain.setting import RuleBook, RuleValue
from patrol_app.errors import UserError
from patrol_app.services.base.content import encode
from patrol_app.services.dataset_types import Feature
from patrol_app.services.pest_codes import proposals
from patrol_app.services.pest_coverage import coverage
from patrol_app.services.pest_degrees import Asked, degrees, forecast_values, model_note
from patrol_app.services.pest_exposed import exposed
from patrol_app.services.pest_outlook import model_note as grey_note
from patrol_app.services.pest_outlook import outlook
from patrol_app.services.pest_series import pest_year, series
from patrol_app.services.pest_spread import findings, reached
from patrol_app.services.profiles import choose_profile
from patrol_app.services.sub_compartments import Names, by_key, made_of, sheet_values
from patrol_app.services.weather_series import MOST_DAYS, read_text, text_of
from tests.support import pest_ground as ground
from tests.support.folders import station_copy

DAY = "2026-08-03"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """Three years of sheets over twelve sub-compartments."""
    made = station_copy(Path(tmp_path_factory.mktemp("views")))
    ground.epidemic(made)
    yield made
    made.close()


def rounds(app: App) -> dict[str, str]:
    """Code of a round -> its id."""
    from patrol_app.services.pest_coverage import rounds as known

    return {one.code: one.id for one in known(app.store.queries)}


def test_coverage_counts_each_place_once_and_by_its_worst_sheet(app: App) -> None:
    found = coverage(app.store.queries, rounds(app)["2025秋"])
    assert (len(found.lines), found.done) == (12, 2)
    assert {line.words for line in found.lines if line.standing == "positive"} == {
        "0012-00000", "0012-00005",
    }  # fmt: skip
    assert found.done_mu_e4 == 500_000 + 500_005
    assert found.area_mu_e4 == sum(500_000 + number for number in range(12))


def test_a_sheet_that_fits_no_sub_compartment_stands_beside(app: App) -> None:
    rec = rounds(app)["2024秋"]
    ground.sheet(app, rec, 77, "2024-09-20")
    found = coverage(app.store.queries, rec)
    assert [line.words for line in found.beside] == ["0012-00077"]
    assert found.done == 2


def test_hosts_of_the_city_narrow_a_round_that_names_no_species(app: App) -> None:
    """Xinzhou's hosts are pines and larch: three of four stands."""
    before = app.store.queries.meta("profile") or ""
    choose_profile(app.store, app.session.actor, "xinzhou")
    try:
        found = coverage(app.store.queries, rounds(app)["2026秋"])
    finally:
        choose_profile(app.store, app.session.actor, before)
    assert (found.narrowed, len(found.lines)) == ("profile", 9)
    assert coverage(app.store.queries, "nowhere").round is None


def test_spread_knows_a_place_again_by_key_and_by_numbers(app: App) -> None:
    """The sheet of 2024 without a key and that of 2025 with one are one place."""
    found = findings(app.store.queries)
    assert [(one.words, one.year, one.last_year) for one in found] == [
        ("0012-00000", 2024, 2025), ("0012-00001", 2024, 2024), ("0012-00005", 2025, 2026),
        ("0012-00010", 2026, 2026),
    ]  # fmt: skip
    assert found[0].area is not None and found[1].area is None
    assert [one.nearest for one in found] == ["", "", "0012-00001", "0012-00005"]
    assert reached(found, 700) == (1, 2)
    assert reached(found, 2_000) == (2, 2)


def test_where_to_look_first_falls_with_distance_and_leaves_the_epidemic_ones_out(app: App) -> None:
    """The kernel of §4 over the four epidemic places, each of weight one; none beyond reach."""
    queries = app.store.queries
    found = findings(queries)
    near = exposed(queries, found, 2_000)
    assert len(near) == 8 and not {one.words for one in near} & {one.words for one in found}
    ways = [one.nearest_m for one in near]
    assert near[0].words == "0012-00004" and 519 <= ways[0] <= 523
    assert (near[0].nearest, near[-1].words) == ("0012-00005", "0012-00003")
    shares = [one.share_e4 for one in near]
    assert shares == sorted(shares, reverse=True) and 0 < shares[-1] < shares[0] < 10_000
    by_hand = [math.dist((521 * x, 666 * y), (0, 666)) for x, y in ((0, 0), (1, 0), (1, 1), (2, 2))]
    assert shares[0] == pytest.approx(
        10_000 * (1 - math.exp(-sum(math.exp(-way / 2_000) for way in by_hand))), abs=20
    )
    assert exposed(queries, found, 90) == []  # 5 × 90 m reach no neighbour
    assert exposed(queries, found, 0) == [] == exposed(queries, [], 2_000)


def test_a_series_prefers_the_reported_whole_and_leaves_the_running_year_marked(app: App) -> None:
    actor = app.session.actor
    for code, town, area in (("a", "", 900), ("b", "示例乡", 100), ("c", "示例乡", 200)):
        values = {"code": code, "year": 2025 if code != "c" else 2023, "figure": "OCCURRED",
                  "pest_name": "松材线虫病", "town": town, "area_mu_e4": area * 10_000,
                  "source": "年报"}  # fmt: skip
        app.records.new("reported_figure", values, actor, submit=True)
    found = series(app.store.queries, "松材线虫病", DAY)
    assert [(one.year, one.area_mu_e4, one.source, one.running) for one in found] == [
        (2023, 2_000_000, "reported", False), (2024, 2_000_000, "records", False),
        (2025, 9_000_000, "reported", False), (2026, 2_000_000, "records", True),
    ]  # fmt: skip
    assert series(app.store.queries, "其他害虫", DAY) == []


def test_a_pest_year_that_begins_in_december_bears_the_year_it_ends_in() -> None:
    book = RuleBook([RuleValue("pest_year_start", 1201, "mmdd")])
    assert pest_year(book, "2025-12-01") == 2026
    assert pest_year(book, "2025-11-30") == 2025
    assert pest_year(RuleBook(), "2025-12-31") == 2025


@pytest.mark.parametrize(
    ("rows", "refusal"),
    [
        ([(2021, 10), (2022, 11), (2023, 12)], "few"),
        ([(2021, 10), (2022, 0), (2023, 12), (2024, 13)], "zero"),
        ([(2020, 10), (2022, 11), (2023, 12), (2024, 13)], "gap"),
        ([(2021, 10), (2021, 11), (2023, 12), (2024, 13)], "twice"),
    ],
)
def test_the_model_refuses_and_says_why(rows: list[tuple[int, int]], refusal: str) -> None:
    found = outlook([(year, area * 10_000) for year, area in rows])
    assert (found.refusal, found.model, grey_note(found)) == (refusal, None, "")


def test_a_textbook_series_gives_its_model() -> None:
    """Sums in order or not; a classic five-year series (2.874 … 3.679) stands on good terms."""
    rows = [(2025, 36_790), (2021, 28_740), (2022, 32_780), (2023, 33_370), (2024, 33_900)]
    found = outlook(rows)
    assert found.years == (2021, 2022, 2023, 2024, 2025)
    assert found.model is not None
    assert found.model.a == pytest.approx(-0.0372, abs=5e-5)
    assert found.model.b == pytest.approx(3.0653, abs=5e-4)
    assert (found.year, found.ahead_mu_e4) == (2026, 37_507)
    assert "级比检验通过" in grey_note(found) and "精度好" in grey_note(found)


def test_weather_is_read_strictly() -> None:
    days = read_text("2026-05-02；9.05；21\n\n2026/5/1 -3 8.44\n")
    assert days == [Weather("2026-05-01", -30, 84), Weather("2026-05-02", 91, 210)]
    assert read_text(text_of(days)) == days
    headed = "站号,日期,最高气温(℃),最低气温(℃)\n57036,20260501,21.4,8.2"
    assert read_text(headed) == [Weather("2026-05-01", 82, 214)]
    for text, code in (
        ("2026-05-01 8", "weather.line"), ("2026-05-01 9 8", "weather.line"),
        ("2026-13-01 8 9", "weather.line"), ("2026-05-01 8 99", "weather.line"),
        ("日期,雨量\n2026-05-01,3", "weather.line"),
        ("2026-05-01 8 9\n2026-05-01 8 9", "weather.order"),
        ("2026-05-01 8 9\n" * (MOST_DAYS + 1), "weather.many"),
    ):  # fmt: skip
        with pytest.raises(UserError) as fault:
            read_text(text)
        assert fault.value.code == code, text


def test_degree_days_keep_every_number_they_used() -> None:
    first = date(2026, 5, 1)
    days = tuple(Weather(str(first + timedelta(days=n)), 150, 250) for n in range(100))
    made = degrees(Asked(days, 1_125, 678))
    assert made.found.reached == "2026-07-17"  # 8.75 a day: the 78th is 682.5, one less 673.75
    assert made.sums[77] == pytest.approx(682.5) and made.sums[76] == pytest.approx(673.75)
    note = model_note(made)
    for part in (
        "C=11.25℃",
        "K=678日度",
        "起点2026-05-01",
        "共100日",
        "±10日2026-07-07—2026-07-27",
    ):
        assert part in note, part
    kept = forecast_values(made, "美国白蛾")
    assert degrees(Asked(tuple(read_text(kept["weather"])), 1_125, 678)).found == made.found
    late = degrees(Asked(days, 1_125, 678, biofix="2026-07-01"))
    assert late.found.reached == "" and "未达到" in model_note(late)
    assert "period" not in forecast_values(late, "美国白蛾")


def test_numbers_are_read_from_a_key_of_the_usual_length(app: App) -> None:
    row = Feature(COMPARTMENT, "140999101203" + "0012" + "00007", "", 2_000, None)
    made = made_of(row, Names(app.store.queries), None)
    assert (made.lin_ban, made.xiao_ban, made.area_mu_e4) == ("0012", "00007", 30_000)
    assert by_key(app.store.queries, "nowhere") is None
    held = by_key(app.store.queries, f"999999999001{12:04d}{5:05d}")
    assert held is not None
    values = sheet_values(held)
    assert values["town"] == "示例乡" and values["age_years"] == 35
    assert "pine_area_mu_e4" not in values  # the base data do not hold it


def test_what_cannot_be_read_of_base_data_stays_empty(app: App) -> None:
    rows = [{"code": "K1", "name": "", "attrs": {"pingjun_xj": "约18", "hai_ba": "-3",
                                                 "qi_yuan": "21"}}]  # fmt: skip
    content = encode(COMPARTMENT, rows)
    assert content
    row = Feature(COMPARTMENT, "K1", "", 0, None, rows[0]["attrs"])  # type: ignore[arg-type]
    values = sheet_values(made_of(row, Names(app.store.queries), None))
    assert values == {"compartment_key": "K1"}


def test_codes_are_proposed_and_never_twice(app: App) -> None:
    queries = app.store.queries
    autumn: dict[str, Any] = {"survey_kind": "秋季普查", "first_day": "2026-08-01"}
    assert proposals(queries, "survey_round", autumn) == {
        "code": "2026秋-2", "name": "2026年秋季普查",
    }  # fmt: skip
    worm = {"survey_kind": "代次调查", "first_day": "2026-06-01", "generation": "第1代"}
    assert proposals(queries, "survey_round", worm)["code"] == "2026白蛾第1代"
    assert proposals(queries, "survey_round", {"first_day": "2026-08-01"}) == {}
    epidemic = {"is_epidemic": True, "surveyed_on": DAY, "town": "示例乡"}
    same = {**epidemic, "compartment_key": f"999999999001{12:04d}{10:05d}"}
    assert proposals(queries, "survey", same) == {"epidemic_code": "2026-DEMO01-001"}
    other = {**epidemic, "lin_ban": "0012", "xiao_ban": "00011"}
    assert proposals(queries, "survey", other) == {"epidemic_code": "2026-DEMO01-002"}
    assert proposals(queries, "survey", {**other, "is_epidemic": None}) == {}
