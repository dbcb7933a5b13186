"""Table models: columns as objects, rows in pages, one delegate."""

from patrol_app.gui.models.columns import Cell, Column, chip, danger, grade, toned, two
from patrol_app.gui.models.paged import CELL, ROW, PagedTableModel, PageRequest

__all__ = [
    "CELL",
    "ROW",
    "Cell",
    "Column",
    "PageRequest",
    "PagedTableModel",
    "chip",
    "danger",
    "grade",
    "toned",
    "two",
]
