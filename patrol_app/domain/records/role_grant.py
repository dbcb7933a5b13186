"""RoleGrant 授权: roles that a unit gives a person, for a time (sync design, section 9)."""

from __future__ import annotations

from typing import Annotated

from patrol_app.domain.base import Record
from patrol_app.domain.fields import DateText, RecordId, Text, Ui
from patrol_app.i18n import N_


class RoleGrant(Record):
    """Roles of one person, given by the unit that wrote the record.

    Attributes:
        person_id: the person who holds them.
        roles: role codes; none takes every role away for that time.
        valid_from / valid_to: first and last Beijing day; empty is without end.
        reason: paper or occasion that it rests on.
    """

    person_id: Annotated[
        RecordId | None, Ui(N_("Person"), "ref", ref="person", required=True, listed=True)
    ] = None
    roles: Annotated[
        tuple[Text, ...], Ui(N_("Roles"), "vocabs", vocabulary="role", listed=True)
    ] = ()
    valid_from: Annotated[DateText | None, Ui(N_("Valid from"), "date", listed=True)] = None
    valid_to: Annotated[DateText | None, Ui(N_("Valid to"), "date", listed=True)] = None
    reason: Annotated[Text, Ui(N_("Reason"))] = ""
