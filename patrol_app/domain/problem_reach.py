"""Which units may add steps to a problem, judged from the steps alone (``docs/decisions/180``).

The problem's own unit, each unit the matter is given to, and the units above those. Given by
whom matters: a unit that stands outside gives nothing to anybody. The answer depends on the
steps, their order and the tree of units, never on when or how they arrived, so that every level
sees the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from patrol_app.domain.problem_state import Written, in_order
from patrol_app.domain.records.problem import Problem
from patrol_app.domain.records.unit import unit_id


class Tree(Protocol):
    """The tree of units as far as it is known."""

    def above(self, code: str) -> tuple[str, ...]:
        """Codes of the units above ``code``, nearest first."""

    def code_of(self, rec: str) -> str:
        """Code of the unit with the id ``rec``; empty for an unknown one."""


class Reach:
    """The units that a problem concerns so far.

    Args:
        problem: its home, and the unit it was given to when it was written down.
        tree: see ``Tree``.
    """

    def __init__(self, problem: Problem, tree: Tree) -> None:
        self._tree = tree
        self._ids = {unit_id(problem.unit)}
        self._codes = {problem.unit}
        if problem.for_unit_id:
            self.give(problem.for_unit_id)

    def give(self, rec: str) -> None:
        """The matter is given to the unit with the id ``rec``."""
        self._ids.add(rec)
        self._codes |= {self._tree.code_of(rec)} - {""}

    def may(self, unit: str) -> bool:
        """Whether the unit with the code ``unit`` may add a step."""
        return unit_id(unit) in self._ids or any(
            unit in self._tree.above(code) for code in self._codes
        )


def marked(problem: Problem, steps: Iterable[Written], tree: Tree) -> list[Written]:
    """The steps in their order, strange ones marked.

    Args:
        problem: what was found.
        steps: its submitted steps, in any order.
        tree: see ``Tree``.
    """
    reach = Reach(problem, tree)
    made = []
    for one in in_order(steps):
        strange = not reach.may(one.step.unit)
        if not strange and one.step.for_unit_id:
            reach.give(one.step.for_unit_id)
        made.append(replace(one, strange=strange))
    return made


def reach_of(problem: Problem, steps: Iterable[Written], tree: Tree) -> Reach:
    """The units concerned after all of ``steps``: whoever may add the next one."""
    reach = Reach(problem, tree)
    for one in marked(problem, steps, tree):
        if not one.strange and one.step.for_unit_id:
            reach.give(one.step.for_unit_id)
    return reach
