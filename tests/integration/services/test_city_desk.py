"""The desk of a city: thirty stations' lines exact, the day's report, resending, what waits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from patrol_app.services import city_desk, exchange_sheets, held_work
from patrol_app.services.exchange_types import Rehearsal
from tests.support.exchange import World
from tests.support.fleet import Post, fleet
from tests.support.folders import NOW

DAY = 86_400_000


@dataclass
class Desk:
    """A city with a few stations of a fleet, and what each has sent."""

    world: World
    posts: list[Post]
    stick: Path
    sent: dict[str, list[Path]] = field(default_factory=dict)

    @property
    def rows(self) -> dict[str, city_desk.DeskRow]:
        """The table by unit."""
        return {row.unit: row for row in self.read(NOW)}

    def read(self, now_ms: int) -> list[city_desk.DeskRow]:
        """The table at some time."""
        return city_desk.read_desk(self.world.city.app.store.queries, now_ms)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Five stations: all well; a gap; damaged; nothing; one line held."""
    folder = tmp_path_factory.mktemp("desk")
    world = World.new(folder)
    (folder / "work").mkdir()
    stick = folder / "stick"
    stick.mkdir()
    posts = fleet(world.city.app, 5, folder / "work")
    made = Desk(world, posts, stick)
    for post in posts[:3]:
        made.sent[post.unit] = [post.package(stick).path for _n in range(3)]
    made.sent[posts[1].unit][1].unlink()
    bad = made.sent[posts[2].unit][2]
    bad.write_bytes(bad.read_bytes()[:-1])
    yield made
    world.close()


def test_rehearsal_writes_nothing(desk: Desk) -> None:
    """The store's file has the same bytes before and after; the PDF says the counts."""
    app = desk.world.city.app
    (desk.stick / "说明.txt").write_text("x", encoding="utf-8")
    (desk.stick / ".Trash").mkdir()
    before = {path: path.read_bytes() for path in _store_files(app.paths.root)}
    seen = app.exchange.rehearse([desk.stick])
    assert {path: path.read_bytes() for path in _store_files(app.paths.root)} == before
    assert {one.code for one in seen.passed} == {"file.other", "folder.hidden"}
    assert seen.total("new") == 14
    assert [one.fate for one in seen.bundles].count("refused") == 1
    out = desk.stick.parent / "rehearsal.pdf"
    sheet = exchange_sheets.rehearsal_sheet(seen, {}, "示例")
    paper = app.reports.sheet(sheet, out)
    assert paper.pages == 1
    words = [" ".join(row) for row in sheet.rows]
    assert any("说明.txt" in line for line in words)
    assert any(desk.sent["DEMO0003"][2].name in line for line in words)
    assert "14" in sheet.filters


def _store_files(root: Path) -> list[Path]:
    return [p for p in sorted(root.rglob("*")) if p.is_file() and p.name.startswith("patrol.db")
            and not p.name.endswith("-shm")]  # fmt: skip


def test_table_is_exact(desk: Desk) -> None:
    """Gaps, silence, months and versions of every station after one stick."""
    app = desk.world.city.app
    app.exchange.receive([desk.stick], out=desk.stick / "back", by_station=True)
    rows = desk.rows
    assert sorted(rows) == [post.unit for post in desk.posts]
    assert rows["DEMO0001"].missing == ()
    assert (rows["DEMO0001"].upto, rows["DEMO0001"].package) == (12, (9, 12))
    assert rows["DEMO0002"].missing == ((5, 8),)
    assert rows["DEMO0003"].upto == 8
    assert {unit: row.month for unit, row in rows.items()} == {
        "DEMO0001": 6, "DEMO0002": 4, "DEMO0003": 4, "DEMO0004": 0, "DEMO0005": 0,
    }  # fmt: skip
    assert rows["DEMO0001"].version == "0.1.0"
    assert rows["DEMO0004"].received_ms == 0
    assert not any(row.late for row in rows.values())
    later = {row.unit: row for row in desk.read(NOW + 15 * DAY)}
    assert [row.silent for row in later.values()] == [15, 15, 15, 16, 16]
    assert all(row.late for row in later.values())
    assert [row.unit for row in city_desk.needs_look(list(rows.values()))] == ["DEMO0002"]
    assert rows["DEMO0001"].receipt_ms == NOW
    assert not rows["DEMO0001"].fetched
    assert {path.parent.name for path in (desk.stick / "back").rglob("*.hlb")} == {
        "DEMO0001", "DEMO0002", "DEMO0003",
    }  # fmt: skip


def test_a_receipt_read_shows_in_the_next_package(desk: Desk) -> None:
    """Later entries of a station name the city's time: it has read the receipt."""
    post = desk.posts[0]
    post.city_time = NOW
    folder = desk.stick.parent / "next"
    folder.mkdir()
    post.package(folder)
    desk.world.city.app.exchange.receive([folder], out=None)
    assert desk.rows[post.unit].fetched


def test_sheets_and_the_day(desk: Desk) -> None:
    """The table as a workbook, the day as PDF: who came, what is missing."""
    app = desk.world.city.app
    rows = desk.read(NOW)
    paper = app.reports.sheet(exchange_sheets.desk_sheet(rows, "示例"), desk.stick / "各站.xlsx")
    assert paper.facts["rows"] == "5"
    day = city_desk.city_day(app.store.queries, "2026-08-03", NOW)
    assert day.count("done") >= 7
    assert [row.unit for row in day.gaps] == ["DEMO0002"]
    sheet = exchange_sheets.day_sheet(day, "示例")
    assert any("5–8" in cell for row in sheet.rows for cell in row)
    assert app.reports.sheet(sheet, desk.stick / "日报.pdf").pages == 1
    assert city_desk.city_day(app.store.queries, "2026-08-04", NOW).files == ()


def test_an_incomplete_record_says_which_entries_it_waits_for(desk: Desk) -> None:
    """The second half of a record came; the first lies in the gap."""
    app = desk.world.city.app
    post = desk.posts[3]
    folder = desk.stick.parent / "half"
    folder.mkdir()
    first = post.package(folder, 1)
    later = post.follow(folder)
    first.path.unlink()
    app.exchange.receive([later.path], out=None)
    (waiting,) = held_work.waiting_records(app.store.queries)
    assert waiting.unit == post.unit
    assert [(wait.first, wait.last) for wait in waiting.waits] == [(1, 2)]
    assert "1–2" in waiting.words()
    assert held_work.waiting_count(app.store.queries) == 1
    found = held_work.waiting_for(app.store.queries, waiting.type, waiting.rec)
    assert found == waiting
    assert held_work.waiting_for(app.store.queries, "unit", waiting.rec) is None


def test_nothing_held_is_an_empty_list(desk: Desk) -> None:
    """No entry is aside here; the words of a reason stand for every code."""
    assert held_work.held_lines(desk.world.city.app.store.queries) == []
    assert json.dumps(exchange_sheets.total_words(Rehearsal(()))) != '""'
