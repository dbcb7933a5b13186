"""Frozen samples: every later version must read these bytes and give the same fold."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

from patrol_app.domain.journal.canonical import canonical
from patrol_app.domain.journal.fold import Folded, fold
from patrol_app.domain.journal.link import ZERO_LINK, chain
from patrol_app.domain.journal.op import ErasedOp, Op, erase, op_hash, read_op

FOLDER = Path(__file__).resolve().parents[3] / "data" / "format" / "1"
LINES = (FOLDER / "op.jsonl").read_bytes().split(b"\n")[:-1]
OPS = [read_op(raw) for raw in LINES]


def shown(made: Folded) -> dict[str, Any]:
    """The fold as JSON: attribute names of ``Folded`` and its parts."""

    def plain(value: Any) -> Any:
        if hasattr(value, "_asdict"):
            return plain(value._asdict())
        if isinstance(value, dict):
            return {key: plain(one) for key, one in value.items()}
        return [plain(one) for one in value] if isinstance(value, list | tuple) else value

    return {one.name: plain(getattr(made, one.name)) for one in dataclasses.fields(made)}


def test_each_line_is_read_and_hashes_as_it_did() -> None:
    named = [line.split() for line in (FOLDER / "links.txt").read_text("ascii").splitlines()]
    assert len(named) == len(OPS) == 8
    for raw, op, (stream, seq, name, _link) in zip(LINES, OPS, named, strict=True):
        assert op.raw == raw
        assert (op.stream, str(op.seq), op.op_hash) == (stream, seq, name)
        assert isinstance(op, ErasedOp) or op_hash(raw) == name


def test_the_samples_hold_one_of_each() -> None:
    assert sum(isinstance(op, ErasedOp) for op in OPS) == 1
    fields = {key.partition("/")[0] for op in OPS if isinstance(op, Op) for key in op.fields}
    assert {"_del", "_submitted", "legs", "weather"} <= fields
    assert any(isinstance(op, Op) and op.judged for op in OPS)


def test_links_are_made_as_they_were() -> None:
    named = [line.split() for line in (FOLDER / "links.txt").read_text("ascii").splitlines()]
    for stream in {one[0] for one in named}:
        mine = [one for one in named if one[0] == stream]
        links = chain(stream, 1, ZERO_LINK, [one[2] for one in mine])
        assert [one.hex() for one in links] == [one[3] for one in mine]


def test_the_fold_is_what_it_was() -> None:
    expected = json.loads((FOLDER / "fold.json").read_bytes())
    records = {op.rec for op in OPS}
    assert records == expected.keys() and len(records) == 2
    for rec in records:
        made = fold(op for op in OPS if op.rec == rec)
        assert canonical(shown(made)) == canonical(expected[rec])


def test_today_the_same_bytes_are_written() -> None:
    for op in OPS:
        if isinstance(op, Op):
            assert canonical(json.loads(op.raw)) == op.raw
            erased = read_op(erase(op).raw)
            assert erased.op_hash == op.op_hash and erased.parents == op.parents
