"""Team 队伍: people who patrol or turn out together (base data)."""

from __future__ import annotations

from typing import Annotated, Final

from patrol_app.domain.base import Record
from patrol_app.domain.fields import DateText, LongText, RecordId, Text, Ui
from patrol_app.i18n import N_

FIRE_CREWS: Final = ("半专业扑火队", "扑火队")  # words of ``team_type``


class Team(Record):
    """A named group of persons; a task may be given to it as a whole.

    Attributes:
        member_ids: persons of the team, its leader or not.
        valid_to: last day it stood; empty while it stands.
    """

    name: Annotated[Text, Ui(N_("Name"), required=True, listed=True)] = ""
    team_type: Annotated[
        Text, Ui(N_("Team type"), "vocab", vocabulary="team_type", required=True, listed=True)
    ] = ""
    leader_id: Annotated[
        RecordId | None,
        Ui(N_("Team leader"), "ref", ref="person", alias="leader", listed=True),
    ] = None
    member_ids: Annotated[
        tuple[RecordId, ...], Ui(N_("Members"), "refs", ref="person", alias="members")
    ] = ()
    place: Annotated[Text, Ui(N_("Base of the team"), listed=True)] = ""
    phone: Annotated[Text, Ui(N_("Duty phone"))] = ""
    valid_from: Annotated[DateText | None, Ui(N_("Valid from"), "date")] = None
    valid_to: Annotated[DateText | None, Ui(N_("Valid to"), "date")] = None
    remark: Annotated[LongText, Ui(N_("Remark"), "longtext")] = ""
