"""FILE.json to fields and back."""

from __future__ import annotations

from typing import Any

import pytest

from patrol_app.bootstrap import App
from patrol_app.domain.records import RECORD_TYPES, record_type
from patrol_app.domain.records.patrol import Patrol
from patrol_app.errors import UserError
from patrol_app.services.external import ExternalReader
from patrol_app.services.external_json import read_json
from patrol_app.services.external_show import ExternalWriter
from patrol_app.services.json_schema import schema_of
from patrol_app.services.listing import listing_of, pages

FULL = {
    "type": "日常巡护",
    "means": "徒步",
    "weather": "晴",
    "temp_c": "-12.5",
    "wind_force": 2,
    "wind_dir": "北",
    "danger_level": "3",
    "route": "村口",
    "nothing_found": True,
    "start_at": "2026-08-03T09:20+08:00",
    "end_at": "2026-08-03T03:20:30Z",
    "distance_km": "12.34567",
    "remark": None,
}


def fields(app: App, type: str, data: Any) -> dict[str, Any]:
    """The field values of ``data``."""
    return ExternalReader(app.store.queries).fields(record_type(type), data)


def refusal(app: App, type: str, data: Any) -> UserError:
    """The fault that ``data`` meets."""
    with pytest.raises(UserError) as caught:
        fields(app, type, data)
    return caught.value


def test_aliases_words_decimals_and_instants(app: App) -> None:
    found = fields(app, "patrol", FULL)
    assert found["patrol_type"] == "ROUTINE"
    assert found["temp_c_e1"] == -125
    assert found["danger_level"] == 3
    assert found["distance_cm"] == 1_234_567
    assert found["start_at"].precision == "minute"
    assert found["end_at"].precision == "second"
    assert found["remark"] == ""


def test_a_json_number_with_a_point_is_exact(app: App) -> None:
    data = read_json(b'{"grid_no":"001","area_mu":0.1}')
    assert fields(app, "grid", data)["area_mu_e4"] == 1_000


@pytest.mark.parametrize(
    ("type", "data", "code", "field"),
    [
        ("patrol", {"no_such": 1}, "field.unknown", "no_such"),
        ("patrol", {"temp_c": "12.55"}, "field.places", "temp_c"),
        ("patrol", {"temp_c": "warm"}, "field.decimal", "temp_c"),
        ("patrol", {"temp_c": True}, "field.decimal", "temp_c"),
        ("patrol", {"temp_c": "NaN"}, "field.decimal", "temp_c"),
        ("patrol", {"start_at": "2026-08-03"}, "field.instant", "start_at"),
        ("patrol", {"weather": "好"}, "field.word", "weather"),
        ("patrol", {"wind_force": 2.5}, "field.int", "wind_force"),
        ("patrol", {"ranger": "无此人"}, "ref.unknown", "ranger"),
        ("patrol", {"nothing_found": "yes"}, "field.bool", "nothing_found"),
        ("patrol", {"route": 5}, "field.text", "route"),
        ("grid", {"valid_from": "2026-02-30"}, "field.date", "valid_from"),
        ("finding", {"position": {"lon": "112.5"}}, "field.position", "position"),
        ("finding", {"position": {"lon": "212", "lat": "38"}}, "field.position", "position"),
        ("drill", {"steps": {"step": "T0"}}, "field.list", "steps"),
        ("drill", {"steps": [{"step": "T0", "when": "x"}]}, "field.unknown", "steps.when"),
        ("patrol", [], "input.object", None),
    ],
)
def test_what_does_not_fit_is_refused_by_name(
    app: App, type: str, data: Any, code: str, field: str | None
) -> None:
    fault = refusal(app, type, data)
    assert (fault.code, fault.field) == (code, field)
    assert fault.message()


def test_every_fault_of_a_file_is_named(app: App) -> None:
    fault = refusal(app, "patrol", {"temp_c": "x", "weather": "y", "zzz": 1})
    assert [row["field"] for row in fault.details] == ["temp_c", "weather", "zzz"]


def test_references_by_number_name_key_and_id(app: App) -> None:
    person = app.records.new("person", {"name": "张三", "roles": ("ranger",)}, app.session.actor)
    for name in (person.record.number, "张三", person.record.id):
        assert fields(app, "grid", {"ranger": name})["ranger_id"] == person.record.id
    app.records.new("person", {"name": "张三"}, app.session.actor)
    assert refusal(app, "grid", {"ranger": "张三"}).code == "name.ambiguous"


def test_items_get_keys_and_order(app: App) -> None:
    found = fields(
        app,
        "drill",
        {"steps": [{"step": "T0", "at": "2026-08-03T09:00"}, {"step": "T1", "key": "abcdefgh"}]},
    )
    first, second = found["steps"]
    assert len(first["key"]) == 8 and second["key"] == "abcdefgh"
    assert (first["order"], second["order"]) == (0, 1)


def test_a_file_cannot_claim_a_recorded_track(app: App) -> None:
    found = fields(app, "patrol", {"legs": [{"track_source": "recorded", "means": "徒步"}]})
    assert found["legs"][0]["track_source"] == "file"


def test_people_of_a_leg_are_named_as_people_call_them(app: App) -> None:
    actor = app.session.actor
    legs = [{"means": "徒步", "start_at": "2026-08-03T09:00", "people": [actor.number]}]
    patrol = app.records.new("patrol", fields(app, "patrol", {"legs": legs}), actor)
    assert isinstance(patrol.record, Patrol)
    assert patrol.record.legs[0].people == (actor.id,)
    shown = ExternalWriter(app.store.queries, private=True).show(patrol)
    assert shown["legs"][0]["people"] == [actor.number]
    assert refusal(app, "patrol", {"legs": [{"people": ["nobody"]}]}).code == "ref.unknown"


def test_show_can_be_added_again(app: App) -> None:
    actor = app.session.actor
    app.records.new("grid", {"grid_no": "001", "ranger_id": actor.id}, actor)
    data = {**FULL, "ranger": actor.number, "grid": "001", "companions": [actor.number]}
    first = app.records.new("patrol", fields(app, "patrol", data), actor)
    writer = ExternalWriter(app.store.queries, private=True)
    shown = writer.show(first)
    assert (shown["type"], shown["temp_c"], shown["grid"]) == ("ROUTINE", "-12.5", "001")
    assert (shown["record_type"], shown["number"]) == ("patrol", first.record.number)
    again = app.records.new("patrol", fields(app, "patrol", shown), actor)
    assert writer.fields(again) == writer.fields(first)
    item = writer.item(first)
    assert (item["type"], item["patrol_type"]) == ("patrol", "ROUTINE")
    assert fields(app, "patrol", item)["patrol_type"] == "ROUTINE"


def test_personal_data_is_masked_without_the_right(app: App) -> None:
    party = app.records.new(
        "party",
        {"name": "示例某人", "id_number": "140925199001010018", "phone": "13812341234"},
        app.session.actor,
    )
    shown = ExternalWriter(app.store.queries, private=False).show(party)
    assert (shown["name"], shown["phone"]) == ("示＊＊＊", "138****1234")
    assert shown["id_number"] == "140***********0018"


@pytest.mark.parametrize("kind", RECORD_TYPES, ids=lambda kind: kind.code)
def test_every_type_has_a_schema(kind: Any) -> None:
    schema = schema_of(kind)
    assert schema["title"] == kind.code
    assert schema["properties"] and not schema["additionalProperties"]
    assert set(schema["x-required-to-submit"]) <= set(schema["properties"])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"{", "json.syntax"),
        (b'{"a":1,"a":2}', "json.duplicate"),
        (b'{"a":NaN}', "json.number"),
        (b'{"a":1e999}', "json.number"),
        (b'{"a":' + b"9" * 40 + b"}", "json.number"),
        (b"[" * 60, "json.depth"),
        (b'{"a":"\\u0000"}', "json.text"),
        (b'{"a":"\\ud800"}', "json.text"),
        (b"\xff\xfe", "json.utf8"),
    ],
)
def test_broken_json_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(UserError) as caught:
        read_json(data)
    assert caught.value.code == code


def test_filters_of_a_list(app: App) -> None:
    actor = app.session.actor
    kind = record_type("patrol")
    for day in ("03", "04", "05"):
        data = {**FULL, "ranger": actor.number, "start_at": f"2026-08-{day}T23:59"}
        app.records.new("patrol", fields(app, "patrol", {**data, "end_at": None}), actor)
    queries = app.store.queries

    def count(where: list[str], first: str = "", last: str = "") -> int:
        """Drafts that fit."""
        return queries.count(listing_of(queries, kind, where, first, last, drafts=True))

    assert count([]) == 3
    assert count([], "2026-08-04", "2026-08-04") == 1
    assert count([f"ranger={actor.number}", "weather=晴", "temp_c=-12.5"]) == 3
    assert count(["type=KEY"]) == 0
    assert count(["evidence=D"]) == 3
    assert count(["date=2026-08-05"]) == 1
    assert len(list(pages(queries, listing_of(queries, kind, [], "", "", drafts=True), 2))) == 2
    for wrong in (["weather"], ["zzz=1"], ["weather=好"]):
        with pytest.raises(UserError):
            count(wrong)
    with pytest.raises(UserError, match=r"list\.no_time"):
        listing_of(queries, record_type("grid"), [], "2026-08-01", "")
