from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from patrol_app.domain.journal.canonical import FormatFault, canonical
from patrol_app.domain.journal.op import ErasedOp, Op, erase, new_item_key, read_op
from patrol_app.limits import OP_LINE_BYTES
from tests.unit.domain.journal.made import PERSON, REC, judgement, op, stream, submit

HASH = "ab" * 32
GOOD = op(
    {"weather": "晴", "legs/k3fq7a2m": {"order": 1}, "legs/9ab2c4de".replace("9", "z"): None},
    [HASH],
    judged={"km": judgement(12)},
    city_time_seen=77,
)
VALUE: dict[str, Any] = json.loads(GOOD.raw)


def changed(**parts: Any) -> bytes:
    return canonical({**VALUE, **parts})


def test_an_op_is_read_as_it_was_written() -> None:
    again = read_op(GOOD.raw)
    assert again == GOOD and hash(again) == hash(GOOD)
    assert isinstance(again, Op)
    assert again.op_hash == hashlib.sha256(GOOD.raw).hexdigest()
    assert again.raw == canonical(VALUE)
    assert (
        again.device_time._asdict()
        == VALUE["device_time"]
        == {"wall": 1000, "uptime": 5, "gnss": None}
    )
    assert VALUE["hlc"] == [1000, 0] and again.hlc == (1000, 0)
    assert again.keys == ("@km", "legs/k3fq7a2m", "legs/zab2c4de", "weather")
    assert again.fields["legs/zab2c4de"] is None and again.city_time_seen == 77


def test_bytes_are_kept_though_they_are_not_canonical() -> None:
    raw = json.dumps(VALUE, indent=None).encode()
    again = read_op(raw)
    assert again.raw == raw and again.op_hash == hashlib.sha256(raw).hexdigest() != GOOD.op_hash


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("v", 0), ("v", True), ("v", "1"), ("v", None),
        ("stream", stream(1).upper()), ("stream", 1), ("stream", stream(1) + "\n"),
        ("seq", 0), ("seq", True), ("seq", "1"),
        ("rec", "x"), ("rec", None),
        ("type", "Patrol"), ("type", ""), ("type", "a" * 65),
        ("parents", [HASH, HASH]), ("parents", ["b" * 64, "a" * 64]), ("parents", ["A" * 64]),
        ("parents", {}), ("parents", [1]),
        ("hlc", [1]), ("hlc", [1, -1]), ("hlc", {"ms": 1}), ("hlc", [1, True]), ("hlc", [1, 2, 3]),
        ("actor", "somebody"), ("actor", None),
        ("device_time", {"wall": 1, "uptime": 1}), ("device_time", None),
        ("device_time", {"wall": None, "uptime": 1, "gnss": None}),
        ("device_time", {"wall": 1, "uptime": -1, "gnss": None}),
        ("device_time", {"wall": 1, "uptime": 1, "gnss": "1"}),
        ("city_time_seen", "1"), ("city_time_seen", False),
        ("schema", 0), ("schema", None),
        ("salt", "a" * 31), ("salt", "A" * 32), ("salt", None),
        ("fields", []), ("fields", {"Weather": 1}), ("fields", {"": 1}), ("fields", {"1a": 1}),
        ("fields", {"legs/K3FQ7A2M": {}}), ("fields", {"legs/k3fq7a2": {}}),
        ("fields", {"/k3fq7a2m": {}}),
        ("fields", {"legs/k3fq7a2m": 1}), ("fields", {"legs/k3fq7a2m": {"key": "k3fq7a2m"}}),
        ("fields", {"legs": [], "legs/k3fq7a2m": {}}), ("fields", {"a\n": 1}),
        ("fields", {"_del": "x"}), ("fields", {"_del": {}}), ("fields", {"_del": {"reason": 1}}),
        ("fields", {"_submitted": {"by": "", "at": 1}}), ("fields", {"_submitted": True}),
        ("fields", {"_submitted": {"by": "x", "at": 1, "heads": []}}),
        ("fields", {"_submitted": {"by": "", "at": None, "heads": []}}),
        ("fields", {"_submitted": {"by": "", "at": 1, "heads": [HASH, HASH]}}),
        ("judged", []), ("judged", {"km": {"value": 1}}), ("judged", {"Km": judgement(1)}),
        ("judged", {"km": {**judgement(1), "rule_version": 1}}),
        ("judged", {"km": {**judgement(1), "inputs_sha256": ""}}),
        ("more", 1),
    ],
)  # fmt: skip
def test_a_wrong_part_is_refused_and_named(part: str, value: Any) -> None:
    with pytest.raises(FormatFault) as caught:
        read_op(changed(**{part: value}))
    assert caught.value.code == "op.form"
    inner = {"more": "op", "fields": next(iter(value), "") if isinstance(value, dict) else ""}
    assert caught.value.params["part"] in {part, inner.get(part)}


@pytest.mark.parametrize("part", sorted(VALUE))
def test_no_part_may_be_absent(part: str) -> None:
    with pytest.raises(FormatFault, match=r"op\.form"):
        read_op(canonical({name: one for name, one in VALUE.items() if name != part}))


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (changed(v=2), "op.version"),
        (changed(v=2, new="part"), "op.version"),
        (GOOD.raw + b"\n", "op.line"),
        (b"\r" + GOOD.raw, "op.line"),
        (changed(fields={"a": ["x" * 32_000] * 9}), "op.line"),
        (changed(fields={"a": "x" * 32_769}), "op.text"),
        (b"[]", "op.form"),
        (b"{", "json.syntax"),
        (changed(fields={"a": [[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]}), "json.depth"),
    ],
)
def test_limits_and_later_forms(raw: bytes, code: str) -> None:
    with pytest.raises(FormatFault) as caught:
        read_op(raw)
    assert caught.value.code == code


def test_the_limits_themselves_are_allowed() -> None:
    assert read_op(changed(fields={"a": "中" * 32_768}))
    spare = OP_LINE_BYTES - len(changed(fields={"a": ["x" * 32_000] * 8}))
    full = changed(fields={"a": ["x" * 32_000] * 8 + ["y" * (spare - 3)]})
    assert len(full) == OP_LINE_BYTES and read_op(full)
    assert read_op(changed(fields={"_del": None, "_submitted": None, "x": 1}))
    assert read_op(changed(device_time={"wall": -1, "uptime": 0, "gnss": -5}, actor=""))


def test_writing_refuses_what_reading_would() -> None:
    with pytest.raises(FormatFault, match=r"json\.text"):
        op({"a": "nul \x00"})
    with pytest.raises(ValueError):
        op({"a": 1.5})
    with pytest.raises(FormatFault, match=r"op\.form"):
        op({"A": 1})


def test_parents_are_sorted_when_written() -> None:
    assert op({}, ["b" * 64, "a" * 64]).parents == ("a" * 64, "b" * 64)


def test_an_erased_op_keeps_its_place_and_keys() -> None:
    gone = erase(GOOD)
    assert read_op(gone.raw) == gone
    assert hash(gone) == hash(GOOD)
    assert json.loads(gone.raw) == {
        "erased": GOOD.op_hash,
        "stream": GOOD.stream,
        "seq": 1,
        "rec": REC,
        "parents": [HASH],
        "keys": ["@km", "legs/k3fq7a2m", "legs/zab2c4de", "weather"],
    }
    assert b"\xe6\x99\xb4" not in gone.raw and GOOD.salt.encode() not in gone.raw


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("erased", "x"), ("seq", 0), ("rec", ""), ("parents", None), ("keys", None), ("keys", [1]),
        ("keys", ["b", "a"]), ("keys", ["a", "a"]), ("keys", ["@legs/k3fq7a2m"]), ("keys", ["A"]),
        ("salt", "00"),
    ],
)  # fmt: skip
def test_a_wrong_erased_line_is_refused(part: str, value: Any) -> None:
    with pytest.raises(FormatFault, match=r"op\.form"):
        read_op(canonical({**json.loads(erase(GOOD).raw), part: value}))


def test_a_submission_is_read() -> None:
    made = submit([GOOD])
    assert made.fields["_submitted"] == {"by": PERSON, "at": 5, "heads": [GOOD.op_hash]}
    assert isinstance(read_op(erase(made).raw), ErasedOp)


def test_item_keys() -> None:
    assert new_item_key(bytes(8)) == "aaaaaaaa" and new_item_key(b"\xff" * 5) == "77777777"
    assert op({"legs/" + new_item_key(b"12345678"): {}})
    with pytest.raises(ValueError):
        new_item_key(b"1234")
