"""Unit 单位: a bureau, station, farm or office in the tree of reporting lines."""

from __future__ import annotations

import uuid
from typing import Annotated

from pydantic import Field

from patrol_app.domain.base import Record
from patrol_app.domain.fields import RecordId, Text, Ui
from patrol_app.i18n import N_

# Fixed for ever: station and city derive the same record id from the same code.
UNIT_NAMESPACE = uuid.UUID("6f9a3f0e-6c1e-5a58-9a53-6d5f1f3b7c20")


def unit_id(code: str) -> str:
    """The record id of the unit ``code``: UUIDv5, so that all levels speak of one record."""
    return str(uuid.uuid5(UNIT_NAMESPACE, code))


class Unit(Record):
    """One node of the unit tree.

    Attributes:
        code: ``[0-9A-Z]{2,12}``, unique in the city, independent of the GB division code.
        parent_code: code of the unit it reports to; empty at the root.
    """

    code: Annotated[
        str | None,
        Field(pattern=r"^[0-9A-Z]{2,12}$"),
        Ui(N_("Unit code"), required=True, listed=True),
    ] = None
    name: Annotated[Text, Ui(N_("Name"), required=True, listed=True)] = ""
    level: Annotated[
        Text, Ui(N_("Level"), "vocab", vocabulary="level", required=True, listed=True)
    ] = ""
    parent_code: Annotated[Text, Ui(N_("Reports to"), listed=True)] = ""
    division_code: Annotated[Text, Ui(N_("Division code"))] = ""
    parent_id: Annotated[RecordId | None, Ui(N_("Parent"), "hidden")] = None
    phone: Annotated[Text, Ui(N_("Duty phone"))] = ""
