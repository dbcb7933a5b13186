"""A place on the ground as a record keeps it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Place(BaseModel):
    """Longitude and latitude with what is known about them.

    WGS84 and CGCS2000 are treated as equal (they differ by less than 1 m); ``shifted`` marks
    phone-map coordinates, which stay out of zone tests, inside-km and enforcement.

    Attributes:
        lon: 1e-7 degrees east.
        lat: 1e-7 degrees north.
        datum: what the coordinates refer to; always written, never assumed.
        source: where they come from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    lon: Annotated[int, Field(ge=-1_800_000_000, le=1_800_000_000)]
    lat: Annotated[int, Field(ge=-900_000_000, le=900_000_000)]
    datum: Literal["wgs84", "cgcs2000", "shifted", "unknown"]
    source: Literal["photo", "track", "hand", "file"]
