"""The papers by the words that a person chooses them by, in groups."""

from __future__ import annotations

from typing import Final

from patrol_app.domain.records import record_type
from patrol_app.i18n import N_
from patrol_app.services import paper_desk as desk
from patrol_app.services.paper_desk import CHIEFS as CHIEFS
from patrol_app.services.paper_desk import DAILY as DAILY
from patrol_app.services.paper_desk import MONTHLY as MONTHLY
from patrol_app.services.paper_desk import PaperOf as PaperOf

GROUPS: Final = (
    (
        N_("Patrols"),
        (
            (DAILY, N_("9.1  Ranger's daily log"), "text-box-outline"),
            (MONTHLY, N_("9.2  Monthly patrol table"), "table"),
            (CHIEFS, N_("9.3  Tours of forest chiefs"), "account-tie-outline"),
        ),
    ),
    (
        N_("Pests"),
        (
            ("pest-survey", N_("9.4a  Sub-compartment sheets"), "pine-tree"),
            ("pest-census", N_("9.4b  Census by township"), "table"),
            ("pest-samples", N_("9.5  Samples sent"), "test-tube"),
            ("pest-lab", N_("9.6  Laboratory reports"), "microscope"),
            ("pest-disposal", N_("9.7  Disposal of infected wood"), "axe"),
            ("pest-traps", N_("9.8  Traps"), "bug-outline"),
            ("pest-webworm", N_("9.9  Fall webworm"), "spider-web"),
            ("pest-control", N_("9.14  Occurrence and control"), "spray"),
            ("pest-forecast", N_("9.14  Forecasts"), "chart-line"),
            ("pest-rates", N_("9.16  The four rates"), "percent-outline"),
            (desk.MINUTES, N_("Minutes of a consultation"), "account-group-outline"),
            (desk.THREAD, N_("Line of one tree or place"), "timeline-outline"),
        ),
    ),
    (
        N_("Enforcement and problems"),
        (
            (desk.GRAZING, N_("9.10  Grazing ledger"), "sheep"),
            (desk.CASE_INDEX, N_("Index of a case"), "format-list-numbered"),
            (desk.CASE_PAPER, N_("Papers of a case"), "gavel"),
            (desk.NUMBERS, N_("Book of paper numbers"), "numeric"),
            (desk.PROBLEMS, N_("9.11  Problem ledger"), "clipboard-list-outline"),
            (desk.CLOSING, N_("Closing sheet"), "clipboard-check-outline"),
        ),
    ),
    (
        N_("Fire crews"),
        (
            (desk.DRILL, N_("9.12  Drill record"), "timer-outline"),
            (desk.EQUIPMENT, N_("9.13  Equipment ledger"), "fire-extinguisher"),
            (desk.CARD, N_("Readiness card"), "shield-check-outline"),
        ),
    ),
    (
        N_("Other ledgers"),
        tuple(
            (code, record_type(of).label, record_type(of).icon) for code, of in desk.LEDGERS.items()
        ),
    ),
)
WORDS: Final = {code: words for _group, papers in GROUPS for code, words, _icon in papers}
