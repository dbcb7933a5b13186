"""Drill 29, in tables and tracks: no cell computes, and every text comes back equal."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

from patrol_app.bootstrap import App
from patrol_app.geo.readers.gpx import read_gpx
from patrol_app.services.base.formula_text import SIGNS, marked, unmarked
from patrol_app.services.base_reading import Answers
from tests.support.folders import station_copy

# What spreadsheets compute, rare characters of names (GB18030 in four bytes), right to left.
TEXTS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1,1)", "=cmd|' /C calc'!A0", "'=1+1", "''@x", "'示例", "O'Neil",
    '=HYPERLINK("http://example.invalid/")', "𠮷野", "㐂示例", "王㛃", "\u202e示例", "a\u0301示例",
    "<b>&amp;", "%s{x}", "😀", "-12",
)  # fmt: skip


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """A station."""
    made = station_copy(tmp_path / "station")
    yield made
    made.close()


@pytest.mark.parametrize("text", [*TEXTS, "", "'", "=", "''", "'-'"])
def test_a_marked_text_is_inert_and_comes_back(text: str) -> None:
    """No marked text begins as a formula; reading gives what was written."""
    assert not marked(text).startswith(SIGNS)
    assert unmarked(marked(text)) == text


@pytest.mark.ci
def test_people_out_as_a_table_and_back(app: App, tmp_path: Path) -> None:
    """CSV and xlsx: written, looked at as a spreadsheet would, read again: nobody has changed."""
    for name in TEXTS:
        app.records.new("person", {"name": name}, app.session.actor)
    for suffix in ("csv", "xlsx"):
        target = tmp_path / f"people.{suffix}"
        app.base_export.write(app.session.actor, "person", target)
        if suffix == "csv":
            cells = [c for row in csv.reader(lines(target)) for c in row]
            assert not [cell for cell in cells if cell.startswith(SIGNS)]
        look = app.base_import.look(target)
        plan = app.base_import.plan(look, Answers("person"), app.session.actor)
        assert plan.fault_count == 0, plan.faults
        # nobody is new: every name is the one that is held
        assert (plan.new, plan.changed, plan.same) == (0, 0, plan.count), suffix


def lines(path: Path) -> list[str]:
    """Lines of a CSV file; no cell here holds a line end."""
    return path.read_text("utf-8-sig").splitlines()


def test_names_of_tracks_are_texts() -> None:
    """A name in a GPX file comes through as it stands."""
    for text in TEXTS:
        name = quoteattr(text)[1:-1].replace("'", "&apos;")
        data = (
            "<gpx version='1.1' xmlns='http://www.topografix.com/GPX/1/1'><trk>"
            f"<name>{name}</name><trkseg><trkpt lat='38.8' lon='111.9'/>"
            "<trkpt lat='38.9' lon='111.9'/></trkseg></trk></gpx>"
        )
        read = read_gpx(data.encode("utf-8"), "wgs84")
        assert [track.name for track in read.tracks] == [text.strip()]
