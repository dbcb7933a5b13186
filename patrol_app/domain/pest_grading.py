"""Grades of occurrence, the disaster line and the sample size, by the rule values in force.

Nothing here is a number of the program: an unset rule leaves the grade empty (§3.5, §2.5).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from patrol_app.domain.setting import RuleBook, RuleValue

NONE, LIGHT, MIDDLE, HEAVY = "未发生", "轻", "中", "重"
OR, AND = 1, 2
WEBWORM: Final = "fww"


@dataclass(frozen=True)
class Judged:
    """A grade or verdict; empty ``value`` where a rule or a figure is missing.

    Attributes:
        value: the word, or yes (是) and no (否) for the disaster line.
        unverified: a rule it rests on is 未核实.
    """

    value: str = ""
    unverified: bool = False


def occurrence(pest: str, share_e4: int | None, book: RuleBook, date: str = "") -> Judged:
    """轻/中/重 by the share of infested trees, each grade from its least share on.

    Args:
        pest: ``fww`` or another pest code of the rule table.
        share_e4: infested trees over checked trees, 1/10,000.
        book: rule values; ``pest.grade.<pest>.light|mid|heavy``.
        date: Beijing day of the survey.
    """
    rows = [book.find(f"pest.grade.{pest}.{name}", date) for name in ("light", "mid", "heavy")]
    known = [row for row in rows if row is not None]
    if share_e4 is None or len(known) < len(rows):
        return Judged()
    light, middle, heavy = known
    word = NONE
    if share_e4 > heavy.value:
        word = HEAVY
    elif share_e4 > middle.value:
        word = MIDDLE
    elif share_e4 >= light.value:
        word = LIGHT
    return Judged(word, any(row.unverified for row in known))


def disaster(
    pest: str, leaf_e4: int | None, trees_e4: int | None, book: RuleBook, date: str = ""
) -> Judged:
    """Whether leaf loss and share of harmed trees reach the disaster line 成灾.

    ``pest.disaster.<pest>.logic`` says whether one of them is enough (1) or both are asked
    for (2): the notice joins the two without a word, so the bureau decides.
    """
    lines = [book.find(f"pest.disaster.{pest}.{name}", date) for name in ("leaf", "trees")]
    logic = book.find(f"pest.disaster.{pest}.logic", date)
    parts = [_reached(share, line) for share, line in zip((leaf_e4, trees_e4), lines, strict=True)]
    weak = any(row.unverified for row in (*lines, logic) if row is not None)
    if logic is None:
        return Judged()
    yes = any(parts) if logic.value == OR else all(parts)
    decided = (True in parts or None not in parts) if logic.value == OR else (
        False in parts or None not in parts
    )  # fmt: skip
    return Judged("是" if yes else "否", weak) if decided else Judged()


def _reached(share: int | None, line: RuleValue | None) -> bool | None:
    return None if share is None or line is None else share >= line.value


@dataclass(frozen=True)
class SampleNeed:
    """How many suspect trees of a sub-compartment are still to be sampled.

    Attributes:
        least: trees to be sampled in all by what is known now.
        reason: ``all``, ``first`` (the first ten), ``share`` (go on while negative) or
            ``positive`` (one is enough).
    """

    least: int
    reason: Literal["all", "first", "share", "positive"]


def sample_need(suspects: int, sampled: int, positive: int, book: RuleBook, date: str = ""
                ) -> SampleNeed | None:  # fmt: skip
    """§2.5: up to ten suspects all; beyond, ten first, then a share until one is positive.

    Returns:
        None where a rule is not set.
    """
    whole = book.find("pwd.sample.all_if_le", date)
    share = book.find("pwd.sample.pct", date)
    if whole is None or share is None:
        return None
    if positive > 0:
        return SampleNeed(sampled, "positive")
    if suspects <= whole.value:
        return SampleNeed(suspects, "all")
    if sampled < whole.value:
        return SampleNeed(whole.value, "first")
    part = -(-suspects * share.value // 100)
    return SampleNeed(max(whole.value, part), "share")
