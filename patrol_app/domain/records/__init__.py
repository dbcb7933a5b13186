"""Every record type of the book: ``RECORD_TYPES`` is the one list."""

from __future__ import annotations

from patrol_app.domain.journal.number import parse_number
from patrol_app.domain.records import case as cases
from patrol_app.domain.records import crew as crews
from patrol_app.domain.records import drill as drills
from patrol_app.domain.records import finding as findings
from patrol_app.domain.records import grazing as grazings
from patrol_app.domain.records import patrol as patrols
from patrol_app.domain.records import pest as pests
from patrol_app.domain.records.attachment import Attachment
from patrol_app.domain.records.dataset import Dataset
from patrol_app.domain.records.erasure import Erasure
from patrol_app.domain.records.forest_types import FOREST_TYPES
from patrol_app.domain.records.grid import Grid
from patrol_app.domain.records.party import Party
from patrol_app.domain.records.person import Person
from patrol_app.domain.records.pest_types import PEST_TYPES
from patrol_app.domain.records.problem_types import PROBLEM_TYPES
from patrol_app.domain.records.review import Review, Seal
from patrol_app.domain.records.role_grant import RoleGrant
from patrol_app.domain.records.task import Task
from patrol_app.domain.records.team import Team
from patrol_app.domain.records.unit import Unit
from patrol_app.domain.registry import RecordType
from patrol_app.domain.rules import case as case_rules
from patrol_app.domain.rules import case_template as template_rules
from patrol_app.domain.rules import crew as crew_rules
from patrol_app.domain.rules import drill as drill_rules
from patrol_app.domain.rules import findings as finding_rules
from patrol_app.domain.rules import grazing as grazing_rules
from patrol_app.domain.rules import grid as grid_rules
from patrol_app.domain.rules import party as party_rules
from patrol_app.domain.rules import patrol as patrol_rules
from patrol_app.domain.rules import pest as pest_rules
from patrol_app.domain.rules import task as task_rules
from patrol_app.domain.rules.filled import filled
from patrol_app.errors import UserError
from patrol_app.i18n import N_

RECORD_TYPES: tuple[RecordType, ...] = (
    RecordType(
        "unit",
        "",
        Unit,
        N_("Unit"),
        "office-building-outline",
        "base",
        writer="both",
        title="name",
        key="code",
        rules=(filled,),
        submit=False,
    ),
    RecordType(
        "person",
        "N",
        Person,
        N_("Person"),
        "account-outline",
        "base",
        writer="both",
        title="name",
        rules=(filled,),
        submit=False,
    ),
    RecordType(
        "party",
        "M",
        Party,
        N_("Party"),
        "account-lock-outline",
        "grazing",
        title="name",
        rules=(filled, *party_rules.RULES),
        submit=False,
        private=True,
    ),
    RecordType(
        "grid",
        "",
        Grid,
        N_("Grid"),
        "vector-polygon",
        "base",
        writer="both",
        title="grid_no",
        key="grid_no",
        rules=(filled, *grid_rules.RULES),
        submit=False,
    ),
    RecordType(
        "patrol",
        "P",
        patrols.Patrol,
        N_("Patrol"),
        "walk",
        "patrol",
        time="start_at",
        rules=patrol_rules.RULES,
        own=patrols.own,
        reviewed=True,
    ),
    RecordType(
        "finding",
        "F",
        findings.Finding,
        N_("Finding"),
        "map-marker-alert-outline",
        "patrol",
        time="found_at",
        rules=(filled, *finding_rules.RULES),
        own=findings.own,
        reviewed=True,
        evidence=True,
    ),
    RecordType(
        "drill",
        "D",
        drills.Drill,
        N_("Drill"),
        "fire-truck",
        "drill",
        title="name",
        time="start_at",
        rules=(filled, *drill_rules.RULES),
        own=drills.own,
        reviewed=True,
        photos=True,
    ),
    RecordType(
        "pest",
        "B",
        pests.PestSighting,
        N_("Pest sighting"),
        "bug-outline",
        "pest",
        time="seen_at",
        rules=(filled, *pest_rules.RULES),
        own=pests.own,
        reviewed=True,
        evidence=True,
    ),
    RecordType(
        "grazing",
        "Z",
        grazings.GrazingViolation,
        N_("Grazing violation"),
        "sheep",
        "grazing",
        time="found_at",
        rules=(filled, *grazing_rules.RULES),
        own=grazings.own,
        reviewed=True,
        evidence=True,
    ),
    RecordType(
        "attachment",
        "A",
        Attachment,
        N_("Attachment"),
        "paperclip",
        "patrol",
        title="name",
        time="taken_at",
        submit=False,
    ),
    RecordType(
        "review",
        "R",
        Review,
        N_("Review"),
        "clipboard-check-outline",
        "review",
        time="at",
        submit=False,
    ),
    RecordType(
        "seal",
        "S",
        Seal,
        N_("Lock"),
        "lock-outline",
        "review",
        time="at",
        submit=False,
    ),
    RecordType(
        "role_grant",
        "G",
        RoleGrant,
        N_("Role grant"),
        "shield-account-outline",
        "users",
        submit=False,
    ),
    RecordType(
        "team",
        "K",
        Team,
        N_("Team"),
        "account-group-outline",
        "base",
        writer="both",
        title="name",
        rules=(filled, *crew_rules.TEAM),
        submit=False,
    ),
    RecordType(
        "task",
        "T",
        Task,
        N_("Patrol task"),
        "clipboard-check-outline",
        "patrol",
        writer="both",
        title="name",
        time="due_on",
        rules=(filled, *task_rules.RULES),
        submit=False,
    ),
    RecordType(
        "dataset",
        "",
        Dataset,
        N_("Dataset"),
        "database-outline",
        "base",
        writer="both",
        title="name",
        key="code",
        submit=False,
    ),
    RecordType(
        "erasure",
        "E",
        Erasure,
        N_("Erasure"),
        "eraser",
        "review",
        time="at",
        rules=(filled,),
        submit=False,
    ),
    RecordType(
        "training",
        "H",
        crews.Training,
        N_("Training"),
        "school-outline",
        "drill",
        title="name",
        time="start_at",
        rules=(filled, *crew_rules.TRAINING),
        own=crews.own_training,
        photos=True,
    ),
    RecordType(
        "fitness",
        "J",
        crews.Fitness,
        N_("Physical test"),
        "run-fast",
        "drill",
        title="name",
        time="tested_at",
        rules=(filled, *crew_rules.FITNESS),
        own=crews.own_fitness,
    ),
    RecordType(
        "equipment",
        "O",
        crews.Equipment,
        N_("Equipment"),
        "hard-hat",
        "drill",
        title="name",
        rules=(filled, *crew_rules.EQUIPMENT),
        own=crews.own_equipment,
        submit=False,
    ),
    RecordType(
        "equipment_act",
        "",
        crews.EquipmentAct,
        N_("Equipment log"),
        "clipboard-text-clock-outline",
        "drill",
        time="at",
        parent="equipment",
        rules=(filled, *crew_rules.ACT),
        submit=False,
    ),
    RecordType(
        "case_step",
        "",
        cases.CaseStep,
        N_("Case step"),
        "gavel",
        "grazing",
        writer="both",
        time="at",
        parent="grazing",
        evidence=True,
        rules=(filled, *case_rules.RULES),
        own=cases.own,
    ),
    RecordType(
        "doc_block",
        "",
        cases.DocBlock,
        N_("Block of paper numbers"),
        "numeric",
        "base",
        title="code",
        key="code",
        rules=(filled, case_rules.block_span),
    ),
    RecordType(
        "case_template",
        "",
        cases.CaseTemplate,
        N_("Template of a paper"),
        "file-sign",
        "rules",
        title="title",
        key="code",
        rules=(filled, *template_rules.RULES),
    ),
    *PROBLEM_TYPES,
    *PEST_TYPES,
    *FOREST_TYPES,
)
_BY_CODE = {kind.code: kind for kind in RECORD_TYPES}


def record_type(code: str) -> RecordType:
    """The record type ``code``.

    Raises:
        KeyError: there is none.
    """
    return _BY_CODE[code]


def known(code: str) -> bool:
    """Whether this program knows the record type ``code``."""
    return code in _BY_CODE


def of_group(group: str) -> tuple[str, ...]:
    """Codes of the types of a group that have a list of their own, in order."""
    return tuple(kind.code for kind in RECORD_TYPES if kind.group == group and not kind.parent)


def bearers(number: str) -> tuple[RecordType, ...]:
    """The types that a record called ``number`` may be of.

    Its letter names one; a step bears its parent's number and its place there, so every type
    of steps may. None for other texts and for letters that no type has.
    """
    if "/" in number:
        return tuple(kind for kind in RECORD_TYPES if kind.parent)
    try:
        letter = parse_number(number).letter
    except UserError:
        return ()
    return tuple(kind for kind in RECORD_TYPES if kind.letter == letter)
