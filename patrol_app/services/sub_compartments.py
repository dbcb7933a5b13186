"""Sub-compartments 小班 of the base data as pest surveys need them: numbers, place, species."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from patrol_app.domain.records.dataset import COMPARTMENT
from patrol_app.domain.records.pest_survey import Survey
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.services.dataset_types import Feature
from patrol_app.services.divisions import division_name
from patrol_app.services.ports import Queries

PAGE: Final = 2_000
KEYS: Final = (21, 18)  # village or forest farm, then compartment (4) and sub-compartment (5)
MU_E4_OF_M2: Final = 15  # 1 m² = 0.0015 亩
WHOLE: Final = {
    # field of a sheet -> column of the base data, whole numbers
    "age_years": "pingjun_nl",
    "density_ha": "mei_gq_zs",
    "elevation_m": "hai_ba",
    "slope_deg": "po_du",
}


@dataclass(frozen=True)
class SubCompartment:
    """One sub-compartment.

    Attributes:
        code: its key; name: as people call it.
        town, village: names of the divisions, or what the source said.
        area_mu_e4: as the source said, else that of the shape; None without either.
        species: main species and composition, as the source said.
        lon, lat: middle of its box, 1e-7 degrees; None without a shape.
        attrs: what else the source said.
    """

    code: str
    name: str
    county: str
    town: str
    village: str
    lin_ban: str
    xiao_ban: str
    xi_ban: str
    area_mu_e4: int | None
    species: str
    lon: int | None = None
    lat: int | None = None
    attrs: Mapping[str, Any] = field(default_factory=dict)


class Names:
    """Names of divisions by code, each asked for once."""

    def __init__(self, queries: Queries) -> None:
        self._queries = queries
        self._known: dict[str, str] = {}

    def of(self, code: str) -> str:
        """The name of a division; the words themselves where they are no known code."""
        if code not in self._known:
            found = division_name(self._queries, code) if code.isdigit() else ""
            self._known[code] = found or code
        return self._known[code]


def every(queries: Queries, prefix: str = "") -> Iterator[SubCompartment]:
    """The sub-compartments in use whose key begins with ``prefix``, by key."""
    boxes = {row[0]: row[1:] for row in queries.boxes(COMPARTMENT)}
    names, after = Names(queries), prefix[:-1] if prefix else ""
    while rows := queries.feature_page(COMPARTMENT, after, PAGE):
        for row in rows:
            if row.code.startswith(prefix):
                yield made_of(row, names, boxes.get(row.code))
            elif row.code > prefix:
                return
        after = rows[-1].code


def by_key(queries: Queries, code: str) -> SubCompartment | None:
    """The sub-compartment with this key, also one that a newer version does not have."""
    rows = queries.feature_rows(COMPARTMENT, [code.strip()]) if code.strip() else []
    return made_of(rows[0], Names(queries), None) if rows else None


def made_of(row: Feature, names: Names, box: Sequence[int] | None) -> SubCompartment:
    """A row of the base data; numbers missing in it are read from a key of the usual length."""
    said = {key: str(value).strip() for key, value in row.attrs.items() if value is not None}
    tail = row.code[-9:] if len(row.code) in KEYS else ""
    area = row.attrs.get("area_mu_e4")
    if area is None and row.area_m2:
        area = row.area_m2 * MU_E4_OF_M2
    species = " ".join(p for p in (said.get("you_shi_sz", ""), said.get("zhuzhong_zc", "")) if p)
    lon, lat = ((box[0] + box[2]) // 2, (box[1] + box[3]) // 2) if box else (None, None)
    return SubCompartment(
        row.code, row.name, names.of(said.get("xian", "")), names.of(said.get("xiang", "")),
        names.of(said.get("cun", "")), said.get("lin_ban") or tail[:4],
        said.get("xiao_ban") or tail[4:], said.get("xi_ban", ""), area, species, lon, lat,
        row.attrs,
    )  # fmt: skip


def plain_no(text: str) -> str:
    """A number without its leading zeros: files and people write 0012 and 12."""
    return text.strip().lstrip("0") or text.strip()


def same_numbers(one: SubCompartment, lin_ban: str, xiao_ban: str, xi_ban: str = "") -> bool:
    """Whether the three numbers are those of ``one``, zeros in front left out."""
    mine = (one.lin_ban, one.xiao_ban, one.xi_ban)
    return [plain_no(t) for t in mine] == [plain_no(t) for t in (lin_ban, xiao_ban, xi_ban)]


def sheet_values(one: SubCompartment) -> dict[str, Any]:
    """What a survey sheet takes over; what the base data do not say stays empty.

    The pine area is not among it: the base data hold the area of the whole sub-compartment.
    """
    said = {key: str(value).strip() for key, value in one.attrs.items() if value is not None}
    values: dict[str, Any] = {
        "compartment_key": one.code,
        "county": one.county,
        "town": one.town,
        "village": one.village,
        "manage_unit": said.get("lin_chang") or said.get("lin_ye_ju", ""),
        "lin_ban": one.lin_ban,
        "xiao_ban": one.xiao_ban,
        "xi_ban": one.xi_ban,
        "area_mu_e4": one.area_mu_e4,
        "species": said.get("you_shi_sz", ""),
        "composition": said.get("zhuzhong_zc", ""),
        "aspect": said.get("po_xiang", ""),
    }
    term = vocabulary("stand_origin").find(said.get("qi_yuan", ""))
    values["origin"] = term.code if term else ""
    for name, column in WHOLE.items():
        values[name] = scaled(said.get(column, ""), 0)
    values["dbh_cm_e1"] = scaled(said.get("pingjun_xj", ""), 1)
    known = Survey.model_fields
    return {key: value for key, value in values.items() if key in known and value not in ("", None)}


def scaled(text: str, places: int) -> int | None:
    """A number of a file in steps of 10^-places, half up; None where it is none or below zero."""
    from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    if not value.is_finite() or value < 0 or value >= 10**9:
        return None
    return int(value.scaleb(places).quantize(Decimal(1), ROUND_HALF_UP))
