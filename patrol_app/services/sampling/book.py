"""The rest of the record book: crews, pests, a case, problems, wildlife, tending – all invented.

The entries stand in ``sample/book.json`` in the form that a file of records has; ``@`` before a
word names an entry above it, ``@@`` the station's own unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from patrol_app.domain.records import record_type
from patrol_app.domain.records.unit import unit_id
from patrol_app.paths import resource
from patrol_app.services.external import ExternalReader
from patrol_app.services.external_json import read_file
from patrol_app.services.ports import Store
from patrol_app.services.problems import ProblemDesk
from patrol_app.services.records import RecordService
from patrol_app.services.session import Session


class Folder(Protocol):
    """An open data folder, as far as the book needs it."""

    records: RecordService
    session: Session

    @property
    def store(self) -> Store:
        """Where it is kept."""
        ...

    @property
    def problems(self) -> ProblemDesk:
        """The steps of problems."""
        ...


def enter_book(folder: Folder) -> list[tuple[str, str]]:
    """Write the entries, in their order.

    Args:
        folder: a station with sample data; who acts may do everything.

    Returns:
        (type code, number) of each named entry.

    Raises:
        UserError: a rule refuses an entry (then the sample is wrong).
    """
    queries, actor = folder.store.queries, folder.session.actor
    reader = ExternalReader(queries)
    named = {"@": unit_id(queries.identity().unit)}
    numbers: list[tuple[str, str]] = []
    for entry in read_file(resource("sample/book.json")):
        fields = _named(entry["fields"], named)
        if "step" in entry:
            kind = record_type("problem_step")
            values = reader.fields(kind, fields)
            folder.problems.step(actor, named[entry["problem"]], entry["step"], values)
            continue
        kind = record_type(entry["type"])
        values = reader.fields(kind, fields)
        if kind.code == "problem":
            made = folder.problems.write(actor, values)
        else:
            made = folder.records.new(kind.code, values, actor, submit=entry.get("submit", False))
        if name := entry.get("name"):
            named[name] = made.record.id
            numbers.append((kind.code, made.record.number))
    return numbers


def _named(value: Any, named: Mapping[str, str]) -> Any:
    """``value`` with the id of an entry for each name."""
    if isinstance(value, str) and value.startswith("@"):
        return named[value[1:]]
    if isinstance(value, list):
        return [_named(one, named) for one in value]
    if isinstance(value, dict):
        return {key: _named(one, named) for key, one in value.items()}
    return value
