"""Rangers, grids and their polygons of a sample month, written into an open folder."""

from __future__ import annotations

from typing import Any, Protocol

from patrol_app.domain.records.dataset import GRID
from patrol_app.services.datasets import Datasets
from patrol_app.services.records import RecordService
from patrol_app.services.sampling.month import StationMonth
from patrol_app.services.session import Session


class Folder(Protocol):
    """An open data folder, as far as the roster needs it."""

    records: RecordService
    session: Session

    @property
    def datasets(self) -> Datasets:
        """Versioned tables of base data."""


def enter_roster(folder: Folder, month: StationMonth) -> list[tuple[str, str]]:
    """Write every ranger and grid of ``month``.

    Returns:
        (person id, grid id) in the order of the roster.
    """
    actor = folder.session.actor
    people = [
        {"name": one.name, "roles": ("ranger",), "receiver": one.serial} for one in month.rangers
    ]
    persons = folder.records.new_many("person", people, actor)
    grids: list[dict[str, Any]] = [
        {
            "grid_no": one.grid_no,
            "name": one.grid_name,
            "ranger_id": person.id,
            "area_mu_e4": one.area_mu_e4,
            "forest_type": "公益林",
        }
        for one, person in zip(month.rangers, persons, strict=True)
    ]
    made = folder.records.new_many("grid", grids, actor)
    first = f"{month.month[:4]}-01-01"
    folder.datasets.publish(actor, GRID, "示例网格", month.grids(), first)
    return [(person.id, grid.id) for person, grid in zip(persons, made, strict=True)]
