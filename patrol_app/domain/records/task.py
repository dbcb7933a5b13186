"""Task 巡护任务: who has to patrol where, how often, until when; or why not.

Its state (due, overdue, done, excused) is no field: it follows from the patrols and the day
(``rules.task``).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from patrol_app.domain.base import Item, Record
from patrol_app.domain.fields import DateText, LongText, RecordId, Text, Ui
from patrol_app.i18n import N_


class Excuse(Item):
    """Days on which the task need not be done, and why (``product.md`` §7 no. 7)."""

    first_day: Annotated[DateText | None, Ui(N_("First day"), "date")] = None
    last_day: Annotated[DateText | None, Ui(N_("Last day"), "date")] = None
    reason: Annotated[Text, Ui(N_("Excused because"), "vocab", vocabulary="excuse")] = ""
    note: Annotated[Text, Ui(N_("Note"))] = ""


class Task(Record):
    """A task, or a plan when it repeats in every period of its window.

    Attributes:
        first_day, due_on: the window, both days included.
        times: patrols asked for in the window, or in each ``period`` of it.
        period: word of the vocabulary ``period``; empty = once for the whole window.
    """

    name: Annotated[Text, Ui(N_("Name"), required=True, listed=True)] = ""
    patrol_type: Annotated[
        Text,
        Ui(N_("Patrol type"), "vocab", vocabulary="patrol_type", alias="kind", listed=True),
    ] = ""
    assignee_id: Annotated[
        RecordId | None,
        Ui(N_("Assigned to"), "ref", ref="person", alias="assignee", listed=True),
    ] = None
    team_id: Annotated[RecordId | None, Ui(N_("Team"), "ref", ref="team", alias="team")] = None
    grid_id: Annotated[
        RecordId | None, Ui(N_("Grid"), "ref", ref="grid", alias="grid", listed=True)
    ] = None
    area: Annotated[Text, Ui(N_("Area or places"))] = ""
    first_day: Annotated[DateText | None, Ui(N_("First day"), "date", required=True)] = None
    due_on: Annotated[DateText | None, Ui(N_("Due on"), "date", required=True, listed=True)] = None
    times: Annotated[
        int | None,
        Field(ge=0, le=10_000),
        Ui(N_("Times"), "int", required=True, listed=True, low=1, high=10_000),
    ] = None
    period: Annotated[Text, Ui(N_("In each"), "vocab", vocabulary="period", listed=True)] = ""
    given_by_id: Annotated[
        RecordId | None, Ui(N_("Given by"), "ref", ref="person", alias="given_by")
    ] = None
    instructions: Annotated[LongText, Ui(N_("Instructions"), "longtext")] = ""
    excuses: Annotated[tuple[Excuse, ...], Ui(N_("Excused days"), "items")] = ()
    remark: Annotated[LongText, Ui(N_("Remark"), "longtext")] = ""
