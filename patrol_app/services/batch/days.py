"""The station's sheet of days: weather and fire danger by date, typed once for all rangers."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any, Final

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.batch.day_cells import read_cell, read_date
from patrol_app.services.import_items import Note

MOST_BYTES: Final = limits.DAYS_BYTES  # a year of days is a hundredth of this
DATE: Final = "date"
# Heads that sheets use for a field; English names are the field's own.
HEADS: Final[Mapping[str, str]] = {
    "日期": DATE, "date": DATE, "天气": "weather", "weather": "weather", "气温": "temp_c_e1",
    "气温(℃)": "temp_c_e1", "temp_c": "temp_c_e1", "风力": "wind_force",
    "wind_force": "wind_force", "风向": "wind_dir", "wind_dir": "wind_dir",
    "火险等级": "danger_level", "火险": "danger_level", "danger_level": "danger_level",
    "路线": "route", "巡护路线": "route", "route": "route",
}  # fmt: skip


def read_days(data: bytes) -> tuple[dict[str, dict[str, Any]], tuple[Note, ...]]:
    """Values by date, and what could not be read.

    Args:
        data: CSV with a head line; UTF-8, or GB18030 as office programs write it.

    Raises:
        UserError: ``batch.days``: no column of dates, or no table at all.
    """
    try:
        rows = list(csv.reader(io.StringIO(_text(data))))
    except csv.Error:  # one field beyond all measure
        rows = []
    heads = [HEADS.get(cell.strip().casefold(), "") for cell in rows[0]] if rows else []
    if DATE not in heads:
        raise UserError("batch.days", N_("The sheet of days needs a column of dates"))
    made: dict[str, dict[str, Any]] = {}
    bad = 0
    for row in rows[1:]:
        named = dict(zip(heads, row, strict=False))
        date = read_date(named.pop(DATE, ""))
        if not date:
            bad += any(cell.strip() for cell in row)
            continue
        for name, text in named.items():
            if name and text.strip():
                value = read_cell(name, text)
                bad += value is None
                if value is not None:
                    made.setdefault(date, {})[name] = value
    note = Note("batch.days", N_("{count} cells of the sheet of days could not be read"), bad)
    return made, (note,) if bad else ()


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UserError("batch.days", N_("The sheet of days needs a column of dates"))
