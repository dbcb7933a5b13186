"""The first day of a folder, and what Today says of it."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from patrol_app.bootstrap import App, build, initialise
from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.events import Changes
from patrol_app.paths import DataPaths
from patrol_app.services.people import people
from patrol_app.services.records import RecordService
from patrol_app.services.search import search
from patrol_app.services.session import Session
from patrol_app.services.setup import InitRequest
from patrol_app.services.today import today
from patrol_app.services.units import ancestors, below
from patrol_app.settings import Settings
from patrol_app.storage.vault import open_with_recovery, slots
from patrol_app.sync.recovery_file import read_recovery
from tests.support.folders import NOW, new_app
from tests.support.stores import FixedClock


def test_a_station_has_unit_person_and_a_temporary_number(app: App) -> None:
    identity = app.store.queries.identity()
    assert (identity.unit, identity.level, identity.enrolled) == ("DEMO01", "station", False)
    assert identity.device_no[0] == "X" and len(identity.device_no) == 4
    actor = app.session.actor
    assert actor.name == "管理员" and "admin" in actor.roles
    assert app.store.queries.streams()[0].last_seq == 2
    assert "not_enrolled" in today(app.store.queries, app.clock, actor.id).warnings


def test_a_city_is_its_own_root_and_its_recovery_key_leaves(tmp_path: Path) -> None:
    app = new_app(tmp_path, "city", "DEMO00")
    recovery = tmp_path / "DEMO00.recovery.txt"
    try:
        identity = app.store.queries.identity()
        assert (identity.device_no, identity.enrolled) == ("01", True)
        text = recovery.read_text("utf-8")
        secret = next(line for line in text.splitlines() if line.startswith("AGE-SECRET-KEY-1"))
        if sys.platform != "win32":
            assert stat.S_IMODE(recovery.stat().st_mode) == 0o600
        assert app.store.queries.meta("recovery_recipient")
        assert not any(
            secret.encode() in path.read_bytes()
            for path in (tmp_path / "DEMO00").rglob("*")
            if path.is_file()
        )
        actor = app.session.actor
        assert "recovery_here" in today(app.store.queries, app.clock, actor.id).warnings
        heard: list[Changes] = []
        app.bus.subscribe(heard.append)
        app.setup.confirm_recovery(actor)
        assert "identity" in heard[0].topics
        assert "recovery_here" not in today(app.store.queries, app.clock, actor.id).warnings
    finally:
        app.close()


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (InitRequest("village", "DEMO01", "x"), "setup.role"),
        (InitRequest("station", "demo", "x"), "setup.unit"),
        (InitRequest("station", "D", "x"), "setup.unit"),
        (InitRequest("station", "DEMO01", " "), "setup.name"),
        (InitRequest("station", "DEMO01", "x", profile="mars"), "setup.profile"),
    ],
)
def test_wrong_words_leave_no_folder(tmp_path: Path, request_: InitRequest, code: str) -> None:
    with pytest.raises(UserError) as caught:
        initialise(DataPaths(tmp_path / "data"), Settings(tmp_path / "s.json"), request_)
    assert caught.value.code == code
    assert not (tmp_path / "data").exists()


def test_a_recovery_file_is_never_overwritten_nor_inside(tmp_path: Path) -> None:
    paths, settings = DataPaths(tmp_path / "data"), Settings(tmp_path / "s.json")
    there = tmp_path / "there.txt"
    there.write_text("mine", encoding="utf-8")
    for place, code in (
        (there, "setup.recovery_exists"),
        (paths.root / "sub" / "r.txt", "setup.recovery_place"),
    ):
        with pytest.raises(UserError) as caught:
            initialise(paths, settings, InitRequest("city", "DEMO00", "x", recovery_out=place))
        assert caught.value.code == code
    assert there.read_text("utf-8") == "mine"
    assert not paths.root.exists()


def test_a_folder_is_set_up_once(app: App) -> None:
    app.store.close()
    with pytest.raises(UserError, match=r"setup\.exists"):
        initialise(app.paths, app.settings, InitRequest("station", "DEMO02", "x"))


def test_another_person_acts_by_number_and_roles_hold_at_once(app: App) -> None:
    person = app.records.new("person", {"name": "张三", "roles": ("ranger",)}, app.session.actor)
    session = Session(app.store.queries)
    admin = session.actor
    assert session.use(person.record.number).id == person.record.id
    assert not session.actor.may("settings")
    app.records.save("person", person.record.id, {"roles": ("admin",)}, None, admin)
    session.renew()
    assert session.actor.may("settings")
    with pytest.raises(UserError, match=r"session\.unknown"):
        session.use("N0")


def test_a_reader_opens_beside_the_writer_and_writes_nothing(app: App) -> None:
    other = build(app.paths, app.settings, read_only=True, clock=FixedClock(NOW))
    try:
        assert other.session.actor.id == app.session.actor.id
        assert other.store.check() == []
    finally:
        other.close()


def test_the_tree_of_units(app: App) -> None:
    actor = app.session.actor
    for code, parent in (("DEMO02", ""), ("DEMO03", "DEMO02")):
        values = {"code": code, "name": code, "level": "station", "parent_code": parent}
        app.records.new("unit", values, actor)
    assert ancestors(app.store.queries, "DEMO03") == ("DEMO02", "DEMO01")
    assert below(app.store.queries, "DEMO01") == ("DEMO01", "DEMO02", "DEMO03")
    assert ancestors(app.store.queries, "NONE") == ()


def test_today_counts_drafts_and_what_has_not_left(app: App) -> None:
    actor = app.session.actor
    stored = app.records.new("patrol", {"route": "a"}, actor)
    page = today(app.store.queries, app.clock, actor.id)
    assert [row.record.id for row in page.drafts] == [stored.record.id]
    assert page.draft_count == {"patrol": 1}
    assert (page.exchange.total, page.exchange.local_only, page.exchange.received) == (3, 3, 0)


def test_search_finds_by_number_and_by_name(app: App) -> None:
    actor = app.session.actor
    person = app.records.new("person", {"name": "张三丰", "roles": ("ranger",)}, actor)
    party = app.records.new("party", {"name": "张三丰"}, actor)
    found = {hit.stored.record.id for hit in search(app.store.queries, "三丰", actor)}
    assert found == {person.record.id, party.record.id}
    ranger = Session(app.store.queries).use(person.record.number)
    found = {hit.stored.record.id for hit in search(app.store.queries, "三丰", ranger)}
    assert found == {person.record.id}
    (hit,) = search(app.store.queries, person.record.number, actor)
    assert (hit.number, hit.title) == (person.record.number, "张三丰")
    assert search(app.store.queries, "  ", actor) == []


def test_people_who_left_are_not_offered(app: App) -> None:
    actor = app.session.actor
    for name, left in (("甲", None), ("乙", "2026-01-01")):
        values = {"name": name, "roles": ("ranger",), "left_on": left}
        app.records.new("person", values, actor)
    names = [person.name for person in people(app.store.queries, role="ranger", on="2026-08-03")]
    assert "甲" in names and "乙" not in names


def test_a_city_is_never_set_up_without_its_recovery_slot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths, settings = DataPaths(tmp_path / "c"), Settings(tmp_path / "s.json")
    request = InitRequest("city", "DEMO00", "示例市", recovery_out=tmp_path / "r.txt")

    def cut(*_rest: object, **_more: object) -> None:
        raise EnvironmentFault("disk.full", "No space")

    with monkeypatch.context() as broken:
        broken.setattr(RecordService, "write_new", cut)
        with pytest.raises(EnvironmentFault):
            initialise(paths, settings, request)
    assert not (tmp_path / "r.txt").exists()
    app, done = initialise(paths, settings, request)
    app.close()
    assert done.recovery is not None
    held = read_recovery(done.recovery.read_bytes())
    assert [slot.kind for slot in slots(paths)] == ["device", "recovery"]
    assert open_with_recovery(paths, held.identity).store_id == app.store.key.store_id
