"""What the tables of datasets hold, as plain frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

TOPIC: Final = "datasets"  # of ``Changes``: a table came or went


@dataclass(frozen=True)
class DatasetInfo:
    """One version of one kind of dataset.

    Attributes:
        kind: ``compartment``, ``grid``, ``zone``, ``division``, ``calendar``, ``vocabulary``,
            ``rules``.
        version: the higher one stands.
        rec: id of its record; code: ``<kind>-<version>-<issuer>``.
        name: given by whoever published it; issuer: unit code.
        valid_from: first day of its use, ``YYYY-MM-DD``.
        count: rows in it.
        sha256: of its file.
    """

    kind: str
    version: int
    rec: str
    code: str
    sha256: str
    name: str
    issuer: str
    valid_from: str
    count: int


@dataclass(frozen=True)
class Feature:
    """One area of a dataset.

    Attributes:
        kind: of the dataset.
        code: number or key; name: may be empty.
        area_m2: of the shape on the ellipsoid, 0 without one.
        wkb: polygons in degrees; None for a row without a shape.
        attrs: what else its source said, by the names of ``services.base.kinds``.
        retired: a newer version does not have it; old records keep its name.
    """

    kind: str
    code: str
    name: str
    area_m2: int
    wkb: bytes | None
    attrs: Mapping[str, Any] = field(default_factory=dict)
    retired: bool = False


@dataclass(frozen=True)
class Division:
    """A county, township or village of the official list.

    Attributes:
        code: 6, 9 or 12 digits.
        name, level: as listed; parent_code: the code above.
        old_codes: codes that it had before.
        valid_from / valid_to: days, empty = open.
        retired: no longer listed.
    """

    code: str
    name: str
    level: str
    parent_code: str
    old_codes: tuple[str, ...]
    valid_from: str
    valid_to: str
    retired: bool


@dataclass(frozen=True)
class WordRow:
    """One word of a vocabulary, as a dataset brings it."""

    vocabulary: str
    code: str
    zh: str
    en: str
    position: int
    retired: bool
