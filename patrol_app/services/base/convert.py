"""Rows of a foreign table as rows of a dataset or values of records; refused rows are named.

Pure: what is read, mapped and answered goes in, rows and faults come out.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from patrol_app.domain.records.dataset import CALENDAR, COMPARTMENT, DIVISION, GRID, PATCH, ZONE
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.i18n import N_
from patrol_app.services.base import cells
from patrol_app.services.base.former import renewed
from patrol_app.services.base.kinds import BaseField, fields_of
from patrol_app.services.base.seasons import parse_seasons

_LEVELS: Final = {2: "province", 4: "city", 6: "county", 9: "township", 12: "village"}
_KEY_PARTS: Final = ("xian", "xiang", "cun", "lin_chang", "lin_ban", "xiao_ban", "xi_ban")


class Rows(Protocol):
    """The part of ``geo.vector.source.Source`` that is needed here."""

    @property
    def columns(self) -> Sequence[str]:
        """Names in the file's order."""

    @property
    def cells(self) -> Sequence[Sequence[str]]:
        """One list of texts a column."""

    @property
    def first_row(self) -> int:
        """Number that people see of the first row."""

    def __len__(self) -> int:
        """Rows."""


@dataclass(frozen=True)
class Fault:
    """Why a row is refused.

    Attributes:
        row: its number as people see it.
        field: of the kind; code, msgid, params: the reason.
    """

    row: int
    field: str
    code: str
    msgid: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As JSON carries it."""
        return {
            "row": self.row,
            "field": self.field,
            "code": self.code,
            "msgid": self.msgid,
            "params": dict(self.params),
        }


class _Refused(Exception):
    """One cell does not fit."""

    def __init__(self, name: str, code: str, msgid: str, **params: Any) -> None:
        self.name, self.code, self.msgid, self.params = name, code, msgid, params


Value = dict[str, Any]


@dataclass
class Converted:
    """Rows by kind of use.

    Attributes:
        rows: of the dataset, without shapes; at: number of each in the source, from 0.
        records: external values of records, in the order of ``at``.
        faults: refused rows.
        former: rows with a former division code.
    """

    rows: list[Value] = dataclasses.field(default_factory=list)
    at: list[int] = dataclasses.field(default_factory=list)
    records: list[Value] = dataclasses.field(default_factory=list)
    faults: list[Fault] = dataclasses.field(default_factory=list)
    former: int = 0


def convert(
    kind: str,
    source: Rows,
    mapped: Mapping[str, str],
    unit: str = "",
    former: Mapping[str, str] | None = None,
) -> Converted:
    """Every row of ``source`` as one of ``kind``.

    Args:
        kind: one of ``kinds.IMPORTED``.
        source: the table.
        mapped: field -> column.
        unit: of the area column: ``mu``, ``ha``, ``m2``; needed where one is mapped.
        former: old division code -> present one; not for the official list itself.
    """
    made = Converted()
    old = former or {}
    seen: dict[str, int] = {}
    read = _READERS.get(kind, _record)
    wanted = [one for one in fields_of(kind) if one.name in mapped]
    places = {name: at for at, name in enumerate(source.columns)}
    columns = [(one, source.cells[places[mapped[one.name]]]) for one in wanted]
    for at in range(len(source)):
        number = source.first_row + at
        texts = {one.name: column[at].strip() for one, column in columns}
        if not any(texts.values()):
            continue  # an empty line between two blocks of a sheet
        try:
            values = {one.name: _value(one, texts[one.name], unit) for one, _column in columns}
            _need(kind, texts)
            made.former += renewed(kind, values, old)
            row, record = read({name: v for name, v in values.items() if v not in ("", [], None)})
            key = str((row or {}).get("day") or (row or {}).get("code") or "")
            if key and key in seen:
                raise _Refused(
                    "code", "base.twice", N_("{key} stands in row {row} already"),
                    key=key, row=seen[key],
                )  # fmt: skip
        except _Refused as fault:
            made.faults.append(Fault(number, fault.name, fault.code, fault.msgid, fault.params))
            continue
        if key:
            seen[key] = number
        if row is not None:
            made.rows.append(row)
        if record is not None:
            made.records.append(record)
        made.at.append(at)
    return made


def _need(kind: str, texts: Mapping[str, str]) -> None:
    for one in fields_of(kind):
        if one.required and not texts.get(one.name):
            raise _Refused(one.name, "field.required", N_("Please fill in"))


def _value(one: BaseField, text: str, unit: str) -> Any:
    """A cell by the sort of its field."""
    if not text:
        return ""
    reader = _SORTS.get(one.sort)
    if reader is None:
        return text
    try:
        return reader(text, unit)
    except ValueError:
        raise _Refused(one.name, f"base.{one.sort}", _REASONS[one.sort], text=text[:40]) from None


def _zone_kind(text: str, _unit: str) -> str:
    word = text if text.endswith("区") else text + "区"
    words = vocabulary("zone_kind")
    term = words.find(text) or words.find(word) or words.find(text.rstrip("区地") + "地")
    if term is None:
        raise ValueError("not in the list")
    return term.code


_SORTS: Final[Mapping[str, Callable[[str, str], Any]]] = {
    "date": lambda text, _unit: cells.date(text),
    "area": cells.area_mu_e4,
    "word": _zone_kind,
    "seasons": lambda text, _unit: list(parse_seasons(text)),
    "codes": lambda text, _unit: cells.codes(text),
    "working": lambda text, _unit: cells.working(text),
}
_REASONS: Final[Mapping[str, str]] = {
    "date": N_("“{text}” is no date"),
    "area": N_("“{text}” is no area"),
    "word": N_("“{text}” is not in the list of kinds"),
    "seasons": N_("“{text}” is no season, such as 03-15~06-30"),
    "codes": N_("“{text}” is no list of codes"),
    "working": N_("“{text}” says neither working day nor holiday"),
}
Read = tuple[Value | None, Value | None]


def _compartment(values: Value) -> Read:
    parts = {name: str(values.get(name, "")) for name in _KEY_PARTS}
    code = values.pop("code", "")
    if not code:
        try:
            code = cells.compartment_key(parts)
        except ValueError:
            raise _Refused(
                "xiao_ban", "base.key",
                N_("No key can be made: village or farm, compartment and number are needed"),
            ) from None  # fmt: skip
    name = values.pop("name", "")
    if not name and parts["xiao_ban"]:
        forest = parts["lin_ban"].lstrip("0")
        name = (f"{forest}林班" if forest else "") + f"{parts['xiao_ban'].lstrip('0') or '0'}小班"
    return _area(code, name, values), None


def _zone(values: Value) -> Read:
    return _area(values.pop("code"), values.pop("name", ""), values), None


def _patch(values: Value) -> Read:
    parts = (values.get(name, "") for name in ("township", "village", "place"))
    name = "".join(str(part) for part in parts)
    return _area(values.pop("code"), name, values), None


def _grid(values: Value) -> Read:
    record = {
        name: value
        for name, value in values.items()
        if name in {one.name for one in fields_of(GRID)} and name != "area"
    }
    if "area" in values:
        record["area_mu"] = _decimal(values["area"])
    return {"code": values["grid_no"], "name": values.get("name", ""), "attrs": {}}, record


def _area(code: str, name: str, values: Value) -> Value:
    attrs = {("area_mu_e4" if key == "area" else key): value for key, value in values.items()}
    return {"code": str(code), "name": str(name), "attrs": attrs}


def _division(values: Value) -> Read:
    code = str(values["code"])
    short = code[:-2] if len(code) == 6 and code.endswith("00") else code
    short = short[:-2] if len(short) == 4 and short.endswith("00") else short
    if not code.isdigit() or len(short) not in _LEVELS:
        raise _Refused("code", "base.division", N_("A division has 6, 9 or 12 digits"))
    row = {
        "code": code,
        "name": str(values["name"]),
        "level": _LEVELS[len(short)],
        "parent_code": _above(short),
        "old_codes": values.get("old_codes", []),
        "valid_from": values.get("valid_from", ""),
        "valid_to": values.get("valid_to", ""),
    }
    return row, None


def _above(short: str) -> str:
    """The code one level up; provinces and cities as six digits, as the official list has them."""
    widths = sorted(_LEVELS)
    at = widths.index(len(short))
    return short[: widths[at - 1]].ljust(6, "0") if at else ""


def _calendar(values: Value) -> Read:
    return {
        "day": values["day"],
        "working": values["working"],
        "name": values.get("name", ""),
    }, None


def _record(values: Value) -> Read:
    return None, values


def _decimal(mu_e4: int) -> str:
    whole, rest = divmod(mu_e4, 10_000)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".")


_READERS: Final[Mapping[str, Callable[[Value], Read]]] = {
    COMPARTMENT: _compartment,
    ZONE: _zone,
    GRID: _grid,
    DIVISION: _division,
    CALENDAR: _calendar,
    PATCH: _patch,
}
