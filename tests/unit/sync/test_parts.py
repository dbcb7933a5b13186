"""Splitting an export: everything once, in order, below every limit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patrol_app.errors import UserError
from patrol_app.limits import BLOB_CHUNK_BYTES, BUNDLE_FILE_BYTES, OP_LINE_BYTES
from patrol_app.sync import parts
from patrol_app.sync.parts import BLOB_OVERHEAD, CAPS, Caps, OpItem, plan_parts

SMALL = Caps(bytes=4_000, expanded=3_500, ops=4, blobs=3)

op_sizes = st.lists(
    st.tuples(
        st.integers(1, 900),
        st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 900)), max_size=5),
    ),
    max_size=40,
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(sizes=op_sizes, start=st.integers(1, 50), extra=st.sets(st.sampled_from("abxyz")))
def test_parts_hold_everything_once_below_the_caps(
    sizes: list[tuple[int, list[tuple[str, int]]]], start: int, extra: set[str]
) -> None:
    ops = [OpItem(start + n, size, tuple(blobs)) for n, (size, blobs) in enumerate(sizes)]
    plan = plan_parts(ops, start, [(sha, 100) for sha in sorted(extra)], SMALL)
    edge = start - 1
    for part in plan:
        assert part.first == edge + 1
        edge = part.upto
        assert part.ops <= SMALL.ops
        assert len(part.blobs) <= SMALL.blobs
        assert part.size <= 3_500
        assert part.size == part.line_bytes + part.blob_bytes + BLOB_OVERHEAD * len(part.blobs)
    assert edge == start + len(ops) - 1
    assert sum(p.line_bytes for p in plan) == sum(op.line_bytes + 1 for op in ops)
    named = {sha for op in ops for sha, _ in op.blobs} | extra
    assert sorted(sha for part in plan for sha in part.blobs) == sorted(named)
    assert len(plan) == 1 or all(part.size for part in plan)


def test_nothing_to_send_is_one_empty_part() -> None:
    (part,) = plan_parts([], 7)
    assert (part.first, part.upto, part.ops) == (7, 6, 0)


def test_a_blob_that_does_not_fit_goes_ahead_of_the_next_parts_ops() -> None:
    ops = [OpItem(1, 3_000, (("a", 900),)), OpItem(2, 10)]
    first, second = plan_parts(ops, 1, caps=SMALL)
    assert (first.upto, first.blobs) == (1, [])
    assert (second.first, second.upto, second.blobs) == (2, 2, ["a"])


def test_oversize_and_gaps_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError) as caught:
        plan_parts([OpItem(1, OP_LINE_BYTES + 1)], 1)
    assert caught.value.code == "op.too_long"
    with pytest.raises(UserError) as caught:
        plan_parts([], 1, [("a", BLOB_CHUNK_BYTES + 1)])
    assert caught.value.code == "blob.too_large"
    with pytest.raises(ValueError, match="consecutive"):
        plan_parts([OpItem(2, 5)], 1)
    monkeypatch.setattr(parts, "MAX_PARTS", 1)
    with pytest.raises(UserError) as caught:
        plan_parts([OpItem(n, 5) for n in range(1, 9)], 1, caps=SMALL)
    assert caught.value.code == "export.too_many_parts"


def test_a_full_part_of_real_size_leaves_room_for_encryption() -> None:
    plan = plan_parts([], 1, [(str(n), BLOB_CHUNK_BYTES) for n in range(60)])
    assert len(plan) == 3
    for part in plan:
        chunks = -(-part.size // 65_536) + 1
        assert part.size <= CAPS.bytes
        assert part.size + 16 * chunks + 64 * 1024 < BUNDLE_FILE_BYTES
