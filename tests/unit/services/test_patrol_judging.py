"""Patrols judged on submit, checked, and cut, on a real store with real tracks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
import uuid_utils

from patrol_app.bootstrap import App
from patrol_app.domain.instant import DAY_MS, Instant
from patrol_app.domain.records.patrol import Leg, Patrol
from patrol_app.errors import UserError
from patrol_app.geo.area import Area
from patrol_app.geo.measure import bounds, length_cm
from patrol_app.geo.track import Track
from patrol_app.geo.track_codec import encode
from patrol_app.geo.types import UNIT
from patrol_app.services.base.content import encode as encode_dataset
from patrol_app.services.check_words import plain
from patrol_app.services.patrol_cut import cut_legs, cut_preview
from patrol_app.services.patrols import drafted_log
from patrol_app.services.ports import Stored
from patrol_app.services.tracks import tracks_of
from tests.support import records as make
from tests.support.folders import station_copy
from tests.support.tracks import LAT, LON, START_MS, walk

LON_D, LAT_D = LON / UNIT, LAT / UNIT
WIDE = Area("1", "示例网格", shapely.to_wkb(
    shapely.box(LON_D - 0.2, LAT_D - 0.2, LON_D + 0.2, LAT_D + 0.2)
))  # fmt: skip
FAR = Area("1", "", shapely.to_wkb(shapely.box(LON_D + 1, LAT_D, LON_D + 1.1, LAT_D + 0.1)))
BACK = 20 * DAY_MS  # the folder's clock stands on the day of START_MS


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A station with one grid, one folder for the module."""
    made = station_copy(Path(tmp_path_factory.mktemp("judging")))
    made.records.grid_area = lambda grid: WIDE
    yield made
    made.close()


@pytest.fixture(scope="module")
def base(app: App) -> dict[str, str]:
    """A ranger and his grid."""
    actor = app.session.actor
    ranger = app.records.new("person", {"name": "示例甲", "roles": ("ranger",)}, actor)
    grid = app.records.new("grid", {"grid_no": "01", "ranger_id": ranger.record.id}, actor)
    return {"ranger_id": ranger.record.id, "grid_id": grid.record.id}


def leg_of(app: App, track: Track, number: int = 0, **more: Any) -> Leg:
    """A leg with its track in the store."""
    blob = encode(track)
    start, end = track.first_time(), track.last_time()
    values = {
        "key": f"aaaaaa{'abcdefgh'[number]}a", "order": number, "track_source": "file",
        "track_sha256": app.store.blobs.put(blob), "track_bytes": len(blob),
        "datum": "wgs84", "points": len(track), "length_cm": length_cm(track),
        "bounds": bounds(track), "source_name": "a.gpx",
        "start_at": None if start is None else Instant(start, "second"),
        "end_at": None if end is None else Instant(end, "second"), **more,
    }  # fmt: skip
    return Leg.model_validate(values)


def values_of(base: dict[str, str], *legs: Leg, **more: Any) -> dict[str, Any]:
    """A patrol that submits, over the time of its legs."""
    return {
        **base, "patrol_type": "ROUTINE", "means": "徒步",
        "start_at": legs[0].start_at if legs else Instant(START_MS),
        "end_at": legs[-1].end_at if legs else Instant(START_MS + 3_600_000),
        "weather": "晴", "temp_c_e1": 215, "wind_force": 2, "wind_dir": "北", "danger_level": 2,
        "route": "示例站—北坡", "nothing_found": True, "legs": legs, **more,
    }  # fmt: skip


def submit(app: App, base: dict[str, str], *legs: Leg, **more: Any) -> Stored:
    """Write and submit one."""
    return app.records.new("patrol", values_of(base, *legs, **more), app.session.actor, submit=True)


def judged(stored: Stored) -> dict[str, Any]:
    """Name -> value."""
    return {name: one["value"] for name, one in stored.judged.items()}


def test_a_whole_walk_inside_is_valid(app: App, base: dict[str, str]) -> None:
    track = walk(1, 1_200, start_ms=START_MS - BACK)
    found = submit(app, base, leg_of(app, track))
    values = judged(found)
    assert values["inside_cm"] == length_cm(track)
    assert values["inside_min"] == 1_199 * 5 // 60
    assert values["valid"] is True
    assert values["days"] == [
        {"date": "2026-07-14", "inside_cm": length_cm(track), "inside_min": 99, "valid": True}
    ]
    assert 0 < values["coverage_e2"] == values["month_coverage_e2"] < 10_000
    assert (values["repeated_pct"], values["late_days"]) == (0, 20)
    one = found.judged["valid"]
    assert one["rule_version"] == "builtin-1" and len(one["inputs_sha256"]) == 64


def test_the_same_route_again_in_the_month_is_not(app: App, base: dict[str, str]) -> None:
    later = walk(1, 1_200, start_ms=START_MS - BACK + DAY_MS)
    values = judged(submit(app, base, leg_of(app, later)))
    assert values["repeated_pct"] == 100
    assert values["valid"] is False
    assert values["valid_parts"] == {
        "long_enough": True, "time_enough": True, "route_new": False, "coverage_done": False,
        "valid": False,
    }  # fmt: skip
    next_month = walk(1, 1_200, start_ms=START_MS - 2 * DAY_MS)  # 2026-08-01
    assert judged(submit(app, base, leg_of(app, next_month)))["valid"] is True


def test_the_copy_is_named(app: App, base: dict[str, str]) -> None:
    numbers = [one.patrol.number for one in app.patrol_checks.worklist()]
    first = app.patrol_checks.check(numbers[-1])
    said = plain(first)
    assert {one["code"] for one in said["oddities"]} == {"copy.shifted"}
    assert said["valid"] is True and said["rule_unverified"] is True
    assert all(one["message"] for one in (*said["oddities"], *said["remarks"]))
    assert list(app.patrol_checks.worklist("2030-01-01", "2030-01-02")) == []


def test_rest_and_half_the_way_outside(app: App, base: dict[str, str]) -> None:
    track = walk(3, 1_500, start_ms=START_MS - BACK + 2 * DAY_MS)
    half = shapely.box(LON_D - 1, LAT_D - 1, LON_D, LAT_D + 1)
    app.records.grid_area = lambda grid: Area("1", "", shapely.to_wkb(half))
    try:
        rested = Patrol.model_validate(
            {"id": str(uuid_utils.uuid7()), "unit": "DEMO01",
             **values_of(base, leg_of(app, track), rest_min=30)}
        )  # fmt: skip
        with_rest = app.records.judgement(rested)
        without = app.records.judgement(rested.edited(rest_min=0))
    finally:
        app.records.grid_area = lambda grid: WIDE
    assert with_rest.inside_cm == without.inside_cm
    assert with_rest.inside_min is not None and without.inside_min is not None
    assert 0 <= with_rest.inside_min <= without.inside_min
    share = without.inside_min / (1_499 * 5 / 60)
    assert abs(without.inside_min - with_rest.inside_min - 30 * share) <= 1.5


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"datum": "shifted"}, "datum"),
        ({"datum": "unknown"}, "datum"),
        ({"track_sha256": "0" * 64}, "track_absent"),
        ({"track_sha256": None, "track_source": "none"}, "no_track"),
    ],
)
def test_what_is_not_known_is_said(
    app: App, base: dict[str, str], more: dict[str, Any], why: str
) -> None:
    leg = leg_of(app, walk(5, 300), **more)
    patrol = Patrol.model_validate(
        {"id": str(uuid_utils.uuid7()), "unit": "DEMO01", **values_of(base, leg)}
    )
    found = app.records.judgement(patrol)
    assert found.unknown == (why,) and found.valid is None
    assert found.values() == {}


def test_without_a_boundary_only_the_late_mark_is_judged(app: App, base: dict[str, str]) -> None:
    app.records.grid_area = lambda grid: None
    try:
        track = walk(6, 900, start_ms=START_MS - BACK + 3 * DAY_MS)
        stored = submit(app, base, leg_of(app, track))
    finally:
        app.records.grid_area = lambda grid: WIDE
    assert set(judged(stored)) == {"late_days"}
    again = app.records.submit("patrol", stored.record.id, app.session.actor).stored
    assert judged(again)["valid"] is True
    twice = app.records.submit("patrol", stored.record.id, app.session.actor).stored
    assert twice.heads == again.heads


def test_outside_the_grid_nothing_is_inside(app: App, base: dict[str, str]) -> None:
    app.records.grid_area = lambda grid: FAR
    try:
        track = walk(7, 900, start_ms=START_MS - BACK + 4 * DAY_MS)
        values = judged(submit(app, base, leg_of(app, track)))
    finally:
        app.records.grid_area = lambda grid: WIDE
    assert (values["inside_cm"], values["inside_min"], values["coverage_e2"]) == (0, 0, 0)
    assert values["valid"] is False


def test_several_days_are_judged_apart(app: App, base: dict[str, str]) -> None:
    first = walk(11, 1_200, start_ms=START_MS - BACK + 5 * DAY_MS)
    short = walk(12, 200, start_ms=START_MS - BACK + 7 * DAY_MS)
    stored = submit(app, base, leg_of(app, first), leg_of(app, short, 1))
    values = judged(stored)
    assert [(day["date"], day["valid"]) for day in values["days"]] == [
        ("2026-07-19", True), ("2026-07-21", False),
    ]  # fmt: skip
    assert values["valid"] is False
    assert values["inside_cm"] == length_cm(first) + length_cm(short)
    report = app.patrol_checks.check(stored.record.number)
    assert [day.date for day in report.judgement.days] == ["2026-07-19", "2026-07-21"]
    assert report.changed is False


def test_overlap_is_hard_on_the_form_and_a_line_in_the_worklist(
    app: App, base: dict[str, str]
) -> None:
    start = START_MS - BACK + 9 * DAY_MS
    submit(app, base, leg_of(app, walk(13, 900, start_ms=start)))
    draft = app.records.new(
        "patrol", values_of(base, leg_of(app, walk(14, 900, start_ms=start + 60_000))),
        app.session.actor,
    )  # fmt: skip
    with pytest.raises(UserError) as fault:
        app.records.submit("patrol", draft.record.id, app.session.actor)
    assert [one["code"] for one in fault.value.details] == ["patrol.overlap"]
    report = app.patrol_checks.check(draft.record.number)
    assert "patrol.overlap" in {one.code for one in report.remarks}


def test_cutting_says_what_goes_and_keeps_the_file(app: App, base: dict[str, str]) -> None:
    track = walk(15, 600, start_ms=START_MS - BACK + 11 * DAY_MS)
    times = [int(track.time[at]) for at in (70, 529)]
    patrol = Patrol.model_validate(
        {"id": str(uuid_utils.uuid7()), "unit": "DEMO01",
         **values_of(base, leg_of(app, track, source_sha256="1" * 64),
                     start_at=Instant(times[0], "second"), end_at=Instant(times[1], "second"))}
    )  # fmt: skip
    (told,) = cut_preview(app.store.blobs, patrol)
    assert (told.points, told.outside, told.left) == (600, 140, 460)
    assert 0 < told.left_cm < told.length_cm
    assert "patrol.leg_outside" in {one.code for one in app.records.remarks("patrol", patrol)}
    done = patrol.edited(**cut_legs(app.store.blobs, patrol))
    (leg,) = done.legs
    assert (leg.points, leg.length_cm, leg.dropped) == (460, told.left_cm, (("outside", 140),))
    assert leg.source_sha256 == "1" * 64
    ((_sha, left),) = tracks_of(app.store.blobs, done).held
    assert (left.first_time(), left.last_time()) == tuple(times)
    assert cut_preview(app.store.blobs, done) == ()
    with pytest.raises(UserError) as fault:
        cut_legs(app.store.blobs, done)
    assert fault.value.code == "patrol.cut_nothing"
    wrong = patrol.edited(start_at=Instant(times[0] - DAY_MS), end_at=Instant(times[0] - 3_600_000))
    with pytest.raises(UserError) as fault:
        cut_legs(app.store.blobs, wrong)
    assert fault.value.code == "patrol.cut_all"


def test_the_drafted_log_says_new_facts_and_what_they_rest_on() -> None:
    patrol = make.patrol(
        task_id=make.PARTY, rest_min=20, leader_id=make.REC, patrol_type="LINZHANG",
        accompanied_by="示例乙", inspected=("资源保护",), instructions="清理可燃物。",
        duty_unit="示例站", instructed_due="2026-08-20",
        legs=({"key": "aaaaaaaa", "track_sha256": "0" * 64, "track_source": "file"},),
    )  # fmt: skip
    names = {make.PARTY: "八月重点巡护", make.REC: "示例甲"}
    found = drafted_log(patrol, names=names, judged={"inside_cm": 450_000, "coverage_e2": 1_234})
    texts = {one.text: one.evidence for one in found}
    assert texts["执行任务：八月重点巡护。"] == (("task", make.PARTY),)
    assert texts["其中责任区内 4.50 km，覆盖责任区 12.34%。"] == (("patrol", make.REC),)
    unsupported = [one.text for one in found if not one.supported]
    assert unsupported == [
        "途中休息 20 min，已从用时中扣除。", "带队：示例甲。", "随行：示例乙。", "检查：资源保护。",
        "交办意见：清理可燃物。责任单位：示例站。期限：8月20日。",
    ]  # fmt: skip


def test_the_boundary_of_a_published_grid_is_used(tmp_path: Path) -> None:
    app = station_copy(tmp_path)
    try:
        actor = app.session.actor
        ranger = app.records.new("person", {"name": "示例甲"}, actor).record.id
        grid = app.records.new("grid", {"grid_no": "07", "ranger_id": ranger}, actor).record.id
        ids = {"ranger_id": ranger, "grid_id": grid}
        side = 2_000_000
        square = [LON - side, LAT - side, 2 * side, 0, 0, 2 * side, -2 * side, 0]
        rows = [{"code": "07", "name": "示例网格", "shape": [[square]]}]
        before = submit(app, ids, leg_of(app, walk(1, 1_200, start_ms=START_MS - BACK)))
        app.datasets.publish(actor, "grid", "网格", encode_dataset("grid", rows), "2026-07-01")
        track = walk(2, 1_200, start_ms=START_MS - BACK + DAY_MS)
        after = submit(app, ids, leg_of(app, track))
    finally:
        app.close()
    assert "inside_cm" not in judged(before)
    assert judged(after)["inside_cm"] == length_cm(track)
    assert judged(after)["coverage_e2"] > 0
