"""Every record type: round trip through its document, labels, words, own values."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from patrol_app.domain.fields import by_external, specs
from patrol_app.domain.records import RECORD_TYPES, known, record_type
from patrol_app.domain.records.patrol import Patrol
from patrol_app.domain.records.unit import unit_id
from patrol_app.domain.registry import RecordType
from patrol_app.domain.vocabulary import VOCABULARIES, vocabulary
from tests.support import records as make

SAMPLES = {
    "patrol": make.patrol(), "finding": make.finding(), "pest": make.pest(),
    "grazing": make.grazing(), "drill": make.drill(),
}  # fmt: skip


@pytest.mark.parametrize("kind", RECORD_TYPES, ids=lambda kind: kind.code)
def test_a_type_is_complete(kind: RecordType) -> None:
    fields = specs(kind.cls)
    assert set(kind.cls.model_fields) - {"id"} >= set(fields)
    assert kind.title in kind.cls.model_fields
    assert not kind.time or kind.time in fields
    assert not kind.key or kind.key in fields
    assert bool(kind.letter) + bool(kind.key) + bool(kind.parent) == 1
    if kind.parent:
        assert known(kind.parent) and not kind.reviewed
        assert (fields["parent_id"].ui.kind, fields["parent_id"].ui.ref) == ("ref", kind.parent)
        assert fields["parent_id"].external == "parent"
    for spec in [
        *fields.values(),
        *(s for f in fields.values() if f.item for s in specs(f.item).values()),
    ]:
        if spec.ui.kind in ("vocab", "vocabs"):
            assert spec.ui.vocabulary in VOCABULARIES
        if spec.ui.kind in ("ref", "refs"):
            assert known(spec.ui.ref)
    assert len(by_external(kind.cls)) == len(fields), "two fields share a name in files"


def test_letters_and_codes_are_unique() -> None:
    letters = [kind.letter for kind in RECORD_TYPES if kind.letter]
    assert len(set(letters)) == len(letters)
    assert len({kind.code for kind in RECORD_TYPES}) == len(RECORD_TYPES)
    assert not known("dragon")
    with pytest.raises(KeyError):
        record_type("dragon")


@pytest.mark.parametrize("code", sorted(SAMPLES))
def test_document_round_trip(code: str) -> None:
    record = SAMPLES[code]
    kind = record_type(code)
    document = record.document()
    assert "id" not in document
    assert kind.cls.load(record.id, document) == record
    assert kind.own(record)


@pytest.mark.parametrize("kind", RECORD_TYPES, ids=lambda kind: kind.code)
def test_a_draft_may_be_empty(kind: RecordType) -> None:
    record = kind.cls.model_validate({"id": make.REC, "unit": make.UNIT})
    assert record.document() == {"unit": make.UNIT}
    assert kind.cls.load(make.REC, {"unit": make.UNIT, "number": None}) == record
    kind.own(record)


def test_a_record_is_frozen_and_edits_are_validated() -> None:
    patrol = make.patrol()
    with pytest.raises(ValidationError):
        patrol.weather = "雨"
    assert patrol.edited(weather="雨").weather == "雨"
    with pytest.raises(ValidationError):
        patrol.edited(wind_force=1000)
    with pytest.raises(ValidationError):
        patrol.edited(nonsense=1)


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "x" * 401])
def test_text_that_no_paper_carries_is_refused(text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        make.patrol(tools=text)
    assert text not in str(caught.value)


def test_unit_ids_are_the_same_everywhere() -> None:
    assert unit_id("DEMO01") == "2ea34a8d-f7ea-5cf5-8c24-908394236525"
    assert unit_id("DEMO01") != unit_id("DEMO02")


def test_words_are_found_by_code_and_label() -> None:
    words = vocabulary("patrol_type")
    assert words.find("ROUTINE") == words.find("日常巡护") == words.find("Routine")
    assert words.find("飞行") is None
    assert words.label("飞行") == "飞行"


def test_patrol_values_follow_from_its_facts() -> None:
    leg = {"key": "aaaaaaaa", "length_cm": 942_000, "track_source": "file", "points": 10}
    drawn = {"key": "bbbbbbbb", "track_source": "drawn", "length_cm": 1}
    own = record_type("patrol").own
    typed = own(make.patrol(rest_min=30, companions=(make.PARTY,)))
    assert typed == {
        "date": "2026-08-03", "length_cm": 500_000, "minutes": 210, "person_minutes": 420,
        "evidence": "D", "points": 0,
    }  # fmt: skip
    tracked = own(make.patrol(legs=(leg,)))
    assert (tracked["evidence"], tracked["length_cm"], tracked["points"]) == ("B", 942_000, 10)
    assert own(make.patrol(legs=(leg, drawn)))["evidence"] == "C"
    recorded = {**leg, "track_source": "recorded"}
    assert own(make.patrol(legs=(recorded,)))["evidence"] == "A"
    assert own(Patrol(id=make.REC, unit=make.UNIT))["minutes"] is None
