"""A sample month taken in as a clerk would: read as a batch, completed, submitted together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Protocol

from patrol_app.services.batch.days import read_days
from patrol_app.services.batch.service import BatchService
from patrol_app.services.batch.types import BatchRow, RowDone
from patrol_app.services.sampling.month import DayTruth, StationMonth
from patrol_app.services.sampling.roster import Folder, enter_roster

DATUM = "wgs84"


class Station(Folder, Protocol):
    """An open data folder, as far as a month needs it."""

    @property
    def batch(self) -> BatchService:
        """Patrols proposed from a folder of files."""


def enter_month(station: Station, month: StationMonth, files: Path) -> list[RowDone]:
    """Write the files of ``month`` into ``files`` and take them in.

    What the files do not say (route, what a photo shows) is typed from the month's own truth.

    Args:
        station: where to; its rangers and grids are entered too.
        month: the month.
        files: an absent or empty folder.

    Returns:
        What became of each row; the refused ones are the month's own mistakes.
    """
    month.write(files)
    roster = enter_roster(station, month)
    places = {person: at for at, (person, _grid) in enumerate(roster)}
    actor = station.session.actor
    sheet, _notes = read_days(month.day_sheet().encode())
    read = station.batch.plan([files], actor, days=sheet, datum=DATUM)
    truths = {(one.day.ranger, one.day.date): one for one in month.truths}
    rows = []
    for row in read.rows:
        at = places.get(str(row.values.get("ranger_id")))
        if at is not None:
            row = row.edited(route=month.rangers[at].route)
            row = _with_findings(row, truths.get((at, row.date)))
        rows.append(row if row.taken else row.edited(nothing_found=True))
    return station.batch.apply(replace(read, rows=tuple(rows)), actor, submit=True)


def _with_findings(row: BatchRow, truth: DayTruth | None) -> BatchRow:
    """Each finding that a photo shows, described as it was seen."""
    seen = {one.photo: one.seen for one in truth.findings} if truth else {}
    for one in row.findings:
        what = seen.get(one.name)
        if one.take and what is not None:
            said = one.edited(description=what.description, action=tuple(what.action))
            row = row.with_finding(said)
    return row
