"""Ops for tests: short to write, the same on every run."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from hypothesis import strategies as st

from patrol_app.domain.journal.clock import Hlc
from patrol_app.domain.journal.op import DeviceTime, ErasedOp, Op, erase, write_op

REC = "018f0000-0000-7000-8000-000000000001"
PERSON = "018f0000-0000-7000-8000-0000000000aa"
ITEMS = ("aaaaaaaa", "bbbbbbbb")


def stream(n: int) -> str:
    """UUID text of test stream ``n``."""
    return str(uuid.UUID(int=0xA0000000000040008000000000000000 + n))


def op(
    fields: Mapping[str, Any],
    parents: Iterable[Op | ErasedOp | str] = (),
    *,
    ms: int = 1_000,
    n: int = 1,
    seq: int = 1,
    rec: str = REC,
    judged: Mapping[str, Any] | None = None,
    **more: Any,
) -> Op:
    """An op of stream ``n`` that writes ``fields`` on ``parents``."""
    hashes = sorted({one if isinstance(one, str) else one.op_hash for one in parents})
    given = {
        "type": "patrol",
        "hlc": Hlc(ms, 0),
        "actor": PERSON,
        "device_time": DeviceTime(ms, 5, None),
        "city_time_seen": None,
        "schema": 1,
        **more,
    }
    salt = hashlib.md5(repr((n, seq, hashes, sorted(fields))).encode()).hexdigest()
    return write_op(
        stream=stream(n),
        seq=seq,
        rec=rec,
        parents=hashes,
        salt=salt,
        fields=fields,
        judged=judged or {},
        **given,
    )


def submit(parents: Iterable[Op], *, heads: Iterable[Op] | None = None, **more: Any) -> Op:
    """A submission judged on ``heads``, by default its parents."""
    parents = list(parents)
    on = sorted(one.op_hash for one in (parents if heads is None else heads))
    content = more.pop("fields", {})
    fact = {"by": PERSON, "at": 5, "heads": on}
    return op({**content, "_submitted": fact}, parents, **more)


def judgement(value: Any) -> dict[str, Any]:
    """One judged value."""
    return {"value": value, "rule_version": "area/1", "inputs_sha256": "0" * 64}


FIELDS = st.one_of(
    st.dictionaries(
        st.sampled_from(["a", "b", "legs/aaaaaaaa", "legs/bbbbbbbb"]), st.just(None), max_size=1
    ),
    st.dictionaries(st.sampled_from(["a", "b"]), st.integers(0, 1), max_size=2),
    st.dictionaries(
        st.sampled_from(["legs/aaaaaaaa", "legs/bbbbbbbb"]),
        st.fixed_dictionaries({"order": st.integers(0, 1)}),
        max_size=2,
    ),
    st.sampled_from([{"_del": {"reason": "x"}}, {"_del": {"reason": "y"}}, {"_del": None}]),
)


@st.composite
def histories(draw: st.DrawFn, erased: bool = True) -> list[Op | ErasedOp]:
    """A record's ops, parents first, with branches, merges, submissions and erased ops."""
    ops: list[Op] = []
    for seq in range(1, draw(st.integers(1, 9)) + 1):
        if draw(st.booleans()):
            named = {parent for one in ops for parent in one.parents}
            parents = [one for one in ops if one.op_hash not in named]
        else:
            parents = draw(st.lists(st.sampled_from(ops), max_size=2)) if ops else []
        ms, n = draw(st.integers(0, 4)), draw(st.integers(1, 3))
        judged = {"km": judgement(seq)} if draw(st.booleans()) else {}
        fields = draw(FIELDS)
        unique = {one.op_hash: one for one in parents}.values()
        if draw(st.integers(0, 3)) == 0:
            heads = draw(st.sampled_from([list(unique), list(unique)[:1]]))
            made = submit(unique, heads=heads, fields=fields, ms=ms, n=n, seq=seq, judged=judged)
        else:
            made = op(fields, unique, ms=ms, n=n, seq=seq, judged=judged)
        ops.append(made)
    if not erased:
        return list(ops)
    gone = draw(st.sets(st.sampled_from(range(len(ops))), max_size=2))
    return [erase(one) if place in gone else one for place, one in enumerate(ops)]
