"""Papers of one pest record: minutes of a consultation, the line of one tree or place."""

from __future__ import annotations

import io
from pathlib import Path

from patrol_app.domain.indicators import DASH
from patrol_app.reports.making import PDF, PaperMaker, need_ending
from patrol_app.services.report_types import Cell, Paper


class PestSingles(PaperMaker):
    """What ``ReportService`` makes of one forecast or sighting."""

    def pest_minutes(self, number: str, out: Path) -> Paper:
        """会商纪要 (T5) of the meeting that a forecast belongs to, as PDF.

        Raises:
            UserError: ``pest.forecast``, ``pest.met_on``, ``report.ending``.
        """
        self._need()
        need_ending(out, PDF)
        from patrol_app.reports import pest_minutes

        made = pest_minutes.build(self._store.queries, self._clock, number)
        whole = io.BytesIO()
        pages = pest_minutes.render(made, whole)
        self._keep(out, whole)
        cells = [Cell(number, name, words, made.numbers) for name, words in made.head]
        for columns, rows in (
            (pest_minutes.YEAR_COLUMNS, made.so_far), (pest_minutes.AHEAD_COLUMNS, made.ahead),
        ):  # fmt: skip
            cells += [
                Cell(row[0], column, words, made.numbers)
                for row in rows
                for column, words in zip(columns, row, strict=True)
            ]
        return Paper(out.resolve(), pest_minutes.TITLE, pages, tuple(cells), made.notes)

    def pest_thread(self, number: str, out: Path) -> Paper:
        """The line of one tree or place, by the number of a sighting of it, as PDF.

        Raises:
            UserError: ``pest.sighting``, ``report.ending``.
        """
        self._need()
        need_ending(out, PDF)
        from patrol_app.reports import pest_line

        made = pest_line.build(self._store.queries, self._clock, number)
        whole = io.BytesIO()
        pages = pest_line.render(made, whole)
        self._keep(out, whole)
        cells = [Cell(number, name, words, made.numbers) for name, words in made.head]
        cells += [
            Cell(row[0], column, words, () if row[3] == DASH else (row[3],))
            for row in made.rows
            for column, words in zip(pest_line.COLUMNS[1:], row[1:], strict=True)
        ]
        return Paper(out.resolve(), pest_line.TITLE, pages, tuple(cells), made.notes)
