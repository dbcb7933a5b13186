"""Party 当事人: offender, herder, owner or witness.

The only place for their data: other records refer by id, so that an erasure touches one record.
"""

from __future__ import annotations

from typing import Annotated

from patrol_app.domain.base import Record
from patrol_app.domain.fields import Text, Ui
from patrol_app.i18n import N_


class Party(Record):
    """A person outside the bureau whom a record concerns."""

    name: Annotated[Text, Ui(N_("Full name"), required=True, listed=True, private=True)] = ""
    id_number: Annotated[Text, Ui(N_("ID number"), private=True)] = ""
    phone: Annotated[Text, Ui(N_("Phone"), private=True)] = ""
    village: Annotated[Text, Ui(N_("Village"), listed=True, private=True)] = ""
