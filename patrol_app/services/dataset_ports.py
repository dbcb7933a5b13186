"""What the use cases ask of the tables of datasets: part of the port ``Queries``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from patrol_app.services.dataset_types import DatasetInfo, Division, Feature, WordRow


class DatasetReading(Protocol):
    """Datasets known and loaded, areas, divisions, words, working days."""

    def datasets(self, kind: str = "") -> list[DatasetInfo]:
        """Every published version that the journal knows, the highest of each kind first."""

    def datasets_loaded(self) -> dict[str, DatasetInfo]:
        """The version of each kind that the tables hold."""

    def boxes(self, kind: str) -> list[tuple[str, int, int, int, int]]:
        """(code, lon_min, lat_min, lon_max, lat_max) of each area in use, 1e-7 degrees."""

    def feature_rows(self, kind: str, codes: Iterable[str]) -> list[Feature]:
        """The areas with these codes, retired ones too, by code."""

    def feature_page(self, kind: str, after: str = "", limit: int = 500) -> list[Feature]:
        """Areas in use by code, those after ``after``."""

    def divisions(self, parent: str | None = None) -> list[Division]:
        """Divisions by code, retired ones too; with ``parent`` those below it alone."""

    def division(self, code: str) -> Division | None:
        """The division with this code; with an old code the one that has it now."""

    def words(self) -> list[WordRow]:
        """Words that datasets brought, in the order people expect."""

    def repeat_rows(self, tags: Iterable[str]) -> list[tuple[str, str, str]]:
        """(record id, tag, day) of the violations that the city counts under these tags."""

    def calendar_days(self, first: str = "", last: str = "9999") -> list[tuple[str, bool, str]]:
        """(day, working, name) of the days that the calendar names, both ends included."""
