"""Writing records through the service, on the real store."""

from __future__ import annotations

from typing import Any

import pytest

from patrol_app.bootstrap import App
from patrol_app.domain.instant import parse_iso
from patrol_app.domain.position import Place
from patrol_app.errors import UserError
from patrol_app.events import Changes
from patrol_app.services.session import Actor, actor_of
from tests.support.folders import NOW

PLACE = Place(lon=1_125_000_000, lat=389_000_000, datum="wgs84", source="hand")


def patrol_values(app: App, **changes: Any) -> dict[str, Any]:
    """A patrol that can be submitted."""
    person = app.session.actor.id
    grid = app.store.queries.find("grid", "001") or app.records.new(
        "grid", {"grid_no": "001", "ranger_id": person}, app.session.actor
    )
    values = {
        "ranger_id": person,
        "grid_id": grid.record.id,
        "patrol_type": "ROUTINE",
        "means": "徒步",
        "weather": "晴",
        "temp_c_e1": 125,
        "wind_force": 2,
        "wind_dir": "北",
        "danger_level": 3,
        "route": "村口",
        "nothing_found": True,
        "start_at": parse_iso("2026-08-03T09:00"),
        "end_at": parse_iso("2026-08-03T11:00"),
    }
    return {**values, **changes}


def actor_with(app: App, *roles: str) -> Actor:
    """A new person with these roles."""
    values = {"name": "人" + "-".join(roles), "roles": roles}
    return actor_of(app.records.new("person", values, app.session.actor))


def test_a_new_record_has_number_stamps_and_a_draft_state(app: App) -> None:
    stored = app.records.new("patrol", patrol_values(app), app.session.actor)
    assert stored.record.number.startswith("PDEMO01-X")
    assert stored.record.number.endswith("-260803-001")
    assert (stored.record.unit, stored.state) == ("DEMO01", "draft")
    assert stored.own["date"] == "2026-08-03"
    assert app.store.check() == []


def test_submit_then_edit_then_submit_again(app: App) -> None:
    actor = app.session.actor
    stored = app.records.new("patrol", patrol_values(app), actor)
    done = app.records.submit("patrol", stored.record.id, actor)
    assert done.stored.state == "submitted"
    assert "patrol.no_length" in [remark.code for remark in done.warnings]
    edited = app.records.save(
        "patrol", stored.record.id, {"route": "岭上"}, done.stored.heads, actor
    )
    assert edited.state == "changed"
    assert app.records.submit("patrol", stored.record.id, actor).stored.state == "submitted"
    assert app.store.check() == []


def test_a_refused_submit_names_every_field_and_writes_nothing(app: App) -> None:
    actor = app.session.actor
    stored = app.records.new("patrol", {"route": "村口"}, actor)
    with pytest.raises(UserError) as caught:
        app.records.submit("patrol", stored.record.id, actor)
    assert caught.value.code == "submit.refused"
    fields = {row["field"] for row in caught.value.details}
    assert {"ranger", "grid", "type", "temp_c", "nothing_found"} <= fields
    assert app.records.get("patrol", stored.record.id).state == "draft"


def test_new_with_submit_is_all_or_nothing(app: App) -> None:
    actor = app.session.actor
    good, bad = patrol_values(app), {"route": "村口"}
    before = app.store.queries.streams()[0].last_seq
    with pytest.raises(UserError, match=r"submit\.refused"):
        app.records.new_many("patrol", [good, bad], actor, submit=True)
    assert app.store.queries.streams()[0].last_seq == before
    assert app.records.new("patrol", good, actor, submit=True).state == "submitted"


def test_one_person_cannot_be_on_two_patrols(app: App) -> None:
    actor = app.session.actor
    first = app.records.new("patrol", patrol_values(app), actor, submit=True)
    with pytest.raises(UserError) as caught:
        app.records.new("patrol", patrol_values(app), actor, submit=True)
    assert caught.value.details[0]["code"] == "patrol.overlap"
    assert first.record.number in caught.value.details[0]["message"]


def test_a_finding_contradicts_nothing_found(app: App) -> None:
    actor = app.session.actor
    patrol = app.records.new("patrol", patrol_values(app), actor)
    finding = {
        "patrol_id": patrol.record.id,
        "category": "P06",
        "found_at": parse_iso("2026-08-03T10:00"),
        "position": PLACE,
        "description": "烟",
        "action": ("劝阻",),
    }
    app.records.new("finding", finding, actor, submit=True)
    codes = [remark.code for remark in app.records.remarks("patrol", patrol.record)]
    assert "patrol.found_both" in codes
    assert codes.index("patrol.found_both") < codes.index("patrol.no_length")


def test_a_save_on_old_heads_is_refused(app: App) -> None:
    actor = app.session.actor
    stored = app.records.new("patrol", {"route": "a"}, actor)
    app.records.save("patrol", stored.record.id, {"route": "b"}, stored.heads, actor)
    with pytest.raises(UserError, match=r"heads\.moved"):
        app.records.save("patrol", stored.record.id, {"route": "c"}, stored.heads, actor)
    assert app.records.get("patrol", stored.record.id).record.model_dump()["route"] == "b"


def test_a_save_without_a_change_writes_no_op(app: App) -> None:
    stored = app.records.new("patrol", {"route": "a"}, app.session.actor)
    same = app.records.save(
        "patrol", stored.record.id, {"route": "a"}, stored.heads, app.session.actor
    )
    assert same.heads == stored.heads


def test_delete_needs_a_reason_and_can_be_taken_back(app: App) -> None:
    actor = app.session.actor
    stored = app.records.new("patrol", {"route": "a"}, actor)
    with pytest.raises(UserError, match=r"delete\.reason"):
        app.records.delete("patrol", stored.record.id, "  ", actor)
    assert app.records.delete("patrol", stored.record.id, "重复", actor).deleted
    back = app.records.restore("patrol", stored.record.id, actor)
    assert not back.deleted and back.record.model_dump()["route"] == "a"


def test_values_that_do_not_fit_are_named_by_field(app: App) -> None:
    with pytest.raises(UserError) as caught:
        app.records.new("patrol", {"temp_c_e1": "warm", "route": "x" * 40_000}, app.session.actor)
    assert {row["field"] for row in caught.value.details} == {"temp_c", "route"}
    assert "warm" not in caught.value.message()


def test_natural_keys_are_unique(app: App) -> None:
    person = app.session.actor.id
    app.records.new("grid", {"grid_no": "7", "ranger_id": person}, app.session.actor)
    with pytest.raises(UserError, match=r"record\.exists"):
        app.records.new("grid", {"grid_no": "7", "ranger_id": person}, app.session.actor)
    with pytest.raises(UserError, match=r"field\.required"):
        app.records.new("grid", {"ranger_id": person}, app.session.actor)


@pytest.mark.parametrize(
    ("role", "type", "allowed"),
    [
        ("ranger", "patrol", True),
        ("ranger", "person", False),
        ("crew_leader", "drill", True),
        ("auditor", "patrol", False),
        ("station_head", "person", True),
        ("case_officer", "drill", False),
    ],
)
def test_roles_decide_what_may_be_written(app: App, role: str, type: str, allowed: bool) -> None:
    actor = actor_with(app, role)
    values = {"name": "某"} if type in ("person", "drill") else {"route": "a"}
    if allowed:
        assert app.records.new(type, values, actor).record.id
        return
    with pytest.raises(UserError, match=r"session\.forbidden"):
        app.records.new(type, values, actor)


def test_a_person_without_roles_may_only_read(app: App) -> None:
    with pytest.raises(UserError, match=r"session\.forbidden"):
        app.records.new("patrol", {"route": "a"}, actor_with(app))


def test_the_actor_stands_in_every_op(app: App) -> None:
    actor = actor_with(app, "ranger")
    stored = app.records.new("patrol", {"route": "a"}, actor)
    (line,) = app.store.queries.history(stored.record.id)
    assert f'"actor":"{actor.id}"'.encode() in line.raw


def test_a_child_unit_reports_to_the_own_one_and_carries_its_own_code(app: App) -> None:
    values = {"code": "DEMO09", "name": "示例九站", "level": "station"}
    unit = app.records.new("unit", values, app.session.actor).record.model_dump()
    assert (unit["parent_code"], unit["unit"], unit["device"]) == ("DEMO01", "DEMO09", "")
    edited = app.records.save("unit", unit["id"], {"name": "新"}, None, app.session.actor)
    assert edited.record.model_dump()["name"] == "新"


def test_what_changed_is_published(app: App) -> None:
    heard: list[Changes] = []
    app.bus.subscribe(heard.append)
    stored = app.records.new("patrol", {"route": "a"}, app.session.actor)
    assert ("patrol", stored.record.id) in heard[-1].records


def test_judged_values_carry_the_rules_version(app: App) -> None:
    values = {
        "found_at": parse_iso("2026-08-03T10:00"),
        "position": PLACE,
        "zone_kind": "禁牧区",
        "livestock": ({"key": "abcdefgh", "animal": "山羊", "head": 10},),
        "party_unknown": True,
        "action": ("教育",),
    }
    stored = app.records.new("grazing", values, app.session.actor)
    assert not stored.judged
    done = app.records.submit("grazing", stored.record.id, app.session.actor).stored
    judged = done.judged["sheep_units_e4"]
    assert (judged["value"], judged["rule_version"]) == (80_000, "builtin-1")


def test_many_records_in_one_transaction(app: App) -> None:
    row = {
        "category": "P06",
        "found_at": parse_iso("2026-08-03T10:00"),
        "position": PLACE,
        "description": "烟",
        "action": ("劝阻",),
    }
    made = app.records.new_many("finding", [row] * 300, app.session.actor, submit=True)
    assert len({record.number for record in made}) == 300
    assert app.records.get("finding", made[-1].id).state == "submitted"
    assert app.records.get("finding", made[0].id).created_ms == NOW
    assert app.store.check() == []


def test_drafts_stay_outside_the_journal(app: App) -> None:
    actor = app.session.actor
    before = app.store.queries.streams()[0].last_seq
    app.drafts.keep(actor.id, "patrol", "01a20110-2055-7309-b08d-d31a4bdd6c0e", {"route": "半"})
    (draft,) = app.drafts.of(actor.id)
    assert draft.body == {"route": "半"}
    assert app.drafts.find(actor.id, "patrol", draft.rec) == draft
    app.drafts.forget(actor.id, "patrol", draft.rec)
    assert app.drafts.of(actor.id) == []
    assert app.store.queries.streams()[0].last_seq == before
