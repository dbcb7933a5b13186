"""Lists of a forest inspection as a county gets them: a shapefile and a table, from a seed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import shapely
import xlsxwriter

from tests.support.basefiles import cells

TOWNSHIPS = ("示例乡", "示例镇")
ORIGIN = (38_430_000.0, 4_290_000.0)


def numbers(count: int) -> list[str]:
    """Patch numbers with leading zeros."""
    return [f"{n + 1:04d}" for n in range(count)]


def shapefile(folder: Path, count: int = 6, *, moved: int = -1) -> Path:
    """``图斑.shp`` in CGCS2000 3-degree zone 38; the patch ``moved`` lies 30 m further east."""
    import pyogrio

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "森林督查2026年第一期.shp"
    rings = cells(count) + np.asarray(ORIGIN)
    if moved >= 0:
        rings[moved] += (30.0, 0.0)
    shapes = shapely.polygons(rings)
    columns: dict[str, Any] = {
        "TBBH": np.array(numbers(count), dtype=object),
        "MIAN_JI": np.round(shapely.area(shapes) / 10_000, 4),
    }
    pyogrio.raw.write(
        path, shapely.to_wkb(shapes), list(columns.values()), list(columns),
        geometry_type="Polygon", crs="EPSG:4526", driver="ESRI Shapefile", encoding="GBK",
    )  # fmt: skip
    return path


def table(folder: Path, count: int = 6, *, reasons: tuple[str, ...] = ("占用林地",)) -> Path:
    """``判读表.xlsx``: numbers without their zeros, as Excel leaves them, and blank answers."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "判读表.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        heads = "图斑号 县 乡镇 村 前地类 现地类 变化原因 影像时间 是否属实 备注".split()
        sheet.write_row(0, 0, heads)
        for n in range(count):
            reason = reasons[n % len(reasons)]
            row = (n + 1, "示例县", TOWNSHIPS[n % 2], f"示例村{n}", "乔木林地", "建设用地", reason)
            sheet.write_row(n + 1, 0, (*row, "2026-03-15", "", f"第{n + 1}个"))
    return path
