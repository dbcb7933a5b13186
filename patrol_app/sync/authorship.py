"""Who may have written a line: the device's unit against the record's unit (sync.md §1, §6).

A line that breaks the rule is put aside with its reason and never lost. The reason depends on
nothing but the record's home, its type and the tree of units, so order of arrival does not
matter: a line that came before its record was known is judged again when that is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from patrol_app.domain.journal.entry import ErasedOp, Op
from patrol_app.domain.journal.number import parse_number
from patrol_app.domain.records import known, record_type
from patrol_app.domain.records.unit import unit_id
from patrol_app.errors import UserError
from patrol_app.services.ports import JournalLine, Queries
from patrol_app.services.units import ancestors

WRITER = "author.writer"
UNIT = "author.unit"
NUMBER = "author.number"
REVIEWER = "author.review"
ERASER = "author.erasure"
_SAYING = ("review", "seal")
_REC = re.compile(rb'"rec":"([0-9a-f-]{36})"')


class Authorship:
    """Judges the lines of one bundle.

    Args:
        queries: of the write transaction.
        sender: unit of the device that signed.
        lines: all raw lines to come, for one look at the store ahead.
    """

    def __init__(self, queries: Queries, sender: str, lines: Iterable[bytes] = ()) -> None:
        self._queries = queries
        self._sender = sender
        self._above: dict[str, tuple[str, ...]] = {}
        named = {match[1].decode("ascii") for raw in lines for match in _REC.finditer(raw)}
        self._seen = named
        self._homes = {rec: unit for rec, unit in queries.units_of(named).items() if unit}
        self.claimed: set[str] = set()

    def reason(self, op: Op | ErasedOp) -> str:
        """Why ``op`` is put aside, or ""."""
        home = self._home(op.rec)
        if isinstance(op, ErasedOp):
            return "" if not home or self._may(self._writer_of(op.rec), home) else WRITER
        if op.type in _SAYING and not self._may_review(op.fields.get("target")):
            return REVIEWER
        if op.type == "erasure" and not self._may_erase(op.fields.get("target_unit")):
            return ERASER
        claim = op.fields.get("unit")
        if isinstance(claim, str):
            if home and claim != home:
                return UNIT
            reason = self._claim(op, claim, fresh=not home)
            if not reason and not home:
                self._homes[op.rec] = claim
                self.claimed.add(op.rec)
            return reason
        if "unit" in op.fields:
            return UNIT
        if not home or self._may(_writer(op.type), home):
            return ""
        return WRITER

    def intruders(self, rec: str, history: Sequence[JournalLine]) -> list[JournalLine]:
        """Lines of a record that came before its home was known and may not stay.

        Args:
            rec: a record of ``claimed``.
            history: its lines.
        """
        home = self._homes[rec]
        units = {info.stream: info.unit for info in self._queries.streams()}
        found = []
        for line in history:
            writer = units.get(line.stream, "")
            if writer and writer != self._sender and line.type:
                judge = Authorship(self._queries, writer)
                if not judge._may(_writer(line.type), home):
                    found.append(line)
        return found

    def strangers(self) -> list[JournalLine]:
        """Lines of reviews and seals that came before the home of their target was known and
        that neither this unit nor one above it wrote."""
        found = []
        for rec, target, unit in self._queries.said_of(sorted(self.claimed)):
            if not Authorship(self._queries, unit)._may_review(target):
                found += self._queries.history(rec)
        return found

    def _may_review(self, target: Any) -> bool:
        """A record is reviewed by its own unit and those above; unknown ones wait."""
        home = self._home(target) if isinstance(target, str) else ""
        return not home or self._sender in (home, *self._line(home))

    def _may_erase(self, home: Any) -> bool:
        """Orders come from above the unit; only one that nobody stands above orders for itself."""
        if not isinstance(home, str):
            return False
        above = self._line(home)
        return self._sender in above or (self._sender == home and not above)

    def _claim(self, op: Op, home: str, *, fresh: bool) -> str:
        """Why the op may not found a record of ``home``."""
        number = op.fields.get("number")
        if isinstance(number, str) and number and _unit_in(number, op.type) != home:
            return NUMBER
        if op.type == "unit":
            return self._founds_unit(op, home, fresh)
        return "" if self._may(_writer(op.type), home) else WRITER

    def _founds_unit(self, op: Op, home: str, fresh: bool) -> str:
        """A unit is written by itself or from above; a new one stands below its writer."""
        if op.rec != unit_id(home) or op.fields.get("code", home) != home:
            return UNIT
        parent = op.fields.get("parent_code")
        if fresh and isinstance(parent, str) and home not in (parent, *self._line(parent)):
            # nothing of it is stored yet: its place in the tree is what this line says
            self._above[home] = (parent, *self._line(parent)) if parent else ()
        return "" if self._may("both", home) else WRITER

    def _may(self, writer: str, home: str) -> bool:
        if writer in ("unit", "both") and home == self._sender:
            return True
        return writer in ("ancestors", "both") and self._sender in self._line(home)

    def _line(self, code: str) -> tuple[str, ...]:
        if code not in self._above:
            self._above[code] = ancestors(self._queries, code)
        return self._above[code]

    def _home(self, rec: str) -> str:
        if rec not in self._seen:
            self._seen.add(rec)
            self._homes.update(
                {key: unit for key, unit in self._queries.units_of([rec]).items() if unit}
            )
        return self._homes.get(rec, "")

    def _writer_of(self, rec: str) -> str:
        """Writer rule of a record that only its stored lines tell the type of."""
        types = [line.type for line in self._queries.history(rec) if line.type]
        return _writer(types[0]) if types else "unit"


def _writer(code: str) -> str:
    """Who may write a record once it is there; a step's ``writer`` speaks of its parent."""
    kind = record_type(code) if known(code) else None
    return kind.writer if kind is not None and not kind.parent else "unit"


def _unit_in(number: str, code: str) -> str:
    """The unit that a number names: of a step the one that added it (``services.steps``)."""
    root, _, place = number.rpartition("/")
    if known(code) and record_type(code).parent and root:
        return place.partition("-")[0] if "-" in place else _unit_in(root, code)
    try:
        return parse_number(number).unit
    except UserError:
        return number[1:].partition("-")[0]
