"""What a crew should hold, kind by kind, beside what it holds (``domain.md`` §6.2).

The figures are rules ``team.kit.<kind>.min|max`` for a crew and ``team.kit_each.<kind>`` for each
person: 本单位设定, 未核实 until the bureau confirms them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from patrol_app.domain.records.crew import Equipment
from patrol_app.domain.setting import RuleBook

KIT: Final = "team.kit."
EACH: Final = "team.kit_each."


@dataclass(frozen=True)
class Standard:
    """Pieces of one kind: at least ``low``, at most ``high`` (0 = no upper figure)."""

    low: int
    high: int = 0
    unverified: bool = True

    @property
    def words(self) -> str:
        """``5—10`` or ``2``."""
        return f"{self.low}—{self.high}" if self.high else str(self.low)


@dataclass(frozen=True)
class Held:
    """Things of one name: pieces, sound ones, and the standard of their kind."""

    name: str
    count: int
    sound: int
    standard: Standard | None


def standards(book: RuleBook, day: str, region: str, people: int) -> Mapping[str, Standard]:
    """The standard of each kind that has one.

    Args:
        book: rule values in force.
        day: ISO date; region: unit code of the crew.
        people: of the crew, for what each person carries.
    """
    found: dict[str, Standard] = {}
    for key in dict.fromkeys(row.key for row in book.rows()):
        if key.startswith(KIT) and key.endswith(".min"):
            kind = key.removeprefix(KIT).removesuffix(".min")
            least, most = book.find(key, day, region), book.find(f"{KIT}{kind}.max", day, region)
            if least is not None:
                weak = least.unverified or (most is not None and most.unverified)
                found[kind] = Standard(least.value, most.value if most else 0, weak)
        elif key.startswith(EACH) and (each := book.find(key, day, region)) is not None:
            kind = key.removeprefix(EACH)
            found[kind] = Standard(each.value * people, 0, each.unverified)
    return found


def held_things(things: Iterable[Equipment], wanted: Mapping[str, Standard]) -> tuple[Held, ...]:
    """One line a name, in the order met; a standard counts for its kind's first name only."""
    by_name: dict[str, list[Equipment]] = {}
    for thing in things:
        by_name.setdefault(thing.name, []).append(thing)
    left = dict(wanted)
    return tuple(
        Held(
            name,
            sum(one.count or 0 for one in rows),
            sum(one.sound or 0 for one in rows),
            left.pop(rows[0].kind, None),
        )
        for name, rows in by_name.items()
    )


def lacking(things: Iterable[Equipment], wanted: Mapping[str, Standard]) -> Mapping[str, int]:
    """Sound pieces that are missing to the least, by kind; kinds that have enough are left out."""
    sound: dict[str, int] = {}
    for thing in things:
        sound[thing.kind] = sound.get(thing.kind, 0) + (thing.sound or 0)
    gaps = {kind: one.low - sound.get(kind, 0) for kind, one in wanted.items()}
    return {kind: gap for kind, gap in gaps.items() if gap > 0}
