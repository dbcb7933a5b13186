"""Traps 诱捕器 and the checks of them, counted by week (§2.10)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from patrol_app.domain.base import Record
from patrol_app.domain.fields import Count, DateText, LongText, RecordId, Text, Ui
from patrol_app.domain.position import Place
from patrol_app.i18n import N_


class Trap(Record):
    """One trap that hangs in one place for a season."""

    trap_no: Annotated[Text, Ui(N_("Trap no."), required=True, listed=True)] = ""
    trap_kind: Annotated[
        Text, Ui(N_("Kind of trap"), "vocab", vocabulary="trap_kind", required=True, listed=True)
    ] = ""
    pest: Annotated[
        Text, Ui(N_("Pest"), "vocab", vocabulary="pest", required=True, listed=True)
    ] = ""
    target: Annotated[Text, Ui(N_("Insect"), listed=True)] = ""
    position: Annotated[Place | None, Ui(N_("Position"), "position", required=True)] = None
    place: Annotated[Text, Ui(N_("Place"), listed=True)] = ""
    town: Annotated[Text, Ui(N_("Town"))] = ""
    sub_compartment: Annotated[Text, Ui(N_("Sub-compartment"))] = ""
    lure: Annotated[Text, Ui(N_("Lure"))] = ""
    height_m_e1: Annotated[
        int | None,
        Field(ge=0, le=10**9),
        Ui(N_("Hanging height"), "decimal", scale=1, alias="height_m", unit=N_("m")),
    ] = None
    hung_on: Annotated[DateText | None, Ui(N_("Hung on"), "date", required=True, listed=True)] = (
        None
    )
    taken_down_on: Annotated[DateText | None, Ui(N_("Taken down on"), "date")] = None
    keeper_id: Annotated[
        RecordId | None, Ui(N_("Watched by"), "ref", ref="person", alias="keeper")
    ] = None
    remark: Annotated[LongText, Ui(N_("Remark"), "longtext")] = ""


class TrapCheck(Record):
    """One look into a trap. A trap without catch is a check with zeros."""

    parent_id: Annotated[
        RecordId | None, Ui(N_("Trap"), "ref", ref="trap", alias="parent", required=True)
    ] = None
    checked_on: Annotated[
        DateText | None, Ui(N_("Checked on"), "date", required=True, listed=True)
    ] = None
    female_n: Annotated[
        Count | None, Ui(N_("Females"), "int", unit=N_("insects"), required=True, listed=True)
    ] = None
    male_n: Annotated[
        Count | None, Ui(N_("Males"), "int", unit=N_("insects"), required=True, listed=True)
    ] = None
    other_n: Annotated[Count | None, Ui(N_("Other insects"), "int", unit=N_("insects"))] = None
    other_species: Annotated[Text, Ui(N_("Other species"))] = ""
    lure_changed: Annotated[bool | None, Ui(N_("Lure changed"), "bool")] = None
    checker_id: Annotated[
        RecordId | None, Ui(N_("Checked by"), "ref", ref="person", alias="checker")
    ] = None
    remark: Annotated[LongText, Ui(N_("Remark"), "longtext")] = ""


def own(trap: Trap) -> Mapping[str, Any]:
    """Plain coordinates."""
    return {
        "lon": trap.position.lon if trap.position else None,
        "lat": trap.position.lat if trap.position else None,
    }


def own_check(check: TrapCheck) -> Mapping[str, Any]:
    """Week of the year ``2026-W31`` and the catch of the target insect."""
    week = ""
    if check.checked_on:
        try:
            year, number, _day = date.fromisoformat(check.checked_on).isocalendar()
            week = f"{year}-W{number:02d}"
        except ValueError:  # such as 02-30: the form and the rules say it, the row still shows
            week = ""
    return {"week": week or None, "caught": (check.female_n or 0) + (check.male_n or 0)}
