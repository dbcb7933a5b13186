"""The season strip: which window is open on a day, and since when; by region and date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain.instant import day_start
from patrol_app.domain.season import in_fire_season, required_days
from patrol_app.services.profiles import PROFILE
from patrol_app.services.rules import rule_book
from patrol_app.services.seasons import Season, day_in, days_left, seasons
from tests.support import records as make

Zone = tuple[str, tuple[str, ...]]


class _Queries:
    """What the strip asks of a store: a profile, zones, patrols of the day."""

    def __init__(
        self, profile: str, zones: Iterable[Zone] | None = None, danger: int | None = None
    ) -> None:
        self._profile, self._danger = profile, danger
        self._zones = None if zones is None else list(zones)

    def meta(self, key: str) -> str | None:
        """The profile's code."""
        return self._profile if key == PROFILE else None

    def identity(self) -> SimpleNamespace:
        """The own unit."""
        return SimpleNamespace(unit="DEMO01")

    def rule_rows(self) -> list[Mapping[str, object]]:
        """No edited rows."""
        return []

    def datasets_loaded(self) -> Mapping[str, object]:
        """The zones, where there are any."""
        if self._zones is None:
            return {}
        named = SimpleNamespace(count=len(self._zones), issuer="示例县", name="示例禁牧图层")
        return {"zone": named}

    def feature_page(self, kind: str, after: str = "") -> list[SimpleNamespace]:
        """The zones in one page."""
        return [
            SimpleNamespace(code=f"Z{at}", attrs={"zone_kind": name, "seasons": windows})
            for at, (name, windows) in enumerate(self._zones or ())
            if not after
        ]

    def page(self, asked: object) -> SimpleNamespace:
        """One patrol of the third of August, if a danger level was noted."""
        if self._danger is None:
            return SimpleNamespace(rows=())
        patrol = make.patrol(danger_level=self._danger)
        return SimpleNamespace(rows=(SimpleNamespace(record=patrol, own={"date": "2026-08-03"}),))


def cells(day: str, profile: str, zones: Iterable[Zone] | None = None) -> list[Season]:
    """The strip of a day."""
    return seasons(_Queries(profile, zones), day)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "end", "day", "number"),
    [
        (1001, 531, "2026-10-09", 9),
        (1001, 531, "2027-01-01", 93),
        (1001, 531, "2027-06-01", None),
        (815, 430, "2026-08-15", 1),
        (229, 331, "2027-02-28", None),
        (229, 331, "2027-03-01", 2),
        (101, 1231, "2026-12-31", 365),
    ],
)
def test_the_day_of_a_season(start: int, end: int, day: str, number: int | None) -> None:
    assert day_in(start, end, day) == number


@pytest.mark.parametrize(
    ("end", "day", "left"),
    [
        (531, "2027-05-31", 0),
        (531, "2026-12-31", 151),
        (531, "2027-06-01", 365),  # to the last of May of a leap year
        (229, "2027-12-31", 60),
        (229, "2027-02-28", 0),
    ],
)
def test_days_that_are_left(end: int, day: str, left: int) -> None:
    assert days_left(end, day) == left


MMDD = st.dates().map(lambda day: day.month * 100 + day.day)


@given(MMDD, MMDD, st.dates(date(2000, 2, 1), date(2100, 1, 1)))
def test_days_of_a_season_count_up(start: int, end: int, day: date) -> None:
    today = day_in(start, end, day.isoformat())
    before = day_in(start, end, (day - timedelta(days=1)).isoformat())
    if today is not None and before is not None and start <= end and today > 1:
        assert today == before + 1
    assert today is None or 1 <= today <= 366


# Region and date: every cell that is shown, with + where it is on (docs/today.md).
STRIP = [
    ("xinzhou", "2026-09-30", "-防火期 +vector.rest +秋季普查"),
    ("xinzhou", "2026-10-01", "+防火期 +vector.rest +秋季普查"),
    ("xinzhou", "2026-12-31", "+防火期 +vector.rest"),
    ("xinzhou", "2027-01-01", "+防火期 +vector.rest"),
    ("xinzhou", "2027-04-30", "+防火期 +vector.rest"),
    ("xinzhou", "2027-05-01", "+防火期 -vector.fly"),
    ("xinzhou", "2027-05-25", "+防火期 -vector.fly -美国白蛾第1代网幕"),
    ("xinzhou", "2027-05-31", "+防火期 -vector.fly -美国白蛾第1代网幕"),
    ("xinzhou", "2027-06-01", "-防火期 -vector.fly +美国白蛾第1代网幕"),
    ("xinzhou", "2027-07-10", "-防火期 -vector.fly +美国白蛾第1代网幕"),
    ("xinzhou", "2027-07-11", "-防火期 -vector.fly"),
    ("xinzhou", "2027-07-25", "-防火期 -vector.fly -秋季普查 -美国白蛾第2代网幕"),
    ("xinzhou", "2027-08-14", "-防火期 -vector.fly +秋季普查 +美国白蛾第2代网幕"),
    ("xinzhou", "2027-08-15", "-防火期 +vector.rest +秋季普查 +美国白蛾第2代网幕"),
    ("xinzhou", "2027-09-20", "-防火期 +vector.rest +秋季普查 +美国白蛾第2代网幕"),
    ("xinzhou", "2027-09-21", "-防火期 +vector.rest +秋季普查"),
    ("ganzhou", "2026-09-30", "-重点期 -vector.fly +秋季普查 +美国白蛾第3代网幕"),
    ("ganzhou", "2026-10-15", "+重点期 -vector.fly +秋季普查 +美国白蛾第3代网幕"),
    ("ganzhou", "2026-10-16", "+重点期 -vector.fly +秋季普查"),
    ("ganzhou", "2026-12-10", "+重点期 -vector.fly"),
    ("ganzhou", "2026-12-11", "+重点期 +vector.rest"),
    ("ganzhou", "2026-12-31", "+重点期 +vector.rest"),
    ("ganzhou", "2027-03-20", "+重点期 +vector.rest"),
    ("ganzhou", "2027-03-21", "+重点期 -vector.fly"),
    ("ganzhou", "2027-04-30", "+重点期 -vector.fly"),
    ("ganzhou", "2027-05-01", "-重点期 -vector.fly"),
    ("ganzhou", "2027-05-10", "-重点期 -vector.fly +美国白蛾第1代网幕"),
    ("ganzhou", "2027-06-24", "-重点期 -vector.fly -美国白蛾第2代网幕"),
    ("ganzhou", "2027-07-01", "-重点期 -vector.fly +美国白蛾第2代网幕"),
]


def named(cell: Season) -> str:
    """A cell in one word."""
    sign = "+" if cell.active else "-"
    if cell.key == "vector":
        return f"{sign}vector.{'rest' if cell.active else 'fly'}"
    words = cell.title.replace("：", ":").split(":")[-1] if cell.key == "survey" else cell.title
    return sign + words.split(",")[0].split("，")[0].split(" ")[0].strip()


@pytest.mark.parametrize(("profile", "day", "shown"), STRIP)
def test_the_strip_by_region_and_date(profile: str, day: str, shown: str) -> None:
    from patrol_app import i18n

    before = i18n.language()
    i18n.use("zh_CN")
    try:
        found = [one for one in cells(day, profile) if one.key != "grazing"]
        assert " ".join(named(one) for one in found) == shown
        assert all(one.unverified for one in found), "all of them are the bureau's to confirm"
    finally:
        i18n.use(before)


ZONES: list[Zone] = [
    ("禁牧区", ()),
    ("禁牧区", ()),
    ("休牧区", ("03-15~06-30",)),
    ("休牧区", ("11-15~02-28",)),
    ("轮牧区", ("01-01~12-31",)),
    ("幼林地", ()),
]


@pytest.mark.parametrize(
    ("profile", "day", "words"),
    [
        ("xinzhou", "2027-03-15", "禁牧区 2 片 · 休牧区 1 片 · 幼林地 1 片"),
        ("xinzhou", "2027-07-01", "禁牧区 2 片 · 幼林地 1 片"),
        ("xinzhou", "2026-12-31", "禁牧区 2 片 · 休牧区 1 片 · 幼林地 1 片"),
        ("xinzhou", "2027-02-28", "禁牧区 2 片 · 休牧区 1 片 · 幼林地 1 片"),
        ("xinzhou", "2027-03-01", "禁牧区 2 片 · 幼林地 1 片"),
        ("ganzhou", "2027-03-15", "幼林地 1 片"),
    ],
)
def test_grazing_is_counted_by_the_season_of_each_area(profile: str, day: str, words: str) -> None:
    from patrol_app import i18n

    before = i18n.language()
    i18n.use("zh_CN")
    try:
        [cell] = [one for one in cells(day, profile, ZONES) if one.key == "grazing"]
        assert (cell.span, cell.active) == (words, True)
    finally:
        i18n.use(before)


def test_without_areas_only_the_grazing_city_is_asked_for_them() -> None:
    assert [one.span for one in cells("2026-10-09", "xinzhou") if one.key == "grazing"] != []
    assert [one for one in cells("2026-10-09", "ganzhou") if one.key == "grazing"] == []
    assert not [one for one in cells("2026-10-09", "ganzhou", ZONES[:5]) if one.key == "grazing"]


def test_the_danger_of_today_is_what_a_patrol_of_today_noted() -> None:
    queries = _Queries("xinzhou", danger=4)
    first = seasons(queries, "2026-08-03")[0]  # type: ignore[arg-type]
    assert (first.key, first.level, first.active) == ("danger", 4, True)
    assert seasons(queries, "2026-08-04")[0].key == "fire"  # type: ignore[arg-type]
    assert day_start("2026-08-03") < day_start("2026-08-04")


def test_an_epidemic_area_counts_the_days_to_clear() -> None:
    for profile, day, left in (
        ("ganzhou", "2026-12-31", 90),  # until the day of clearing, 31 March
        ("ganzhou", "2027-03-20", 11),
        ("xinzhou", "2026-12-31", 120),  # until the rest ends, 30 April
    ):
        [cell] = [one for one in cells(day, profile) if one.key == "vector"]
        assert (cell.active, cell.left) == (True, left), (profile, day)


@pytest.mark.parametrize(
    ("profile", "day", "span"),
    [
        ("xinzhou", "2026-08-03", "05-01 — 08-14"),
        ("xinzhou", "2026-08-15", "08-15 — 04-30"),
        ("ganzhou", "2026-08-03", "03-21 — 12-10"),
        ("ganzhou", "2026-12-31", "12-11 — 03-20"),
    ],
)
def test_the_flight_lies_between_two_rests(profile: str, day: str, span: str) -> None:
    [cell] = [one for one in cells(day, profile) if one.key == "vector"]
    assert cell.span == span


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.sampled_from(["xinzhou", "ganzhou", ""]))
def test_the_strip_and_the_papers_agree_on_the_fire_season(day: date, profile: str) -> None:
    queries = _Queries(profile)
    found = {one.key: one for one in cells(day.isoformat(), profile)}
    book = rule_book(queries)  # type: ignore[arg-type]
    assert found["fire"].active is in_fire_season(book, day.isoformat())


def test_may_is_no_month_of_fire_in_ganzhou() -> None:
    """The program's own season ends with May; the profile of Ganzhou knows only its 重点期."""
    for profile, asked in (("xinzhou", 20), ("ganzhou", 10)):
        book = rule_book(_Queries(profile))  # type: ignore[arg-type]
        found = required_days(book, "2027-05")
        assert found is not None and found.value == asked
