"""Naughty strings through every text a person types: kept, or refused by name; then on paper."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from tests.e2e.program import Program, station

pytestmark = pytest.mark.corpus

MONTH = "2026-10"
# what a spreadsheet would compute, were it not kept as text
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1,1)", "=cmd|' /C calc'!A0", "\t=1+1",
            '=HYPERLINK("http://example.invalid/")', "http://example.invalid/")  # fmt: skip
FINDING = {
    "category": "P07",
    "found_at": "2026-10-09T09:37+08:00",
    "position": {"lon": "111.97", "lat": "38.86", "datum": "wgs84", "source": "hand"},
    "description": "禁牧区内有羊",
    "action": ["劝阻"],
}
TYPED = {
    "person": ("name", "duty", "phone", "team"),
    "party": ("name", "village"),
    "finding": ("description", "place", "reported_to"),
    "patrol": ("route", "remark", "tools", "people_purpose"),
    "drill": ("name", "place", "scenario", "participants"),
}


@pytest.fixture(scope="module")
def strings(corpus: Path) -> list[str]:
    """Every string of the list that is not blank, and what spreadsheets compute."""
    found = json.loads((corpus / "strings" / "blns.json").read_text("utf-8"))
    return [text for text in found if text.strip()] + list(FORMULAS)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A station."""
    return station(tmp_path_factory.mktemp("strings"))


@pytest.mark.parametrize("kind", TYPED)
def test_every_text_comes_back_as_typed(place: Program, strings: list[str], kind: str) -> None:
    """One record a string, in each text field of the type; the list gives the same texts."""
    fields = TYPED[kind]
    rows = [dict.fromkeys(fields, text) for text in strings]
    added = place.run("add", kind, "--from", place.write(rows)).good().items
    assert len(added) == len(strings)
    listed = {row["number"]: row for row in place.run("list", kind, "--drafts").good().items}
    differing = [
        (text, name)
        for text, row in zip(strings, added, strict=True)
        for name in fields
        if listed[row["number"]].get(name) != text
    ]
    assert not differing


def test_what_no_store_can_carry_is_refused_by_name(place: Program) -> None:
    """NUL, half a character, endless texts, a name of blanks: a reason, and no record."""
    for text in ("a\x00b", "a\ud800b", "x" * 40_000):
        rows = [{"nothing_found": True, "remark": "示例"}, {"route": text}]
        assert place.run("add", "patrol", "--from", place.write(rows)).refused()["code"]
    error = place.run("add", "person", "--from", place.write({"name": "\u3000 "})).refused()
    assert [row["field"] for row in error["details"]] == ["name"]
    listed = place.run("list", "patrol", "--drafts", "--where", "nothing_found=true").good()
    assert not listed.items


@pytest.mark.ci
def test_strings_on_the_daily_log(place: Program, strings: list[str], tmp_path: Path) -> None:
    """A patrol with every string as a finding prints; its text can be taken out again."""
    name = "=HYPERLINK(1)示例护林员<b>&amp;"
    ranger = place.add("person", name=name)["number"]
    number = place.add(
        "patrol", ranger=ranger, start_at="2026-10-09T09:00+08:00", end_at="2026-10-09T11:00+08:00",
        route=" ".join(strings)[:20_000], remark="\u202e示例" + strings[90],
    )["number"]  # fmt: skip
    rows = [
        {"patrol": number, "category": "P07", "description": text, "place": text}
        for text in strings
    ]
    place.run("add", "finding", "--from", place.write(rows)).good()
    paper = tmp_path / "log.pdf"
    place.run("report", "daily-log", "--patrol", number, "--out", paper).good()
    text = pdf_text(paper)
    assert "示例护林员" in text
    assert "DROP TABLE" in text
    assert place.run("check").good().document["ok"] is True


@pytest.mark.parametrize("name", FORMULAS[4:7:2])
def test_names_on_the_monthly_sheet(tmp_path: Path, name: str) -> None:
    """A unit called like a formula: no cell computes, no link works, the name is there."""
    made = station(tmp_path / "station", name=name)
    made.add("finding", "--submit", **FINDING)
    sheet, paper = tmp_path / "month.xlsx", tmp_path / "month.pdf"
    for out in (sheet, paper):
        answer = made.run("report", "patrol-monthly", "--month", MONTH, "--out", out).good()
        assert answer.document["files"] == [str(out)]
    cells = [cell for row in openpyxl.load_workbook(sheet).active.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert compact(name) in {compact(str(cell.value)) for cell in cells}
    assert compact(name) in compact(pdf_text(paper))


def compact(text: str) -> str:
    """A text without blanks (names lose them in a column) and without XML's escapes."""
    return "".join(unescape(text).split())


def pdf_text(path: Path) -> str:
    """What ``pdftotext`` finds."""
    command: list[Any] = ["pdftotext", "-enc", "UTF-8", str(path), "-"]
    done = subprocess.run(command, capture_output=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr[:500]
    return done.stdout.decode("utf-8")
