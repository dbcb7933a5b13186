"""The record types of wildlife, as ``RECORD_TYPES`` lists them."""

from __future__ import annotations

from patrol_app.domain.records import wildlife
from patrol_app.domain.registry import RecordType
from patrol_app.domain.rules import wildlife as wildlife_rules
from patrol_app.domain.rules.filled import filled
from patrol_app.i18n import N_

FOREST_TYPES = (
    RecordType(
        "wildlife",
        "XW",
        wildlife.WildlifeSighting,
        N_("Wildlife sighting"),
        "paw-outline",
        "forest",
        time="seen_at",
        rules=(filled, *wildlife_rules.RULES),
        own=wildlife.own,
        reviewed=True,
        evidence=True,
        guarded=wildlife.guarded,
        tally=wildlife.tally,
        advice=N_(
            "Traces, droppings and camera pictures count too; the place stays in the bureau."
        ),
    ),
)
