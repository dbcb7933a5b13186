"""The record types of wildlife and tending, as ``RECORD_TYPES`` lists them."""

from __future__ import annotations

from patrol_app.domain.records import tending, wildlife
from patrol_app.domain.registry import OwnColumn, RecordType
from patrol_app.domain.rules import tending as tending_rules
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
        hides=wildlife.HIDDEN,
        layer=N_("Wildlife sightings"),
        tally=wildlife.tally,
        advice=N_(
            "Traces, droppings and camera pictures count too; the place stays in the bureau."
        ),
    ),
    RecordType(
        "tending",
        "XT",
        tending.TendingCheck,
        N_("Tending check"),
        "sprout-outline",
        "forest",
        time="checked_on",
        rules=(filled, *tending_rules.RULES),
        own=tending.own,
        reviewed=True,
        evidence=True,
        layer=N_("Tending checks"),
        column=OwnColumn("rate_e4", N_("Counted"), "%", 2, 72),
        tally=tending.tally,
        advice=N_("One check of one sub-compartment; the rate follows from the plots."),
    ),
)
