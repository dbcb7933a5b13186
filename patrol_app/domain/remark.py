"""What a rule says about a record: never text, always code and parameters."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from patrol_app.domain.profile import Profile
from patrol_app.domain.setting import RuleBook
from patrol_app.i18n import _

Level = Literal["error", "warning", "note"]
WorkingDays = Callable[[str, int], str]


@dataclass(frozen=True)
class Remark:
    """One finding of a rule.

    Attributes:
        code: stable dotted word, e.g. ``patrol.time.order``.
        level: ``error`` hinders submit on this device; the others are shown.
        field: field name it stands beside, or empty for the whole record.
        msgid: English message with ``{name}`` places (marked with ``N_``).
        params: values for the places.
    """

    code: str
    level: Level
    field: str
    msgid: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def message(self) -> str:
        """The sentence in the language in use."""
        return _(self.msgid).format(**self.params)


@dataclass(frozen=True)
class RuleContext:
    """What a rule may know beside the record itself; filled by the service, no I/O here.

    Attributes:
        now_ms: max(device clock, last city time, build date), UTC ms.
        book: the rule values in force.
        clock_doubtful: the clock banner shows; time rules turn soft.
        children: records that cite this one, by type code (findings of a patrol, photos ...).
        overlapping: numbers of other submitted patrols of the same person at these times.
        companions_overlapping: the same of its companions.
        related: records this one cites, by field name (``grid_id`` -> Grid).
        siblings: other records of its type that it must not meet (grids of the same ranger).
        ground: the zones at its place (``GrazingGround``); None where the type has none.
        city: profile the folder works by; its bounds are asked about. None without one.
        working_days: (day, n) -> the n-th working day after it, by the folder's calendar.
    """

    now_ms: int
    book: RuleBook
    clock_doubtful: bool = False
    children: Mapping[str, Sequence[Any]] = dataclasses.field(default_factory=dict)
    overlapping: Sequence[str] = ()
    companions_overlapping: Sequence[str] = ()
    related: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    siblings: Sequence[Any] = ()
    ground: Any = None
    city: Profile | None = None
    working_days: WorkingDays | None = None


Rule = Callable[[Any, RuleContext], list[Remark]]
