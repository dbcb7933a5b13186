"""Rules of the text of a paper: its places are known, and somebody enabled it."""

from __future__ import annotations

from patrol_app.domain.case_template import PLACES, unknown
from patrol_app.domain.records.case import CaseTemplate
from patrol_app.domain.remark import Remark, RuleContext
from patrol_app.domain.rules.case import TEMPLATED
from patrol_app.i18n import N_


def step(template: CaseTemplate, context: RuleContext) -> list[Remark]:
    """Only papers that the program does not make itself come from a text."""
    if not template.step or template.step in TEMPLATED:
        return []
    words = N_("The paper of this step takes no template")
    return [Remark("template.step", "error", "step", words)]


def places(template: CaseTemplate, context: RuleContext) -> list[Remark]:
    """Every place of the text is known; at least one is there."""
    strange = unknown(template.body)
    if strange:
        words = N_("Unknown places: {names}")
        params = {"names": "、".join(f"{{{name}}}" for name in strange[:5])}
        return [Remark("template.place", "error", "body", words, params)]
    if template.body.strip() and not any(f"{{{name}}}" in template.body for name in PLACES):
        words = N_("The text has no place that is filled in")
        return [Remark("template.plain", "warning", "body", words)]
    return []


def enabled(template: CaseTemplate, context: RuleContext) -> list[Remark]:
    """In use only with who enabled it and when."""
    if not template.enabled:
        return []
    return [
        Remark("template.approved", "error", name, N_("In use only with who enabled it and when"))
        for name in ("approved_by", "approved_on")
        if not getattr(template, name)
    ]


RULES = (step, places, enabled)
