"""Whose files are they: by the sub-folder, by the file's name, by the receiver that wrote it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from patrol_app.domain.records.grid import Grid
from patrol_app.domain.records.person import Person
from patrol_app.services.patrols import last_values
from patrol_app.services.people import people
from patrol_app.services.ports import EVERY_STATE, Condition, Listing, Queries, Store
from patrol_app.services.receivers import enrolled, serials

LEAST_SERIAL = 4  # shorter numbers are met by chance


@dataclass
class Owners:
    """The rangers of this folder and the words by which their files are known.

    Attributes:
        persons: by record id.
        grids: the only grid of a ranger, by person id.
        receivers: who was given which receiver, by serial number in small letters.
    """

    persons: dict[str, Person] = field(default_factory=dict)
    grids: dict[str, str] = field(default_factory=dict)
    receivers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _words: list[tuple[str, str]] = field(default_factory=list)
    _serials: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, queries: Queries) -> Owners:
        """Everybody who may walk, with own grids."""
        made = cls(receivers=enrolled(queries))
        found = people(queries, role="ranger") or people(queries)
        for person in found:
            made.persons[person.id] = person
            made._words += [
                (word.casefold(), person.id)
                for word in (person.name, person.number, person.log_name)
                if len(word) > 1
            ]
            for serial in serials(person):
                made._serials[serial.casefold()] = person.id
        listing = Listing("grid", (), EVERY_STATE, limit=5_000)
        held: dict[str, list[str]] = {}
        for row in queries.page(listing).rows:
            grid = row.record
            if isinstance(grid, Grid) and grid.ranger_id:
                held.setdefault(grid.ranger_id, []).append(grid.id)
        made.grids = {rec: own[0] for rec, own in held.items() if len(own) == 1}
        return made

    def by_serial(self, serial: str) -> str:
        """The person with this receiver, or empty."""
        return self._serials.get(serial.casefold(), "") if serial else ""

    def by_words(self, text: str) -> str:
        """The one person whose name, number or receiver stands in a path's part, or empty."""
        folded = text.casefold()
        named = {rec for word, rec in self._words if word in folded}
        if not named:
            named = {
                rec
                for serial, rec in self._serials.items()
                if len(serial) >= LEAST_SERIAL and serial in folded
            }
        found = [word for word, _rec in self._words if word in folded]
        if len(named) > 1 and found:  # 王林 also stands in 王林生: the longer name is meant
            longest = max(found, key=len)
            named = {rec for word, rec in self._words if word == longest}
        return named.pop() if len(named) == 1 else ""

    def by_folders(self, parts: Sequence[str]) -> str:
        """The person named by the nearest folder, or empty."""
        for part in reversed(parts):
            if found := self.by_words(part):
                return found
        return ""


@dataclass(frozen=True)
class Choices:
    """What a clerk may choose from.

    Attributes:
        people: (record id, name) of those who may walk.
        grids: (record id, words) of the grids.
        grid_of: the only grid of a ranger, by person id.
    """

    people: tuple[tuple[str, str], ...] = ()
    grids: tuple[tuple[str, str], ...] = ()
    grid_of: Mapping[str, str] = field(default_factory=dict)


def choices(queries: Queries) -> Choices:
    """The rangers and grids of this folder."""
    owners = Owners.of(queries)
    rows = queries.page(Listing("grid", (), EVERY_STATE, limit=5_000, descending=False)).rows
    grids = [
        (row.record.id, " ".join(part for part in (row.record.grid_no, row.record.name) if part))
        for row in rows
        if isinstance(row.record, Grid)
    ]
    names = sorted(((rec, one.name) for rec, one in owners.persons.items()), key=lambda p: p[1])
    return Choices(tuple(names), tuple(sorted(grids, key=lambda p: p[1])), dict(owners.grids))


def below(path: Path, roots: Sequence[Path]) -> tuple[str, ...]:
    """The parts of ``path`` from the chosen folder on; the folder's own name first."""
    for root in roots:
        if root.is_dir() and path.is_relative_to(root):
            return (root.name, *path.relative_to(root).parts)
    return (path.parent.name, path.name)


def usual(store: Store, person: str) -> dict[str, Any]:
    """Type, means and route of the ranger's last patrol."""
    found = last_values(store, person)
    kept = {name: found[name] for name in ("patrol_type", "means") if found.get(name)}
    listing = Listing("patrol", (Condition("ranger_id", "=", person),), EVERY_STATE, limit=1)
    rows = store.queries.page(listing).rows
    if rows and (route := getattr(rows[0].record, "route", "")):
        kept["route"] = route
    return kept
