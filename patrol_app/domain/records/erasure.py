"""Erasure 抹除: the order to drop the bytes of a person's data (sync.md §10).

An add-only record of its own, written from above the unit whose record it names. Every holder
drops the bytes of the ops listed and keeps their hashes, so that the chain still verifies.
"""

from __future__ import annotations

from typing import Annotated

from patrol_app.domain.base import Record
from patrol_app.domain.fields import Code, LongText, RecordId, Sha256, Text, Ui
from patrol_app.domain.instant import Instant
from patrol_app.i18n import N_


class Erasure(Record):
    """An order that cannot be taken back.

    Attributes:
        target: id of the record whose data go; target_type: its type.
        target_unit: unit that wrote it: once the bytes are gone nothing else tells whom the
            order concerns.
        op_hashes: hashes of the ops whose bytes every holder drops, sorted.
        ground: why; without personal data.
        by: id of the person who ordered it.
        at: when.
    """

    target: Annotated[RecordId | None, Ui(N_("Record"), "hidden")] = None
    target_type: Annotated[Text, Ui(N_("Kind of record"), "hidden")] = ""
    target_unit: Annotated[Code | None, Ui(N_("Unit of the record"), "hidden")] = None
    op_hashes: Annotated[tuple[Sha256, ...], Ui(N_("Digests"), "hidden")] = ()
    ground: Annotated[LongText, Ui(N_("Ground"), "longtext", required=True, listed=True)] = ""
    by: Annotated[RecordId | None, Ui(N_("Ordered by"), "hidden")] = None
    at: Annotated[Instant | None, Ui(N_("Ordered at"), "instant", listed=True)] = None
