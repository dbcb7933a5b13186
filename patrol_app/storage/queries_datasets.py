"""Reading the tables of datasets."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from patrol_app.services.dataset_types import DatasetInfo, Division, Feature, WordRow
from patrol_app.storage.reading import Reading
from patrol_app.storage.sqltext import marks, sliced

_INFO: Final = "kind, version, {rec}, code, sha256, name, issuer, valid_from, count"
_FEATURE: Final = "kind, code, name, area_m2, wkb, attrs, retired"
_DIVISION: Final = (
    "code, name, level, parent_code, old_codes, valid_from, valid_to, retired FROM division"
)


class DatasetQueries(Reading):
    """Datasets known and loaded, areas, divisions, words, working days."""

    def datasets(self, kind: str = "") -> list[DatasetInfo]:
        """Every published version that the journal knows, the highest of each kind first."""
        where = "AND kind = ?" if kind else ""
        with self._connect() as connection:
            rows = connection.exec_driver_sql(
                f"SELECT {_INFO.format(rec='id')} FROM dataset WHERE NOT deleted "
                "AND code IS NOT NULL AND version IS NOT NULL AND sha256 IS NOT NULL "
                f"{where} ORDER BY kind, version DESC, code",
                (kind,) if kind else (),
            ).all()
        return [_info(row) for row in rows]

    def datasets_loaded(self) -> dict[str, DatasetInfo]:
        """The version of each kind that the tables hold."""
        with self._connect() as connection:
            rows = connection.exec_driver_sql(
                f"SELECT {_INFO.format(rec='rec')} FROM dataset_loaded"
            ).all()
        return {row[0]: _info(row) for row in rows}

    def boxes(self, kind: str) -> list[tuple[str, int, int, int, int]]:
        """(code, lon_min, lat_min, lon_max, lat_max) of each area in use, 1e-7 degrees."""
        with self._connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT code, lon_min, lat_min, lon_max, lat_max FROM feature "
                "WHERE kind = ? AND NOT retired AND lon_min IS NOT NULL ORDER BY code",
                (kind,),
            )
            return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]

    def feature_rows(self, kind: str, codes: Iterable[str]) -> list[Feature]:
        """The areas with these codes, retired ones too, by code."""
        found: list[Feature] = []
        with self._connect() as connection:
            for part in sliced(dict.fromkeys(codes)):
                rows = connection.exec_driver_sql(
                    f"SELECT {_FEATURE} FROM feature WHERE kind = ? "
                    f"AND code IN ({marks(part)}) ORDER BY code",
                    (kind, *part),
                )
                found += map(_feature, rows)
        return found

    def feature_page(self, kind: str, after: str = "", limit: int = 500) -> list[Feature]:
        """Areas in use by code, those after ``after``."""
        with self._connect() as connection:
            rows = connection.exec_driver_sql(
                f"SELECT {_FEATURE} FROM feature WHERE kind = ? AND NOT retired AND code > ? "
                "ORDER BY code LIMIT ?",
                (kind, after, limit),
            ).all()
        return [_feature(row) for row in rows]

    def divisions(self, parent: str | None = None) -> list[Division]:
        """Divisions by code, retired ones too; with ``parent`` those below it alone."""
        where, values = ("", ()) if parent is None else ("WHERE parent_code = ?", (parent,))
        with self._connect() as connection:
            rows = connection.exec_driver_sql(
                f"SELECT {_DIVISION} {where} ORDER BY code", values
            ).all()
        return [_division(row) for row in rows]

    def division(self, code: str) -> Division | None:
        """The division with this code; with an old code the one that has it now."""
        with self._connect() as connection:
            row = connection.exec_driver_sql(f"SELECT {_DIVISION} WHERE code = ?", (code,)).first()
            if row is None or row[7]:
                newer = connection.exec_driver_sql(
                    f"SELECT {_DIVISION} WHERE NOT retired AND instr(old_codes, ?) ORDER BY code",
                    (json.dumps(code),),
                ).first()
                row = newer or row
        return None if row is None else _division(row)

    def words(self) -> list[WordRow]:
        """Words that datasets brought, in the order people expect."""
        with self._connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT vocabulary, code, zh, en, position, retired FROM word "
                "ORDER BY vocabulary, position, code"
            ).all()
        return [WordRow(row[0], row[1], row[2], row[3], row[4], bool(row[5])) for row in rows]

    def repeat_rows(self, tags: Iterable[str]) -> list[tuple[str, str, str]]:
        """(record id, tag, day) of the violations that the city counts under these tags."""
        found: list[tuple[str, str, str]] = []
        with self._connect() as connection:
            for part in sliced(sorted(tags)):
                rows = connection.exec_driver_sql(
                    f"SELECT rec, tag, day FROM repeat_row WHERE tag IN ({marks(part)}) "
                    "AND NOT retired ORDER BY day, rec, tag",
                    tuple(part),
                )
                found += [(row[0], row[1], row[2]) for row in rows]
        return found

    def calendar_days(self, first: str = "", last: str = "9999") -> list[tuple[str, bool, str]]:
        """(day, working, name) of the days that the calendar names, both ends included."""
        with self._connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT day, working, name FROM calendar_day "
                "WHERE NOT retired AND day >= ? AND day <= ? ORDER BY day",
                (first, last),
            ).all()
        return [(row[0], bool(row[1]), row[2]) for row in rows]


def _info(row: Any) -> DatasetInfo:
    kind, version, rec, code, sha256, name, issuer, valid_from, count = row
    return DatasetInfo(kind, version, rec, code, sha256, name, issuer, valid_from or "", count or 0)


def _feature(row: Any) -> Feature:
    kind, code, name, area_m2, wkb, attrs, retired = row
    return Feature(kind, code, name, area_m2, wkb, json.loads(attrs), bool(retired))


def _division(row: Any) -> Division:
    code, name, level, parent, old, valid_from, valid_to, retired = row
    return Division(
        code, name, level, parent, tuple(json.loads(old)), valid_from, valid_to, bool(retired)
    )
