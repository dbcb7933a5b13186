"""Dataset 数据集: the journal's note that a table of base data was published (sync.md §8).

The rows themselves are one file that travels as tracks do; the record cites it.
"""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from patrol_app.domain.base import Record
from patrol_app.domain.fields import Code, Count, DateText, Sha256, Text, Ui
from patrol_app.i18n import N_

COMPARTMENT: Final = "compartment"
GRID: Final = "grid"
ZONE: Final = "zone"
DIVISION: Final = "division"
CALENDAR: Final = "calendar"
VOCABULARY: Final = "vocabulary"
RULES: Final = "rules"
REPEATS: Final = "repeats"
KINDS: Final = (COMPARTMENT, GRID, ZONE, DIVISION, CALENDAR, VOCABULARY, RULES, REPEATS)
AREAS: Final = frozenset({COMPARTMENT, GRID, ZONE})  # kinds whose rows have shapes
PATCH: Final = "patch"  # rows that become problems: read as areas are, never published
SHAPED: Final = AREAS | {PATCH}


class Dataset(Record):
    """One published version of one table.

    Attributes:
        code: ``<kind>-<version>-<issuer>``, its natural key.
        kind: one of ``KINDS``.
        version: the higher one stands; made of the day, so that a later one is higher.
        sha256: of the file with the rows (docs/format.md, dataset).
        bytes: length of that file.
        valid_from: first day on which it is used.
        issuer: code of the unit that published it.
        count: rows in it.
    """

    code: Annotated[Code | None, Ui(N_("Code"), computed=True, listed=True)] = None
    kind: Annotated[
        Text, Ui(N_("Kind"), "vocab", vocabulary="dataset_kind", computed=True, listed=True)
    ] = ""
    name: Annotated[Text, Ui(N_("Name"), listed=True)] = ""
    version: Annotated[
        int | None, Field(ge=1, le=10**12), Ui(N_("Version"), "int", computed=True, listed=True)
    ] = None
    valid_from: Annotated[
        DateText | None, Ui(N_("Valid from"), "date", computed=True, listed=True)
    ] = None
    issuer: Annotated[Text, Ui(N_("Issued by"), computed=True, listed=True)] = ""
    count: Annotated[Count | None, Ui(N_("Rows"), "int", computed=True, listed=True)] = None
    sha256: Annotated[Sha256 | None, Ui(N_("Digest"), computed=True)] = None
    bytes: Annotated[
        int | None, Field(ge=0, le=2**32), Ui(N_("Size"), "int", unit="B", computed=True)
    ] = None
