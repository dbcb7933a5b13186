"""First detection 首例 (§2.8, §3.6): who was told when; add-only, never changed."""

from __future__ import annotations

from typing import Annotated

from patrol_app.domain.base import Record
from patrol_app.domain.fields import LongText, RecordId, Text, Ui
from patrol_app.domain.instant import Instant
from patrol_app.i18n import N_


class FirstReport(Record):
    """One act of the protocol after a suspected first case.

    Attributes:
        act: what was done; ``补充说明`` is the addendum to a locked record.
    """

    parent_id: Annotated[
        RecordId | None, Ui(N_("Sighting"), "ref", ref="pest", alias="parent", required=True)
    ] = None
    act: Annotated[
        Text, Ui(N_("Act"), "vocab", vocabulary="first_act", required=True, listed=True)
    ] = ""
    told_level: Annotated[
        Text, Ui(N_("Level told"), "vocab", vocabulary="told_level", listed=True)
    ] = ""
    told: Annotated[Text, Ui(N_("Who was told"), listed=True)] = ""
    told_means: Annotated[Text, Ui(N_("Told by"), "vocab", vocabulary="told_means")] = ""
    at: Annotated[Instant | None, Ui(N_("Time"), "instant", required=True, listed=True)] = None
    by_id: Annotated[
        RecordId | None, Ui(N_("Reported by"), "ref", ref="person", alias="by", required=True)
    ] = None
    answer: Annotated[Text, Ui(N_("Answer"))] = ""
    note: Annotated[LongText, Ui(N_("What was said or done"), "longtext")] = ""
