"""Review 审核 and Seal 锁定: what another person said of a record's exact heads (sync.md §1).

Both are add-only records of their own; the reviewed record itself is never written by them.
Its state is computed from all of them (``domain.review``).
"""

from __future__ import annotations

from typing import Annotated

from patrol_app.domain.base import Item, Record
from patrol_app.domain.fields import LongText, RecordId, Sha256, Text, Ui
from patrol_app.domain.instant import Instant
from patrol_app.i18n import N_

APPROVE, RETURN = "approve", "return"


class Reason(Item):
    """Why one field does not pass.

    Attributes:
        field: name of the field in the reviewed record; empty = the record as a whole.
        text: what is wrong with it.
    """

    field: Annotated[Text, Ui(N_("Field"))] = ""
    text: Annotated[Text, Ui(N_("Reason"))] = ""


class Review(Record):
    """A decision on a record as it stood.

    Attributes:
        target: id of the reviewed record; target_type: its type.
        heads: hashes of the ops the reviewer saw as its heads, sorted.
        decision: ``approve`` or ``return``.
        reasons: by field, of a return.
        replaces: ids of the reviews that the reviewer knew and that this one supersedes.
        at: when it was decided.
    """

    target: Annotated[RecordId | None, Ui(N_("Record"), "hidden")] = None
    target_type: Annotated[Text, Ui(N_("Kind of record"), "hidden")] = ""
    heads: Annotated[tuple[Sha256, ...], Ui(N_("Versions"), "hidden")] = ()
    decision: Annotated[
        Text, Ui(N_("Decision"), "vocab", vocabulary="review_decision", listed=True)
    ] = ""
    reasons: Annotated[tuple[Reason, ...], Ui(N_("Reasons by field"), "items")] = ()
    note: Annotated[LongText, Ui(N_("Remark"), "longtext", listed=True)] = ""
    replaces: Annotated[tuple[RecordId, ...], Ui(N_("Replaces"), "hidden")] = ()
    at: Annotated[Instant | None, Ui(N_("Decided at"), "instant", listed=True)] = None


class Seal(Record):
    """A lock on a record: its text at these heads never changes again.

    Attributes:
        target: id of the locked record; target_type: its type.
        heads: hashes of the ops it was set on, sorted.
        hashes: SHA-256 of everything locked: all ops up to the heads and the attached
            originals, sorted.
        at: when it was set.
    """

    target: Annotated[RecordId | None, Ui(N_("Record"), "hidden")] = None
    target_type: Annotated[Text, Ui(N_("Kind of record"), "hidden")] = ""
    heads: Annotated[tuple[Sha256, ...], Ui(N_("Versions"), "hidden")] = ()
    hashes: Annotated[tuple[Sha256, ...], Ui(N_("Digests"), "hidden")] = ()
    note: Annotated[LongText, Ui(N_("Remark"), "longtext", listed=True)] = ""
    at: Annotated[Instant | None, Ui(N_("Locked at"), "instant", listed=True)] = None
