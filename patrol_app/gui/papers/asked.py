"""Which paper is meant: the argument of ``navigate("papers", ...)``."""

from __future__ import annotations

from dataclasses import dataclass

DAILY, MONTHLY, CHIEFS = "daily-log", "patrol-monthly", "chief-tours"
TABLES = (MONTHLY, CHIEFS)  # of a unit and a month, also as workbooks


@dataclass(frozen=True)
class PaperOf:
    """One paper.

    Attributes:
        paper: ``daily-log``, ``patrol-monthly`` or ``chief-tours``.
        patrol: number of the patrol (daily log), or of one tour instead of a month's.
        unit: unit code (tables); empty for the own one and all below.
        month: ``YYYY-MM`` (tables); empty for the newest one with records.
    """

    paper: str
    patrol: str = ""
    unit: str = ""
    month: str = ""

    def file_name(self) -> str:
        """A name that sorts and says what it is, without an ending."""
        if self.patrol:
            return f"{self.paper}-{self.patrol}"
        return "-".join(part for part in (self.paper, self.unit, self.month) if part)

    @property
    def is_ready(self) -> bool:
        """Whether everything needed is chosen."""
        return bool(self.patrol if self.paper == DAILY else self.month or self.patrol)
