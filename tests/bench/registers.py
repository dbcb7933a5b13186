"""Registers as PDF and workbooks, each made in a process of its own: P13 and P17.

``python -m tests.bench.registers WAY ROWS OUT`` makes the rows, then imports what the way needs,
writes the file, and prints the CPU seconds of that and the most memory the process held (MB).
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.bench.generators import findings
from tests.bench.harness import Measure

SEED = 13
HEADS = ("编号", "发现时间", "类别", "网格", "小地名", "情况描述", "处理", "等级", "照片数", "纬度")
WIDTHS = (17, 13, 7, 7, 9, 32, 11, 7, 7, 10)
FIGURES = (8, 9)
INNER_PT = 757.0  # A4 landscape between margins of 15 mm


def made(rows: int) -> Iterator[tuple[str, ...]]:
    """Texts of ``rows`` rows: descriptions of 25 to 60 characters wrap."""
    for n, one in enumerate(findings(SEED, rows)):
        day, minute = divmod(one["found_at"].ms // 60_000, 1440)
        yield (
            f"F-DEMO01-1-25{day % 12 + 1:02d}{day % 28 + 1:02d}-{n:05d}",
            f"2025-{day % 12 + 1:02d}-{day % 28 + 1:02d} {minute // 60:02d}:{minute % 60:02d}",
            one["category"],
            f"{n % 60:03d}",
            one["place"],
            one["description"],
            "、".join(one["action"]),
            one["severity"],
            str(n % 4),
            f"{one['position'].lat / 1e7:.5f}",
        )


def ledger(rows: Sequence[tuple[str, ...]]) -> Any:
    """The rows as the program's own ledger."""
    from patrol_app.reports.table_model import Head, Ledger, Row

    heads = tuple(
        Head(title, width, place in FIGURES)
        for place, (title, width) in enumerate(zip(HEADS, WIDTHS, strict=True))
    )
    return Ledger(
        code="T-F", title="巡护发现台账", unit_name="示例站", unit_code="DEMO01",
        period="2025年1月1日 — 2025年12月31日", as_of="2025年12月31日 18时00分", heads=heads,
        rows=tuple(Row(row, (row[0],)) for row in rows), signers=("制表人", "审核人"),
    )  # fmt: skip


def sheet(rows: Sequence[tuple[str, ...]]) -> Any:
    """The rows as the list page hands them on."""
    from patrol_app.services.report_types import Sheet, SheetColumn

    columns = tuple(
        SheetColumn(title, width * 8, place in FIGURES)
        for place, (title, width) in enumerate(zip(HEADS, WIDTHS, strict=True))
    )
    return Sheet("巡护发现", columns, rows, source="林巡 Patrol", count_words=str(len(rows)))


def ledger_pdf(rows: Sequence[tuple[str, ...]], out: Path) -> None:
    """Ours: the paper, drawn twice for its page numbers."""
    from patrol_app.reports import table_pdf

    with out.open("wb") as stream:
        table_pdf.render(ledger(rows), stream)


def list_pdf(rows: Sequence[tuple[str, ...]], out: Path) -> None:
    """Ours: what the list page prints."""
    from patrol_app.reports import list_sheet

    with out.open("wb") as stream:
        list_sheet.write_pdf(sheet(rows), stream)


def table_pdf(rows: Sequence[tuple[str, ...]], out: Path) -> None:
    """The peer: one Table of CJK paragraphs in a document template, no page total, no signers."""
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.platypus import SimpleDocTemplate, Table, TableStyle

    from patrol_app.reports import paper

    paper.register_fonts()
    cells = [[paper.text(words, 8) for words in row] for row in (HEADS, *rows)]
    widths = [INNER_PT * width / sum(WIDTHS) for width in WIDTHS]
    table = Table(cells, colWidths=widths, repeatRows=1)
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.4, paper.LINE)]))
    SimpleDocTemplate(str(out), pagesize=landscape(A4)).build([table])


def canvas_pdf(rows: Sequence[tuple[str, ...]], out: Path) -> None:
    """The limit: each cell drawn as one line where it belongs, nothing measured or wrapped."""
    from reportlab.lib.pagesizes import A4, landscape

    from patrol_app.reports import paper

    with out.open("wb") as stream:
        canvas = paper.new_canvas(stream, landscape(A4), "register")
        for start in range(0, len(rows), 36):
            canvas.setFont(paper.REGULAR, 8)
            for line, row in enumerate(rows[start : start + 36]):
                x = 42.0
                for words, width in zip(row, WIDTHS, strict=True):
                    canvas.drawString(x, 540 - line * 14, words)
                    x += INNER_PT * width / sum(WIDTHS)
            canvas.showPage()
        canvas.save()


def ledger_xlsx(rows: Sequence[tuple[str, ...]], out: Path) -> None:
    """Ours: the paper's workbook."""
    from patrol_app.reports import table_xlsx

    with out.open("wb") as stream:
        table_xlsx.render(ledger(rows), stream)


def list_xlsx(rows: Sequence[tuple[str, ...]], out: Path) -> None:
    """Ours: what the list page writes."""
    from patrol_app.reports import list_sheet

    with out.open("wb") as stream:
        list_sheet.write_xlsx(sheet(rows), stream)


def openpyxl_xlsx(rows: Sequence[tuple[str, ...]], out: Path) -> None:
    """The peer: the same cells, write_only, unformatted."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    page = book.create_sheet()
    page.append(list(HEADS))
    for row in rows:
        page.append([*row[:8], int(row[8]), float(row[9])])
    book.save(out)


def plain_csv(rows: Sequence[tuple[str, ...]], out: Path) -> None:
    """The limit: the csv module."""
    import csv

    with out.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADS)
        writer.writerows(rows)


WAYS: dict[str, Callable[[Sequence[tuple[str, ...]], Path], None]] = {
    one.__name__: one
    for one in (ledger_pdf, list_pdf, table_pdf, canvas_pdf, ledger_xlsx, list_xlsx,
                openpyxl_xlsx, plain_csv)
}  # fmt: skip


def measure(way: str, rows: int, folder: Path, peaks: dict[str, float]) -> Measure:
    """CPU seconds of ``way`` in a process of its own; its peak in MB goes into ``peaks``."""

    def work() -> float:
        """Run it once."""
        out = folder / f"{way}.out"
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.registers", way, str(rows), str(out)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        cpu, peak = done.stdout.split()
        peaks[way] = max(peaks.get(way, 0.0), float(peak))
        out.unlink()
        return float(cpu)

    return work


def main(arguments: list[str]) -> int:
    """One way, once."""
    way, count, out = arguments
    rows = list(made(int(count)))
    began = time.process_time()
    WAYS[way](rows, Path(out))
    print(f"{time.process_time() - began:.4f} {_peak_mb():.1f}")
    return 0


def _peak_mb() -> float:
    """The most memory this process held; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0.0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
