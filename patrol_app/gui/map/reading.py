"""What the map page asks of the store, in one go off the window's thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from patrol_app.domain.fields import specs
from patrol_app.domain.records import RECORD_TYPES, record_type
from patrol_app.domain.records.dataset import COMPARTMENT, GRID, ZONE
from patrol_app.geo.plane import LocalPlane
from patrol_app.geo.sets import AreaTable
from patrol_app.gui.map.scene import Scene, plane_for, scene
from patrol_app.gui.pages.filters import BIN, state_choices, state_filter
from patrol_app.gui.pages.patrols_table import meaning, times
from patrol_app.services.import_types import IsCancelled, OnProgress
from patrol_app.services.mapping import (
    EVERYWHERE,
    Gap,
    Marks,
    Walks,
    areas,
    gaps,
    marks,
    walks,
)
from patrol_app.services.ports import Condition, Listing
from patrol_app.services.rules import rule_book

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

LAYERED = tuple(kind.code for kind in RECORD_TYPES if kind.layer)
MARKED = ("drill", "pest", "grazing", "finding", *LAYERED)
AREAS = (COMPARTMENT, ZONE, GRID)
BUFFER_RULE = "track.buffer_m"


def _people(code: str) -> str:
    """The field that says who was there: the first that names persons."""
    fields = specs(record_type(code).cls).items()
    return next(name for name, spec in fields if spec.ui.kind == "refs" and spec.ui.ref == "person")


# which field of a type a filter holds of, and how it is compared
FIELDS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "ranger": {
        "grazing": ("ranger_ids", "has"),
        **{code: (_people(code), "has") for code in LAYERED},
    },
    "grid": {
        code: ("grid_id", "=") for code in MARKED if "grid_id" in record_type(code).cls.model_fields
    },
}
OF_PATROLS = ("type", "evidence")  # what no other record has


@dataclass(frozen=True, eq=False)
class Read:
    """What was read.

    Attributes:
        scene: shapes; None where there is no place on earth to draw at.
        walks: tracks, for the gaps; tables: areas, kept for the next reading.
        left_out: places that are not shown because there are too many.
    """

    scene: Scene | None
    walks: Walks
    tables: Mapping[str, Mapping[str, AreaTable]] = field(default_factory=dict)
    left_out: int = 0


def listing_of(code: str, values: Mapping[str, str]) -> Listing | None:
    """The records of a type that the filters of the map mean; None when none can fit.

    Args:
        code: record type.
        values: as the filters of the list of patrols give them (``PatrolFilters.state``).
    """
    if code == "patrol":
        return meaning(values)
    kind, state = record_type(code), values.get("state", "")
    if any(values.get(key) for key in OF_PATROLS):
        return None
    if state and state != BIN and state not in dict(state_choices(kind)):
        return None
    conditions = times(kind.time, values) if kind.time else []
    if text := values.get("text", ""):
        conditions.append(Condition("", "text", text))
    for key, fields in FIELDS.items():
        if not values.get(key):
            continue
        if code not in fields:
            return None
        name, comparison = fields[code]
        if comparison == "has":
            conditions.append(Condition(name, "has", values[key]))
        else:
            conditions.append(Condition(name, "=", values[key]))
    states, reviewed = state_filter(kind, state)
    return Listing(code, (*conditions, *reviewed), states, deleted=state == BIN)


def read(
    app: App,
    values: Mapping[str, str],
    tables: Mapping[str, Mapping[str, AreaTable]] | None,
    plane: LocalPlane | None,
) -> Read:
    """Areas, tracks and places.

    Args:
        app: the open folder.
        values: as of ``listing_of``.
        tables: areas read before; None reads them.
        plane: of what is shown now; None takes the middle of what is found.
    """
    queries = app.store.queries
    if tables is None:
        tables = {kind: areas(app.places, queries, kind) for kind in AREAS}
    wanted = listing_of("patrol", values)
    found = walks(app.store, wanted) if wanted else Walks()
    spots: list[Marks] = []
    for code in MARKED:
        listing = listing_of(code, values)
        spots.append(marks(queries, listing) if listing else Marks(code))
    plane = plane or plane_for(tables, found, spots)
    left = sum(max(0, mark.total - len(mark.recs)) for mark in spots if mark.total > len(mark.recs))
    made = scene(plane, tables, found, spots) if plane else None
    return Read(made, found, tables, left if _too_many(spots) else 0)


def _too_many(spots: Sequence[Marks]) -> bool:
    from patrol_app.services.mapping import MOST_MARKS

    return any(mark.total > MOST_MARKS for mark in spots)


def read_gaps(
    app: App, found: Walks, grid: str, progress: OnProgress, cancelled: IsCancelled
) -> list[Gap]:
    """Coverage of the grids by the tracks shown; long work.

    Args:
        app: the open folder.
        found: tracks of the filter.
        grid: record id of the one grid that is filtered by; empty for all.
        progress: told after each grid.
        cancelled: asked before each.
    """
    rule = rule_book(app.store.queries).find(BUFFER_RULE)
    if rule is None:
        return []
    if grid:
        one = app.places.grid_area(grid)
        shapes = [one] if one is not None else []
    else:
        shapes = app.places.features(GRID, EVERYWHERE)
    tracks = [walk.track.labelled(datum=walk.track.datum) for walk in found.walks]
    return gaps(shapes, tracks, float(rule.value), on_progress=progress, cancelled=cancelled)
