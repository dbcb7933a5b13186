"""Base data, taken in by everybody below its issuer; an older version is refused (sync.md §8)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import BinaryIO

from patrol_app.domain.journal.entry import ErasedOp, Op
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.ports import Queries, UnitOfWork
from patrol_app.sync.keyring import Keyring
from patrol_app.sync.kinds import Alive, Took
from patrol_app.sync.lines_taken import FromAbove, check_journals, open_from_above, take_lines

VERSION = "exchange.base."  # meta, + issuer's unit: the newest version taken
TYPES = ("unit", "dataset")
OTHER_TYPE = "author.base"


@dataclass(frozen=True)
class CheckedBase(FromAbove):
    """Base data of a level above, of no older version than is held."""

    def apply(self, work: UnitOfWork, now_ms: int, alive: Alive) -> Took:
        """Take units, datasets and papers, and remember the version."""
        held = taken_version(work.queries, self.issuer.unit)
        took = take_lines(work, self, now_ms, alive, _only_base)
        work.put_meta(VERSION + self.issuer.unit, str(self.header.upto))
        again = held == self.header.upto and not took.taken.new
        return replace(took, fate="known" if again else "done")


def check(queries: Queries, stream: BinaryIO, scratch: BinaryIO) -> CheckedBase:
    """Steps 3 to 7 for base data; writes nothing.

    Raises:
        UserError: as ``open_from_above`` and ``check_journals``; ``base.older``.
    """
    own = queries.identity()
    line = [above.unit for above in Keyring(queries).ancestors()]
    file = open_from_above(queries, stream, scratch, "base", (own.unit, *line))
    held = taken_version(queries, file.issuer.unit)
    if file.header.upto < held:
        raise UserError(
            "base.older",
            N_("This base data is version {version}; version {held} is here already."),
            version=file.header.upto,
            held=held,
        )
    place = line.index(file.issuer.unit) + 1 if file.issuer.unit in line else 0
    check_journals(queries, file, set(line[place:]))
    return CheckedBase(file.opened, file.inner, file.issuer, file.body)


def taken_version(queries: Queries, unit: str) -> int:
    """The newest version taken of an issuer; 0 before the first."""
    return int(queries.meta(VERSION + unit) or 0)


def _only_base(op: Op | ErasedOp) -> str:
    """Base data brings units and datasets and nothing else, whoever signed it."""
    return "" if isinstance(op, ErasedOp) or op.type in TYPES else OTHER_TYPE
