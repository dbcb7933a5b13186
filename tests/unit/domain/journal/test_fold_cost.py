"""The fold's cost, counted in steps of the interpreter: the same on every machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from patrol_app.domain.journal.fold import fold
from patrol_app.domain.journal.op import Op
from tests.unit.domain.journal.made import op


def steps(work: Callable[[], Any]) -> int:
    """How many bytecode instructions of Python code ``work`` takes."""
    count = 0

    def trace(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def chain(length: int) -> list[Op]:
    ops: list[Op] = []
    for seq in range(1, length + 1):
        ops.append(op({"a": seq, "b": 1}, ops[-1:], seq=seq))
    return ops


def wide(width: int) -> list[Op]:
    root = op({"a": 0, "b": 0})
    return [root, *(op({"a": n, "b": 1}, [root], n=n) for n in range(2, width + 1))]


def ladder(length: int) -> list[Op]:
    """Two devices that merge each other's op at each step: ever two live writes."""
    ops: list[Op] = []
    for seq in range(1, length // 2 + 1):
        pair = ops[-2:]
        ops += [op({"a": seq}, pair, n=1, seq=seq), op({"a": -seq}, pair, n=2, seq=seq)]
    return ops


@pytest.mark.parametrize("shape", [chain, wide, ladder])
def test_twice_the_ops_take_about_twice_the_steps(shape: Callable[[int], list[Op]]) -> None:
    small, large = shape(400), shape(800)
    one, two = steps(lambda: fold(small)), steps(lambda: fold(large))
    # A quadratic fold takes four times the steps; sorting adds a few percent.
    assert two < 2.3 * one
    assert one < 400 * 1_500


@pytest.mark.parametrize("shape", [chain, wide])
def test_a_record_at_the_limit_is_folded(shape: Callable[[int], list[Op]]) -> None:
    made = fold(reversed(shape(5_000)))
    assert made.ops == 5_000 and made.values["b"] == 1
    assert len(made.heads) == (1 if shape is chain else 4_999)
