"""CaseStep 案件步骤, DocBlock 文书号段, CaseTemplate 文书模板 of a grazing case (§5.5, §11a).

A case is the violation and its steps; each step is a record of its own that is only added.
Names of parties stand in Party records alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from patrol_app.domain.base import Item, Record
from patrol_app.domain.fields import Code, Count, DateText, LongText, RecordId, Text, Ui
from patrol_app.domain.instant import Instant, date_of
from patrol_app.i18n import N_


class Question(Item):
    """One question of a questioning, with its answer as given."""

    question: Annotated[LongText, Ui(N_("Question"), "longtext")] = ""
    answer: Annotated[LongText, Ui(N_("Answer"), "longtext")] = ""


class CaseStep(Record):
    """One step of a case.

    Attributes:
        parent_id: the violation.
        step: word of vocabulary ``case_step``: what was done.
        until: when it ended; papers of a check or a questioning print from and to.
        officer_ids: who acted for the organ: at least two with a certificate (行政处罚法42).
        party_id: whom it concerns: party, person asked, receiver of a service.
        doc_no: number of the paper that this step made, or voids.
        served_no: number of the paper that was served.
        fine_fen: planned or decided fine in 分, typed by the officer.
        entity: the party is no natural person.
        corrects: number of the step that this one corrects or adds to.
    """

    parent_id: Annotated[
        RecordId | None,
        Ui(N_("Violation"), "ref", ref="grazing", alias="parent", required=True, listed=True),
    ] = None
    step: Annotated[
        Text, Ui(N_("Step"), "vocab", vocabulary="case_step", required=True, listed=True)
    ] = ""
    at: Annotated[Instant | None, Ui(N_("At"), "instant", required=True, listed=True)] = None
    until: Annotated[Instant | None, Ui(N_("Until"), "instant")] = None
    place: Annotated[Text, Ui(N_("Place"))] = ""
    officer_ids: Annotated[
        tuple[RecordId, ...], Ui(N_("Officers"), "refs", ref="person", alias="officers")
    ] = ()
    recorder_id: Annotated[
        RecordId | None, Ui(N_("Recorded by"), "ref", ref="person", alias="recorder")
    ] = None
    party_id: Annotated[RecordId | None, Ui(N_("Party"), "ref", ref="party", alias="party")] = None
    relation: Annotated[Text, Ui(N_("Relation to the case"))] = ""
    entity: Annotated[bool | None, Ui(N_("Party is an organisation"), "bool")] = None
    witness_id: Annotated[
        RecordId | None, Ui(N_("Witness"), "ref", ref="party", alias="witness")
    ] = None
    facts: Annotated[LongText, Ui(N_("Facts"), "longtext")] = ""
    rights_told: Annotated[bool | None, Ui(N_("Rights were told"), "bool")] = None
    answers: Annotated[tuple[Question, ...], Ui(N_("Questions and answers"), "items")] = ()
    opinion: Annotated[LongText, Ui(N_("Opinion of the party"), "longtext")] = ""
    law: Annotated[Text, Ui(N_("Law and article"))] = ""
    content: Annotated[LongText, Ui(N_("What is ordered or decided"), "longtext")] = ""
    deadline: Annotated[DateText | None, Ui(N_("Deadline"), "date", listed=True)] = None
    doc_no: Annotated[Text, Ui(N_("Paper no."), listed=True)] = ""
    fine_fen: Annotated[
        int | None,
        Field(ge=0, le=10**12),
        Ui(N_("Fine"), "decimal", unit=N_("yuan"), scale=2, alias="fine_yuan"),
    ] = None
    fine_reason: Annotated[LongText, Ui(N_("Reason for the amount"), "longtext")] = ""
    serve_mode: Annotated[Text, Ui(N_("Way of service"), "vocab", vocabulary="serve_mode")] = ""
    served_no: Annotated[Text, Ui(N_("Paper served"))] = ""
    corrects: Annotated[Text, Ui(N_("Corrects step"))] = ""
    remark: Annotated[LongText, Ui(N_("Remark"), "longtext")] = ""


class DocBlock(Record):
    """Numbers of papers that the county reserves for one unit, organ and year.

    Attributes:
        code: its natural key.
        prefix: word before the year: ``示林罚`` in ``示林罚〔2026〕12号``.
        for_unit: code of the unit that may use them.
        first, last: both included.
    """

    code: Annotated[Code | None, Ui(N_("Code"), required=True, listed=True)] = None
    organ: Annotated[Text, Ui(N_("Organ"), required=True, listed=True)] = ""
    prefix: Annotated[Text, Ui(N_("Word of the number"), required=True, listed=True)] = ""
    year: Annotated[
        int | None, Field(ge=2000, le=2999), Ui(N_("Year"), "int", required=True, listed=True)
    ] = None
    first: Annotated[Count | None, Ui(N_("First number"), "int", required=True, listed=True)] = None
    last: Annotated[Count | None, Ui(N_("Last number"), "int", required=True, listed=True)] = None
    for_unit: Annotated[Text, Ui(N_("For unit"), required=True, listed=True)] = ""


class CaseTemplate(Record):
    """Text of a paper as the legal office gives it; used only while it is enabled (§11a).

    Attributes:
        code: natural key; step: word of ``case_step`` whose paper it is.
        title: head of the paper.
        body: text with places such as ``{当事人}``; a line ``【…】`` begins a block.
        basis: document by which the text was approved.
        enabled: it is in use, from ``valid_from``; approved_by, approved_on: who said so, when.
    """

    code: Annotated[Code | None, Ui(N_("Code"), required=True, listed=True)] = None
    step: Annotated[
        Text, Ui(N_("Step"), "vocab", vocabulary="case_step", required=True, listed=True)
    ] = ""
    title: Annotated[Text, Ui(N_("Title of the paper"), required=True, listed=True)] = ""
    body: Annotated[LongText, Ui(N_("Text with places"), "longtext", required=True)] = ""
    basis: Annotated[Text, Ui(N_("Approved in"))] = ""
    enabled: Annotated[bool | None, Ui(N_("Enabled"), "bool", listed=True)] = None
    approved_by: Annotated[Text, Ui(N_("Enabled by"), listed=True)] = ""
    approved_on: Annotated[DateText | None, Ui(N_("Enabled on"), "date", listed=True)] = None
    valid_from: Annotated[DateText | None, Ui(N_("Valid from"), "date")] = None


def own(step: CaseStep) -> Mapping[str, Any]:
    """The Beijing day of the step."""
    return {"date": date_of(step.at.ms) if step.at else None}
