"""The report engine as window and command line use it: build the model, render, write whole."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from patrol_app.geo.display import DisplayList, LocalPlane, Point, Polyline, Shape
from patrol_app.geo.track import Track
from patrol_app.geo.track_codec import decode
from patrol_app.reports import daily_model, monthly_model
from patrol_app.reports.crew_papers import CrewPapers
from patrol_app.reports.making import PDF, TABLE, need_ending, need_folder
from patrol_app.reports.pest_single import PestSingles
from patrol_app.reports.type_papers import TypePapers
from patrol_app.services.report_types import (
    Cell,
    IsCancelled,
    MapSheet,
    OnProgress,
    Paper,
    Sheet,
)

CLOSED_M = 150  # a walk that ends this near to its start is a loop: one pin, one label


class ReportService(CrewPapers, TypePapers, PestSingles):
    """Papers from an open store; implements ``services.report_types.ReportPort``."""

    def daily_log(self, number: str, out: Path) -> Paper:
        """The daily log of one patrol as PDF.

        Raises:
            UserError: no such patrol, or ``out`` does not end in .pdf.
        """
        self._need()
        need_ending(out, PDF)
        from patrol_app.reports import daily_pdf

        log = daily_model.build(self._store.queries, self._clock, number)
        shown = self.sketch(log)
        whole = io.BytesIO()
        pages = daily_pdf.render(log, shown, self._photo, whole)
        self._keep(out, whole)
        cells = tuple(Cell(log.number, label, value, log.numbers[:1]) for label, value in log.head)
        return Paper(out.resolve(), "护林员巡护日志", pages, cells)

    def daily_logs(
        self,
        numbers: Sequence[str],
        out: Path,
        on_progress: OnProgress | None = None,
        cancelled: IsCancelled | None = None,
    ) -> Paper:
        """The logs of several patrols: one PDF, or a new folder with one for each.

        Raises:
            UserError: no such patrol, none at all, too many, ``file.exists`` (the folder),
                ``work.cancelled``: nothing was written.
        """
        self._need()
        from patrol_app.reports import daily_batch

        def build(number: str) -> daily_batch.Log:
            """The log of one patrol with its sketch."""
            log = daily_model.build(self._store.queries, self._clock, number)
            return log, self.sketch(log)

        batch = daily_batch.Batch(tuple(numbers), build, self._photo, on_progress, cancelled)
        if out.suffix.lower() == ".pdf":
            whole = io.BytesIO()
            pages = batch.one(whole)
            self._keep(out, whole)
        else:
            need_folder(out)
            counts: list[int] = []
            self._files.write_folder(out, lambda part: counts.append(batch.each(part, self._files)))
            pages = counts[0]
        return Paper(out.resolve(), "护林员巡护日志", pages)

    def map_sheet(self, sheet: MapSheet, out: Path) -> Paper:
        """A map as PDF, one page.

        Raises:
            UserError: ``out`` does not end in .pdf, or its folder is not there.
        """
        need_ending(out, PDF)
        from patrol_app.reports import map_pdf

        whole = io.BytesIO()
        map_pdf.render(sheet, whole)
        self._keep(out, whole)
        return Paper(out.resolve(), sheet.title, 1)

    def monthly(self, unit: str | None, month: str, out: Path) -> Paper:
        """The monthly table as PDF or xlsx, by the ending of ``out``.

        Raises:
            UserError: no such month or unit, or another ending.
        """
        self._need()
        ending = need_ending(out, TABLE)
        table = monthly_model.build(self._store.queries, self._clock, unit, month)
        pages = 0
        whole = io.BytesIO()
        if ending == ".pdf":
            from patrol_app.reports import monthly_pdf

            pages = monthly_pdf.render(table, whole)
        else:
            from patrol_app.reports import monthly_xlsx

            monthly_xlsx.render(table, whole)
        self._keep(out, whole)
        return Paper(out.resolve(), table.title, pages, _cells(table), table.notes)

    def sheet(self, sheet: Sheet, out: Path) -> Paper:
        """A list as it is shown, as CSV, xlsx or PDF by the ending of ``out``.

        Raises:
            UserError: ``report.ending``, ``report.folder``, ``list.long``.
            EnvironmentFault: the file cannot be written.
        """
        from patrol_app.reports import list_sheet

        ending = need_ending(out, (".csv", ".xlsx", ".pdf"))
        whole = io.BytesIO()
        pages = 0
        if ending == ".pdf":
            rows, pages = list_sheet.write_pdf(sheet, whole)
        elif ending == ".csv":
            rows = list_sheet.write_csv(sheet, whole)
        else:
            rows = list_sheet.write_xlsx(sheet, whole)
        self._keep(out, whole)
        return Paper(out.resolve(), sheet.title, pages, facts={"rows": str(rows)})

    def conflicts(self, unit: str | None, first: str, last: str, out: Path) -> Paper:
        """The list of conflicts, open and settled in a span of days; see ``ReportPort``.

        Raises:
            UserError: ``field.date``, ``report.ending``, ``report.folder``.
        """
        self._need()
        from patrol_app.reports import conflicts_model

        made = conflicts_model.build(self._store.queries, self._clock, unit, first, last)
        return self.sheet(made, out)

    def chief_tours(self, unit: str | None, month: str, out: Path, number: str = "") -> Paper:
        """林长巡林记录表 (9.3) as PDF or xlsx, of a month or of the tour called ``number``.

        Raises:
            UserError: no such unit, month or tour, or another ending.
        """
        self._need()
        ending = need_ending(out, TABLE)
        from patrol_app.reports import linzhang_model

        tours = linzhang_model.build(self._store.queries, self._clock, unit, month, number)
        pages = 0
        whole = io.BytesIO()
        if ending == ".pdf":
            from patrol_app.reports import linzhang_pdf

            pages = linzhang_pdf.render(tours, whole)
        else:
            from patrol_app.reports import linzhang_xlsx

            linzhang_xlsx.render(tours, whole)
        self._keep(out, whole)
        cells = tuple(
            Cell(tour.number, column, words, tour.numbers)
            for tour in tours.rows
            for column, words in zip(linzhang_model.COLUMNS, tour.cells, strict=True)
        )
        return Paper(out.resolve(), linzhang_model.TITLE, pages, cells, tours.notes)

    def pest_paper(self, paper: str, unit: str | None, first: str, last: str, out: Path) -> Paper:
        """A pest paper of a unit and a span of days; see ``ReportPort``.

        Raises:
            UserError: ``report.paper``, ``report.unit``, ``field.date``, ``report.ending``.
        """
        self._need()
        need_ending(out, TABLE)
        from patrol_app.reports import pest_papers

        ledger = pest_papers.build(self._store.queries, self._clock, paper, unit, first, last)
        return self._ledger(ledger, out)

    def sketch(self, log: daily_model.DailyLog) -> DisplayList:
        """The log's tracks and findings as one display list (empty without any)."""
        tracks = []
        for sha256 in log.tracks:
            if self._store.blobs.has(sha256):
                tracks.append(decode(self._store.blobs.get(sha256)))
        return sketch_of(tracks, log)


def _cells(table: monthly_model.Monthly) -> tuple[Cell, ...]:
    """Every figure with the record numbers behind it."""
    out = []
    for row in (*table.rows, table.total):
        for key, group, heading in monthly_model.COLUMNS:
            figure = row.figures[key]
            words = heading.replace("\n", "")
            column = f"{group}/{words}" if group else words
            out.append(Cell(row.name, column, figure.text, figure.numbers, figure.rule_version))
    return tuple(out)


def sketch_of(tracks: list[Track], log: daily_model.DailyLog) -> DisplayList:
    """Tracks with start and end, findings as pins, on one plane."""
    tracks = [track for track in tracks if len(track)]
    pins = [row.position for row in log.findings if row.position]
    lons = [np.asarray(t.lon, np.int64) for t in tracks] + [np.array([p.lon]) for p in pins]
    lats = [np.asarray(t.lat, np.int64) for t in tracks] + [np.array([p.lat]) for p in pins]
    if not lons:
        return DisplayList(LocalPlane(0, 0))
    plane = LocalPlane.around(np.concatenate(lats), np.concatenate(lons))
    shapes: list[Shape] = []
    for track in tracks:
        metres = plane.metres(np.asarray(track.lat, np.int64), np.asarray(track.lon, np.int64))
        starts = [int(start) for start in track.starts]
        for first, last in zip(starts, [*starts[1:], len(metres)], strict=True):
            shapes.append(Polyline(metres[first:last], "track"))
            if first:
                shapes.append(Polyline(metres[first - 1 : first + 1], "gap"))
        closed = bool(np.hypot(*(metres[0] - metres[-1])) < CLOSED_M)
        first_name = "起终点" if closed else "起点"
        shapes.append(Point(float(metres[0][0]), float(metres[0][1]), "start", name=first_name))
        if not closed:
            shapes.append(Point(float(metres[-1][0]), float(metres[-1][1]), "end", name="终点"))
    for row in log.findings:
        if row.position:
            x, y = plane.metres(np.array([row.position.lat]), np.array([row.position.lon]))[0]
            shapes.append(Point(float(x), float(y), "finding", name=row.link[-3:]))
    return DisplayList(plane, shapes)
