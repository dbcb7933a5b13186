"""Grid 网格 / 管护责任区: the area one ranger answers for (``domain.md`` §1.5)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from patrol_app.domain.base import Record
from patrol_app.domain.fields import DateText, LongText, RecordId, Text, Ui
from patrol_app.i18n import N_


class Grid(Record):
    """One patrol grid.

    Attributes:
        grid_no: number of the grid, unique in the county; text with leading zeros.
        area_mu_e4: area in 1/10,000 亩.
    """

    grid_no: Annotated[
        str | None,
        Field(max_length=40, min_length=1),
        Ui(N_("Grid no."), required=True, listed=True),
    ] = None
    name: Annotated[Text, Ui(N_("Name"), listed=True)] = ""
    ranger_id: Annotated[
        RecordId | None,
        Ui(N_("Ranger"), "ref", ref="person", alias="ranger", required=True, listed=True),
    ] = None
    supervisor_id: Annotated[
        RecordId | None, Ui(N_("Supervisor"), "ref", ref="person", alias="supervisor")
    ] = None
    village_chief_id: Annotated[
        RecordId | None, Ui(N_("Village chief"), "ref", ref="person", alias="village_chief")
    ] = None
    area_mu_e4: Annotated[
        int | None,
        Field(ge=0, le=10**15),
        Ui(N_("Area"), "decimal", unit=N_("mu"), scale=4, alias="area_mu", listed=True, low=1),
    ] = None
    division_code: Annotated[Text, Ui(N_("Village code (12 digits)"), alias="admin_code12")] = ""
    manage_unit: Annotated[Text, Ui(N_("Managing unit"), listed=True)] = ""
    boundary: Annotated[LongText, Ui(N_("Boundary (four sides)"), "longtext")] = ""
    forest_type: Annotated[Text, Ui(N_("Forest type"), "vocab", vocabulary="forest_type")] = ""
    key_spots: Annotated[LongText, Ui(N_("Key spots"), "longtext")] = ""
    contract_no: Annotated[Text, Ui(N_("Contract no."))] = ""
    valid_from: Annotated[DateText | None, Ui(N_("Valid from"), "date")] = None
    valid_to: Annotated[DateText | None, Ui(N_("Valid to"), "date")] = None
