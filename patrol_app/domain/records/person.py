"""Person 人员: rangers, crew, officers and office staff (never offenders: see Party)."""

from __future__ import annotations

from typing import Annotated

from patrol_app.domain.base import Record
from patrol_app.domain.fields import DateText, Text, Ui
from patrol_app.i18n import N_


class Person(Record):
    """Somebody who works with the book; only the name is needed.

    Attributes:
        roles: role codes held here.
        born_on: for the least age of a fire crew (``domain.md`` §6.1); need not be known.
        fit_until: last day of the medical certificate; the only medical datum kept.
        chief_level: level at which the person is a forest chief 林长; empty for others.
        receiver: serial numbers of the receivers given to the person: their unedited files are
            evidence of grade A when taken in within 48 hours (``domain.md`` §1.7).
    """

    name: Annotated[Text, Ui(N_("Full name"), required=True, listed=True)] = ""
    roles: Annotated[
        tuple[Text, ...], Ui(N_("Roles"), "vocabs", vocabulary="role", listed=True)
    ] = ()
    duty: Annotated[Text, Ui(N_("Duty"), listed=True)] = ""
    phone: Annotated[Text, Ui(N_("Phone"), private=True)] = ""
    born_on: Annotated[DateText | None, Ui(N_("Born on"), "date", private=True)] = None
    team: Annotated[Text, Ui(N_("Team"))] = ""
    certificate: Annotated[Text, Ui(N_("Enforcement certificate no."))] = ""
    fit_until: Annotated[DateText | None, Ui(N_("Fit until"), "date")] = None
    left_on: Annotated[DateText | None, Ui(N_("Left on"), "date")] = None
    log_name: Annotated[Text, Ui(N_("Local staff no."))] = ""
    chief_level: Annotated[
        Text, Ui(N_("Forest chief's level"), "vocab", vocabulary="linzhang_level")
    ] = ""
    receiver: Annotated[
        Text, Ui(N_("Receiver serial no."), hint=N_("Several are parted by commas"))
    ] = ""
