"""The ledger of any type, and what of a sensitive place leaves the folder, on a real store."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from patrol_app import i18n
from patrol_app.bootstrap import App
from patrol_app.domain.instant import date_of
from patrol_app.domain.records import RECORD_TYPES, bearers, record_type
from patrol_app.errors import UserError
from patrol_app.reports.conflicts_model import build
from patrol_app.services.conflict_view import Wording, conflicts_of
from patrol_app.services.external import ExternalReader
from patrol_app.services.external_show import ExternalWriter
from patrol_app.services.listing import listing_of, pages
from patrol_app.services.privacy import has_private
from patrol_app.services.search import search
from patrol_app.services.tallies import tally_line
from tests.support.folders import station_copy
from tests.support.forest import TENDING, WILDLIFE, plot
from tests.support.meeting import pair
from tests.support.records import at

needs_tools = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is missing")
FIRST, LAST = "2026-01-01", "2026-08-03"
EXACT = ("112.3456789", "38.9012345", "示例沟老窝铺", "1123456789", "389012345")


@dataclass
class Woods:
    """A station with sightings and checks, by name."""

    app: App
    numbers: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, code: str, *, submit: bool = True, **values: Any) -> None:
        """A record, kept under ``name``."""
        made = self.app.records.new(code, values, self.app.session.actor, submit=submit)
        self.numbers[name] = made.record.number


@pytest.fixture(scope="module")
def woods(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Woods]:
    """Three sightings, one draft, three checks."""
    i18n.use("zh_CN")
    made = Woods(station_copy(Path(tmp_path_factory.mktemp("woods"))))
    me = (made.app.session.actor.id,)
    seen, checked = {**WILDLIFE, "observer_ids": me}, {**TENDING, "checker_ids": me}
    made.add("flock", "wildlife", **seen)
    made.add("fox", "wildlife", **{**seen, "species": "赤狐", "protection": "未列入", "count": 1})
    fir = {"species": "臭冷杉", "sign": "植株", "protection": "不详", "count": 32, "town": "邻乡"}
    made.add("fir", "wildlife", **{**seen, **fir, "seen_at": at("08:00")})
    made.add("draft", "wildlife", submit=False, **seen)
    made.add("replanted", "tending", **checked)
    mend = {"verdict": "需补植", "mend": "补植"}
    half = {"plots": (plot(1, 10, 5),), "area_mu_e4": 300_000, "sub_compartment": "0012-00008"}
    made.add("half", "tending", **{**checked, **half, **mend, "checked_on": "2026-07-30"})
    closed = {"work": "封育", "plots": (), "rate_kind": "", "measures": ("围栏",)}
    made.add("closed", "tending", **{**checked, **closed, "area_mu_e4": 10_500})
    yield made
    made.app.close()
    i18n.use("en")


def test_numbers_of_two_letters_are_found(woods: Woods) -> None:
    number = woods.numbers["flock"]
    assert number.startswith("XWDEMO01-") and woods.numbers["half"].startswith("XTDEMO01-")
    assert bearers(number) == (record_type("wildlife"),)
    actor = woods.app.session.actor
    (hit,) = search(woods.app.store.queries, number, actor)
    assert (hit.stored.type, hit.number) == ("wildlife", number)
    assert woods.app.records.named("wildlife", number).record.number == number
    photo = {"name": "a.jpg", "parent": number}
    found = ExternalReader(woods.app.store.queries).fields(record_type("attachment"), photo)
    assert found["parent_type"] == "wildlife"


def test_totals_are_those_of_a_plain_query(woods: Woods, tmp_path: Path) -> None:
    with woods.app.store.begin("test") as work:
        told = work._connection.exec_driver_sql(  # type: ignore[attr-defined]
            "SELECT count(*), sum(count), count(DISTINCT species) FROM wildlife "
            "WHERE state <> 'draft' AND NOT deleted"
        ).one()
        area = work._connection.exec_driver_sql(  # type: ignore[attr-defined]
            "SELECT sum(area_mu_e4) FROM tending WHERE state <> 'draft'"
        ).scalar()
    assert tuple(told) == (3, 40, 3) and area == 1_510_500
    out = tmp_path / "w.xlsx"
    paper = woods.app.reports.type_ledger("wildlife", None, FIRST, LAST, out)
    with zipfile.ZipFile(out) as parts:  # rows went to the disk one by one: no table of texts
        assert "xl/sharedStrings.xml" not in parts.namelist()
    rows = list(openpyxl.load_workbook(out).active.iter_rows(values_only=True))
    total = next(row for row in rows if row[1] == "合计 3 条")
    head = [cell for cell in rows[2]]
    assert total[head.index("数量")] == 40
    assert {number for cell in paper.cells for number in cell.numbers} == {
        woods.numbers[name] for name in ("flock", "fox", "fir")
    }
    assert paper.notes[0] == "合计：发现记录3；物种数3；国家重点保护1；臭冷杉1；褐马鸡1；赤狐1。"
    checks = woods.app.reports.type_ledger("tending", None, FIRST, LAST, tmp_path / "t.xlsx")
    assert checks.notes[0] == "合计：检查记录3；封育1.1亩；补植150.0亩；成活率80.58%。"


@needs_tools
def test_the_paper_word_for_word(woods: Woods, tmp_path: Path) -> None:
    out = tmp_path / "t.pdf"
    paper = woods.app.reports.type_ledger("tending", None, FIRST, LAST, out)
    told = subprocess.run(
        ["pdftotext", "-layout", str(out), "-"], capture_output=True, text=True, check=True
    ).stdout
    words = told.split()
    assert (paper.title, paper.pages) == ("管护成效检查台账", 1)
    for word in ("补植", "封育", "成活率", "88.23", "50.00", "0012-00008", "120.0", "151.1"):
        assert word in words, word
    assert "LX-T-XT-DEMO01" in told and "制 表 人：" in told and "未经批准不得公布" not in told


def test_a_sensitive_place_stays_here(woods: Woods, tmp_path: Path) -> None:
    """On no ledger, and in no file or list of whoever has not the right to see it."""
    queries = woods.app.store.queries
    kind = record_type("wildlife")
    rows = {row.record.number: row for row in pages(queries, listing_of(queries, kind, [], "", ""))}
    flock, fox = (rows[woods.numbers[name]] for name in ("flock", "fox"))
    masked, plain = (ExternalWriter(queries, private=one) for one in (False, True))
    told = json.dumps([masked.show(flock), masked.item(flock)], ensure_ascii=False)
    assert not any(word in told for word in EXACT) and '"38.905"' in told
    assert masked.show(flock)["own"]["lat"] == 389_050_000
    whole = json.dumps(plain.show(flock), ensure_ascii=False)
    assert all(word in whole for word in EXACT)
    assert masked.fields(fox) == plain.fields(fox)
    assert has_private(queries, flock) and not has_private(queries, fox)
    for ending in ("pdf", "xlsx"):
        paper = woods.app.reports.type_ledger(
            "wildlife", None, FIRST, LAST, tmp_path / f"w.{ending}"
        )
        cells = {cell.text for cell in paper.cells if cell.row == flock.record.number}
        assert "112.345\n38.905" in cells and not any("112.346" in text for text in cells)
        assert any("0.01°" in note for note in paper.notes)


def test_a_span_of_days_holds_for_calendar_days_too(woods: Woods) -> None:
    queries, kind = woods.app.store.queries, record_type("tending")

    def found(first: str, last: str) -> int:
        """Checks of a span."""
        return queries.count(listing_of(queries, kind, [], first, last))

    assert [found("", "2026-07-30"), found("2026-07-31", ""), found(FIRST, LAST)] == [1, 2, 3]
    assert found("2026-08-04", "") == found("", "2026-07-29") == 0


def test_a_line_of_figures(woods: Woods) -> None:
    queries = woods.app.store.queries
    wild = listing_of(queries, record_type("wildlife"), [], "", "", drafts=True)
    assert tally_line(queries, record_type("wildlife"), wild).startswith("发现记录 4　物种数 3　")
    none = listing_of(queries, record_type("wildlife"), ["species=金雕"], "", "")
    assert tally_line(queries, record_type("wildlife"), none) == ""
    assert tally_line(queries, record_type("patrol"), wild) == ""


def test_what_has_no_ledger_says_so(woods: Woods, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        woods.app.reports.type_ledger("patrol", None, FIRST, LAST, tmp_path / "p.pdf")
    assert caught.value.code == "report.ledger"
    with pytest.raises(UserError) as caught:
        woods.app.reports.type_ledger("tending", None, LAST, FIRST, tmp_path / "p.pdf")
    assert caught.value.code == "field.date" and not list(tmp_path.iterdir())
    empty = woods.app.reports.type_ledger(
        "tending", None, "2020-01-01", "2020-12-31", tmp_path / "e.pdf"
    )
    assert empty.notes[0] == "本期无记录。" and not empty.cells
    assert {kind.code for kind in RECORD_TYPES if kind.tally} == {"wildlife", "tending"}


@pytest.mark.ci
def test_the_printed_list_of_conflicts_keeps_a_sensitive_place(tmp_path: Path) -> None:
    """With leave both values are shown on the screen, on paper never."""
    with pair(tmp_path) as two:
        me = (two.actor.id,)
        for species, protection in (("褐马鸡", "国家一级"), ("赤狐", "未列入")):
            values = {**WILDLIFE, "species": species, "protection": protection, "observer_ids": me}
            made = two.here.records.new("wildlife", values, two.actor)
            two.meet()
            two.differ(made, {"place": f"{species}甲处"}, {"place": f"{species}乙处"})
        queries, now = two.here.store.queries, two.here.clock.now_ms()
        day = date_of(now)
        rows = [list(row) for row in build(queries, two.here.clock, None, day, day).rows]
        printed = str(rows)
        assert "赤狐甲处" in printed and "赤狐乙处" in printed and "褐马鸡甲处" not in printed
        assert printed.count("*** (") == 2
        shown = Wording(queries, record_type("wildlife"), now, clear=True)
        told = [
            side.words
            for _type, rec, _n in queries.conflicted()
            for one in shown.fields(rec, conflicts_of(queries, rec))
            for side in one.sides
        ]
        assert {"褐马鸡甲处", "褐马鸡乙处"} <= set(told)
        rec = next(
            rec
            for _type, rec, _n in queries.conflicted()
            if queries.get("wildlife", rec).record.species == "褐马鸡"
        )  # type: ignore[union-attr]
        assert two.here.conflicts.settle_many(two.actor, [("wildlife", rec)], "stands").done
        again = str([list(row) for row in build(queries, two.here.clock, None, day, day).rows])
        assert "褐马鸡乙处" not in again and "赤狐乙处" in again
