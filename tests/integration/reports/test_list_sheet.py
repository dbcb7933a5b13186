"""Lists go out as CSV, xlsx and PDF: whole, in order, harmless to spreadsheets."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections.abc import Sequence

import pytest

from patrol_app.errors import UserError
from patrol_app.reports import list_sheet
from patrol_app.services.report_types import Sheet, SheetColumn

COLUMNS = (SheetColumn("编号", 208), SheetColumn("描述", 0), SheetColumn("面积（亩）", 80, True))


def sheet(rows: Sequence[Sequence[str]]) -> Sheet:
    """A list of three columns."""
    return Sheet("发现", COLUMNS, rows, "本月", "2026年8月3日", "林巡", "共 2 条")


def test_csv_has_a_mark_and_no_formula() -> None:
    out = io.BytesIO()
    rows = [("F1", "=1+1", "-2.50"), ("F2", '引号"，\n换行', "1\u2009482")]
    assert list_sheet.write_csv(sheet(rows), out) == 2
    assert out.getvalue().startswith(b"\xef\xbb\xbf")
    text = out.getvalue().decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline="")))[1:] == [
        ["F1", "'=1+1", "-2.50"],  # a figure keeps its sign
        ["F2", '引号"，\n换行', "1\u2009482"],
    ]


def test_xlsx_holds_numbers_as_numbers_and_texts_as_texts() -> None:
    import openpyxl

    out = io.BytesIO()
    rows = [("007", "=1+1", "12.5"), ("F2", "https://example.invalid", "—")]
    assert list_sheet.write_xlsx(sheet(rows), out) == 2
    page = openpyxl.load_workbook(io.BytesIO(out.getvalue())).active
    values = list(page.iter_rows(values_only=True))
    assert values[1:] == [("007", "=1+1", 12.5), ("F2", "https://example.invalid", "—")]
    assert page["B2"].data_type == "s" and page["B3"].hyperlink is None


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
@pytest.mark.parametrize("count", [0, 1, 120])
def test_pdf_holds_every_row_under_its_head(count: int) -> None:
    out = io.BytesIO()
    rows = [(f"F{n:03d}", "路边堆放枯草，" * (n % 7), f"{n}.5") for n in range(count)]
    found, pages = list_sheet.write_pdf(sheet(rows), out)
    assert found == count
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=out.getvalue(), capture_output=True, check=True
    )
    texts = done.stdout.decode("utf-8").split("\f")[:-1]
    assert len(texts) == pages
    # how wide a gap must be to be a blank depends on what stands beside it
    plain = [text.replace(" ", "") for text in texts]
    assert all("编号" in text and "共2条" in text for text in plain)
    whole = "\n".join(texts)
    assert all(whole.count(f"F{n:03d}") == 1 for n in range(count))


def test_a_list_too_long_for_paper_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_sheet, "PDF_ROWS", 3)
    with pytest.raises(UserError) as fault:
        list_sheet.write_pdf(sheet([("a", "b", "1")] * 4), io.BytesIO())
    assert fault.value.code == "list.long"
    monkeypatch.setattr(list_sheet, "XLSX_ROWS", 3)
    with pytest.raises(UserError):
        list_sheet.write_xlsx(sheet([("a", "b", "1")] * 4), io.BytesIO())
