"""From where on a problem is a crime: the thresholds of §1.9, with the arithmetic shown.

Source of every figure: 最高人民法院关于审理破坏森林资源刑事案件适用法律若干问题的解释
(法释〔2023〕8号), as the rules ``crime.*`` hold it. Nothing here decides a case: the sum says
only that the problem has to be passed on (移送), and how that was reckoned.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from patrol_app.domain.instant import date_of
from patrol_app.domain.records.problem import Problem
from patrol_app.domain.rule_text import rule_unit
from patrol_app.domain.setting import RuleBook
from patrol_app.domain.term import Term

LAND = ("P01", "P02", "P17")
TIMBER = ("P03", "P04", "P05")
PLANTS = ("P13",)
_E4, _FEN = 10_000, 100
_ENGLISH = {
    "公益林": "public-benefit forest", "商品林": "commercial forest", "立木蓄积": "standing volume",
    "幼树": "saplings", "价值": "value", "一级": "first class", "二级": "second class",
}  # fmt: skip
_Row = tuple[str, str, int | None, int, str]  # rule, word, amount, its scale, unit


@dataclass(frozen=True)
class Part:
    """One measured amount against its threshold, both in the unit of the law.

    Attributes:
        rule: key of the rule value; word: what is measured, as the law names it.
        amount, least: exact numbers in ``unit``.
    """

    rule: str
    word: str
    amount: Fraction
    least: Fraction
    unit: str
    unverified: bool = False

    @property
    def share(self) -> Fraction:
        """The amount as a part of its threshold."""
        return self.amount / self.least


@dataclass(frozen=True)
class Verdict:
    """Whether a threshold is reached.

    Attributes:
        parts: what was reckoned; total: their shares added up where the law adds them.
        halved: two penalties in two years: half the area is enough (P01).
        reached: the problem has to be passed on.
    """

    parts: tuple[Part, ...]
    total: Fraction
    halved: bool
    reached: bool

    @property
    def line(self) -> str:
        """The arithmetic as it is printed: ``公益林 3.2/5 亩 + 商品林 …= 1.04 ≥ 1``."""
        return self._line(lambda part: part.word, lambda part: part.unit)

    @property
    def said(self) -> str:
        """The same in the language in use, for the screen."""
        return self._line(
            lambda part: Term("", part.word, _ENGLISH.get(part.word, part.word)).label(),
            lambda part: rule_unit(part.unit),
        )

    def _line(self, word: Callable[[Part], str], unit: Callable[[Part], str]) -> str:
        if not self.parts:
            return ""
        added = " + ".join(
            f"{word(part)} {_plain(part.amount)}/{_plain(part.least)} {unit(part)}"
            for part in self.parts
        )
        sign = "≥" if self.reached else "<"
        return f"{added} = {_plain(self.total)} {sign} 1"


def judge(problem: Problem, book: RuleBook) -> Verdict:
    """The thresholds of the problem's category; nothing reached where there is none.

    What the law adds up is added by its shares (``公益亩/5 + 商品亩/10 ≥ 1``; volume and
    saplings; plants of both classes); a value in money counts for itself. The sum nearest to
    its threshold is the answer.

    Args:
        problem: with the measured amounts.
        book: the rule values in force on the day it was found.
    """
    date = date_of(problem.found_at.ms) if problem.found_at else ""
    halved = bool(problem.penalised_twice) and problem.category in ("P01", "P17")
    sums = []
    for rows in _groups(problem):
        parts = [_part(book, date, row, 2 if halved else 1) for row in rows]
        measured = tuple(part for part in parts if part is not None)
        if measured:
            total = sum((part.share for part in measured), Fraction(0))
            sums.append(Verdict(measured, total, halved, total >= 1))
    return max(sums, key=lambda one: one.total, default=Verdict((), Fraction(0), False, False))


def _groups(problem: Problem) -> tuple[tuple[_Row, ...], ...]:
    """The amounts of the problem's category; those of one group are added."""
    value = ("value", "价值", problem.value_fen, _FEN, "元")
    if problem.category in LAND:
        return (
            (
                ("crime.land.public", "公益林", problem.public_mu_e4, _E4, "亩"),
                ("crime.land.commercial", "商品林", problem.commercial_mu_e4, _E4, "亩"),
            ),
        )
    base = f"crime.{problem.category}."
    if problem.category in TIMBER:
        return (
            (
                (f"{base}volume", "立木蓄积", problem.volume_m3_e4, _E4, "m³"),
                (f"{base}saplings", "幼树", problem.saplings, 1, "株"),
            ),
            ((base + value[0], *value[1:]),),
        )
    if problem.category in PLANTS:
        return (
            (
                (f"{base}first.plants", "一级", problem.first_class_plants, 1, "株"),
                (f"{base}second.plants", "二级", problem.second_class_plants, 1, "株"),
            ),
            (
                (f"{base}first.volume", "一级", problem.first_class_m3_e4, _E4, "m³"),
                (f"{base}second.volume", "二级", problem.second_class_m3_e4, _E4, "m³"),
            ),
            ((base + value[0], *value[1:]),),
        )
    return ()


def _part(book: RuleBook, date: str, row: _Row, cut: int) -> Part | None:
    """The amount against its rule; None where it was not measured or the rule is not set."""
    rule, word, value, scale, unit = row
    found = book.find(rule, date)
    if value is None or found is None or found.value <= 0:
        return None
    least = Fraction(found.value, cut)
    return Part(rule, word, Fraction(value, scale), least, unit, found.unverified)


def _plain(value: Fraction) -> str:
    """A number with at most four places, cut off (a sum below 1 never reads as 1)."""
    if value.denominator == 1:
        return str(value.numerator)
    cut = value * _E4
    whole, part = divmod(cut.numerator // cut.denominator, _E4)
    return f"{whole}.{part:04d}".rstrip("0").rstrip(".")
