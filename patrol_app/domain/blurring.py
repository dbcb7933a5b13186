"""A place told only roughly: where a rare animal or plant stands is not for everybody."""

from __future__ import annotations

from typing import Final

from patrol_app.domain.position import Place

CELL: Final = 100_000  # 0.01 degrees in 1e-7: about 1.1 km north to south, 0.9 km east to west


def blurred(place: Place | None) -> Place | None:
    """The middle of the cell of 0.01° that a place lies in; None stays None.

    The cells are fixed: two records of one den do not give it away by their mean.
    """
    if place is None:
        return None
    return place.model_copy(update={"lon": _middle(place.lon), "lat": _middle(place.lat)})


def _middle(value: int) -> int:
    return value // CELL * CELL + CELL // 2
