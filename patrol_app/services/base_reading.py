"""A file of base data as the reader sees it, and the answers a person gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from patrol_app.geo.crs import Proposal
from patrol_app.geo.readers.finding import Finding
from patrol_app.services.import_types import FileAnswer, IsCancelled, OnProgress


class BaseReader(Protocol):
    """Files of base data, read and written in a bounded process of their own."""

    def run(
        self,
        job: str,
        arguments: Mapping[str, Any],
        *,
        on_progress: OnProgress | None = None,
        cancelled: IsCancelled | None = None,
        parts: Sequence[bytes] = (),
    ) -> FileAnswer:
        """What the job gives.

        Raises:
            UserError: the file is refused, or ``work.cancelled``.
        """


@dataclass(frozen=True)
class Look:
    """What a file holds.

    Attributes:
        path: as given; format: ``Shapefile``, ``xlsx`` ...
        layers: tables to choose from, empty for one; layer: the one that was read.
        columns: their names; rows: the first rows; first_row: number of the first.
        count: rows of the file.
        shapes: kind of geometry -> how many; empty for a table.
        stated: EPSG code that the file states, 0 for none.
        proposals: coordinate systems that fit, the likeliest first.
        encoding / encoding_by: of the text; ``asked`` where a person must say.
        findings: what a person should know.
    """

    path: Path
    format: str
    layers: tuple[str, ...]
    layer: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    first_row: int
    count: int
    shapes: Mapping[str, int]
    stated: int
    proposals: tuple[Proposal, ...]
    encoding: str
    encoding_by: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Answers:
    """What a person said of a file.

    Attributes:
        kind: what the rows are (``services.base.kinds.IMPORTED``).
        mapping: field -> column; None = as proposed or remembered.
        layer, encoding: empty = as found.
        epsg: coordinate system, 0 = not answered; swapped: northing first.
        shift: the bureau's parameters for an old datum.
        unit: of the area column, empty = as found.
        name: of the dataset, empty = the file's name; valid_from: day, empty = today.
    """

    kind: str
    mapping: Mapping[str, str] | None = None
    layer: str = ""
    encoding: str = ""
    epsg: int = 0
    swapped: bool = False
    shift: tuple[float, ...] = ()
    unit: str = ""
    name: str = ""
    valid_from: str = ""
