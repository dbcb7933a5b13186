"""Frozen values: each field of each type must be read for ever as it was written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from patrol_app.domain.base import Item
from patrol_app.domain.fields import specs
from patrol_app.domain.journal.canonical import canonical
from patrol_app.domain.journal.fold import assemble, flatten, fold
from patrol_app.domain.journal.number import parse_number
from patrol_app.domain.journal.op import Op, read_op
from patrol_app.domain.records import RECORD_TYPES, record_type
from patrol_app.domain.records.unit import unit_id

FOLDER = Path(__file__).resolve().parents[2] / "data" / "format" / "1"


def read(name: str) -> list[Op]:
    """The ops of a sample file."""
    lines = (FOLDER / name).read_bytes().split(b"\n")[:-1]
    return [op for raw in lines if isinstance(op := read_op(raw), Op)]


FIRST = read("records.jsonl")  # as 0.1 wrote them
SECOND = read("records-2.jsonl")  # as 0.2 did: every type with every field
OPS = FIRST + SECOND
DAYS = {"c0000000-0000-4000-8000-000000000003": "260803"}
# What a field means when no op ever wrote it: as frozen as the values themselves.
DEFAULTS = {
    "Attachment.role": "photo",
    "Attachment.taken_source": "none",
    "Item.order": 0,
    "Leg.track_source": "none",
    "Leg.typed_length": False,
}


@pytest.mark.parametrize("op", OPS, ids=lambda op: f"{op.type}-{op.stream[-1]}")
def test_a_record_is_read_and_written_as_it_was(op: Op) -> None:
    cls = record_type(op.type).cls
    record = cls.load(op.rec, assemble(fold([op]).values))
    assert canonical(flatten(record.document())) == canonical(op.fields)
    assert op.schema == 1


def test_every_type_and_field_of_the_first_version_is_held() -> None:
    """Later versions add types and fields; what the samples name is still there."""
    assert len({op.type for op in FIRST}) == 10
    assert {op.type for op in OPS} <= {kind.code for kind in RECORD_TYPES}
    for op in OPS:
        named = {key.partition("/")[0] for key in op.fields}
        cls = record_type(op.type).cls
        assert named <= set(cls.model_fields)
        for name, spec in specs(cls).items():
            if spec.item is not None:
                items: list[Any] = [v for k, v in op.fields.items() if k.startswith(f"{name}/")]
                assert {part for one in items for part in one} <= set(spec.item.model_fields)


def test_every_type_and_field_of_today_is_held() -> None:
    """A type or field that is added asks for a sample of its own, frozen with it."""
    assert [op.type for op in SECOND] == [kind.code for kind in RECORD_TYPES]
    for op in SECOND:
        cls = record_type(op.type).cls
        named = {key.partition("/")[0] for key in op.fields} | {"id", "number"}
        assert set(cls.model_fields) <= named, op.type
        for name, spec in specs(cls).items():
            if spec.item is not None:
                items: list[Any] = [v for k, v in op.fields.items() if k.startswith(f"{name}/")]
                for one in items:
                    assert {"key", *one} == set(spec.item.model_fields), (op.type, name)


def test_names_made_from_codes_and_numbers() -> None:
    unit = next(op for op in OPS if op.type == "unit")
    assert unit.rec == unit_id("DEMO01") == "2ea34a8d-f7ea-5cf5-8c24-908394236525"
    for op in OPS:
        kind = record_type(op.type)
        if kind.letter:
            parts = parse_number(op.fields["number"])
            assert (parts.letter, parts.unit, parts.device) == (kind.letter, "DEMO01", "01")
            assert (parts.date_yymmdd, parts.seq) == (DAYS.get(op.stream, "261122"), op.seq)


def test_what_an_unwritten_field_means() -> None:
    found: dict[str, object] = {"Item.order": Item.model_fields["order"].default}
    classes = [kind.cls for kind in RECORD_TYPES]
    items = [s.item for cls in classes for s in specs(cls).values() if s.item is not None]
    for cls in (*classes, *items):
        for name, info in cls.model_fields.items():
            default = None if info.is_required() else info.default
            if default not in (None, "", ()) and name != "order":
                found[f"{cls.__name__}.{name}"] = default
    assert {name: found[name] for name in sorted(found)} == DEFAULTS


def test_only_the_book_s_base_is_written_by_two_levels() -> None:
    facts = [kind for kind in RECORD_TYPES if not kind.parent]  # steps are added, never changed
    both = {kind.code for kind in facts if kind.writer == "both"}
    assert both == {"unit", "person", "grid", "dataset", "team", "task", "survey_round"}
    assert {kind.writer for kind in facts if kind.code not in both} == {"unit"}
