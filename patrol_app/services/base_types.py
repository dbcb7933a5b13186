"""An import of base data in its steps, as plain data that dialogs and commands show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default
from typing import Any

from patrol_app.geo.readers.finding import Finding
from patrol_app.i18n import _
from patrol_app.services.base_reading import Answers, Look


@dataclass(frozen=True)
class RowFault:
    """A row that is refused: its number as people see it, the field, the reason."""

    row: int
    field: str
    code: str
    msgid: str
    params: Mapping[str, Any] = default(default_factory=dict)

    def message(self) -> str:
        """The reason in the language in use."""
        return _(self.msgid).format(**self.params)


@dataclass(frozen=True)
class BasePlan:
    """What an import would do.

    Attributes:
        look, answers: what it rests on; the mapping is filled in.
        count: rows that are taken; left_out: columns that no field takes.
        faults: refused rows, the first ones; fault_count: all of them. With any, nothing is
            written.
        findings: what a person should know.
        bounds: west, south, east, north in degrees; empty without shapes.
        area_m2: of all shapes; unit: of the area column.
        sample: code and name of the first rows.
        content: file of the dataset, None for records alone.
        new / changed / same: records by what would become of them.
        drafts: (record id or None, values) of those that are new or changed.
        changes: (name, what differs) of records that are here already, in words.
    """

    look: Look
    answers: Answers
    count: int
    left_out: tuple[str, ...]
    faults: tuple[RowFault, ...]
    fault_count: int
    findings: tuple[Finding, ...]
    bounds: tuple[float, ...]
    area_m2: int
    unit: str
    sample: tuple[tuple[str, str], ...]
    content: bytes | None = default(repr=False)
    new: int = 0
    changed: int = 0
    same: int = 0
    drafts: tuple[tuple[str | None, Mapping[str, Any]], ...] = ()
    changes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class BaseDone:
    """What an import did: the dataset's code (empty for records alone), its rows, records."""

    dataset: str
    version: int
    count: int
    new: int
    changed: int
    same: int
