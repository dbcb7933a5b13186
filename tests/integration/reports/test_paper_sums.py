"""Totals of every paper equal a query written by hand over the tables of the store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from patrol_app import i18n
from patrol_app.services.paper_desk import write_paper
from patrol_app.services.report_types import Paper
from tests.support.book_copies import book_copy, every_paper
from tests.support.paper_book import LAST, PaperBook

pytestmark = pytest.mark.ci
Row = dict[str, Any]
TOLD = "state IN ('submitted', 'changed') AND NOT deleted"
SHEETS = f"""
    SELECT * FROM survey s WHERE {TOLD} AND surveyed_on BETWEEN '2026-01-01' AND '{LAST}'
    AND NOT EXISTS (SELECT 1 FROM survey t WHERE t.town = s.town AND t.xiao_ban = s.xiao_ban
                    AND t.lin_ban = s.lin_ban AND t.{TOLD}
                    AND (t.surveyed_on, t.id) > (s.surveyed_on, s.id))
"""


class Sums:
    """The book's papers as rows, and figures asked of its store by hand."""

    def __init__(self, book: PaperBook, folder: Path) -> None:
        self._book, self._folder = book, folder
        self._named = every_paper(book)

    def paper(self, name: str, ending: str = "pdf") -> Paper:
        """A paper of the book."""
        return write_paper(self._book.app, self._named[name], self._folder / f"{name}.{ending}")

    def rows(self, name: str) -> list[Row]:
        """The lines of its workbook under the heads, the sums last."""
        sheet = openpyxl.load_workbook(self.paper(name, "xlsx").path).worksheets[0]
        lines = list(sheet.iter_rows(min_row=3, values_only=True))
        heads = [str(one).replace("\n", "") for one in lines[0]]
        ends = next(at for at, line in enumerate(lines) if at and not any(line))
        return [dict(zip(heads, line, strict=True)) for line in lines[1:ends]]

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query gives."""
        store: Any = self._book.app.store
        with store._reader.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(sql)]

    def figure(self, sql: str) -> Any:
        """The one figure of a query."""
        [(found,)] = self.ask(sql)
        return found


@pytest.fixture(scope="module")
def sums(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sums]:
    """A year of records."""
    before = i18n.language()
    i18n.use("zh_CN")
    folder = tmp_path_factory.mktemp("sums")
    book = book_copy(folder)
    yield Sums(book, folder)
    book.app.close()
    i18n.use(before)


def mu(area_e4: int) -> float:
    """As printed: one decimal, half up."""
    return (area_e4 + 500) // 1000 / 10


def test_sheets_and_census(sums: Sums) -> None:
    [(count, clean)] = sums.ask(f"SELECT count(*), sum(nothing_found) FROM survey WHERE {TOLD}")
    assert count == 30 == len(sums.rows("pest-survey"))
    assert f"共 {count} 个小班，其中未发现异常 {clean} 个。" in sums.paper("pest-survey").notes[0]
    *towns, total = sums.rows("pest-census")
    by_hand = sums.ask(
        f"SELECT town, sum(pine_area_mu_e4), count(*), sum(coalesce(nothing_found, 0)),"
        f" sum(coalesce(is_epidemic, 0)), sum(iif(is_epidemic = 1, epidemic_area_mu_e4, 0)),"
        f" sum(dead_n), sum(infected_n) FROM ({SHEETS}) GROUP BY town ORDER BY town"
    )
    assert len(by_hand) == 3
    for row, (town, pine, sheets, nothing, hit, occurred, dead, infected) in zip(
        towns, by_hand, strict=True
    ):
        assert (row["乡镇"], row["普查面积(亩)"], row["小班数"]) == (town, mu(pine), sheets)
        assert (row["未发现异常小班"], row["发生小班"], row["病死株"]) == (
            nothing,
            hit,
            infected or 0,
        )
        assert (row["发生面积(亩)"], row["枯死株"]) == (mu(occurred), dead or 0)
    pine = sum(one[1] for one in by_hand)
    due = sums.figure("SELECT sum(area_mu_e4) FROM reported_figure WHERE figure = 'PINE'")
    assert (total["普查面积(亩)"], total["应查松林面积(亩)"]) == (mu(pine), mu(due))
    assert total["普查率%"] == round(pine * 100 / due, 2)
    last = sums.figure("SELECT sum(area_mu_e4) FROM reported_figure WHERE figure = 'OCCURRED'")
    change = sum(one[5] for one in by_hand) - last
    assert total["比上年(亩)"] == -mu(-change) and change < 0


def test_samples_results_and_disposal(sums: Sums) -> None:
    rows = sums.rows("pest-samples")
    sent = sums.figure("SELECT count(DISTINCT parent_id) FROM custody WHERE step = '接收'")
    broken = sums.figure("SELECT count(*) FROM custody WHERE step = '接收' AND seal_ok = 0")
    assert len(rows) == sums.figure(f"SELECT count(*) FROM sample WHERE {TOLD}") == 10
    assert sum(1 for row in rows if row["接收人"] != "—") == sent == 8
    assert sum(1 for row in rows if row["样品状况"] == "封签破损") == broken == 1
    *_lines, total = sums.rows("pest-lab")
    by_hand = sums.ask("SELECT sum(tested_n), sum(positive_n) FROM lab_result")
    assert [(total["样品数"], total["阳性数"])] == by_hand == [(18, 4)]
    *lines, total = sums.rows("pest-disposal")
    by_hand = sums.ask(f"SELECT sum(felled_n), sum(volume_m3_e4) FROM disposal WHERE {TOLD}")
    assert [(total["采伐株数"], round(total["材积m³"] * 10_000))] == by_hand
    passed = sums.figure("SELECT count(DISTINCT parent_id) FROM acceptance")
    assert sum(1 for row in lines if row["验收"] != "未验收") == passed == 6


def test_traps_by_week(sums: Sums) -> None:
    *lines, total = sums.rows("pest-traps")
    [caught] = sums.ask("SELECT sum(female_n), sum(male_n), sum(other_n) FROM trap_check")
    assert (total["雌"], total["雄"], total["其他"]) == caught
    weeks = sums.ask(
        "SELECT trap_no, date(checked_on, 'weekday 0', '-6 days') AS monday,"
        " sum(female_n + male_n) FROM trap_check c JOIN trap t ON t.id = c.parent_id"
        " GROUP BY trap_no, monday ORDER BY monday, trap_no"
    )
    shown = [(row["编号"], row["周次"], row["周累计"]) for row in lines]
    assert sorted({one[2] for one in shown}) == sorted({one[2] for one in weeks})
    by_trap = {trap: sum(n for t, _day, n in weeks if t == trap) for trap, _day, _n in weeks}
    for trap, count in by_trap.items():
        assert sum(n for t, _week, n in dict.fromkeys(shown) if t == trap) == count


def test_webworm_shares(sums: Sums) -> None:
    rows = sums.rows("pest-webworm")
    by_hand = sums.ask(
        f"SELECT round(coalesce(infested_n, 0) * 100.0 / checked_n, 2),"
        f" round(coalesce(nests_n, 0) * 1.0 / checked_n, 2) FROM webworm WHERE {TOLD}"
        f" ORDER BY surveyed_on"
    )
    assert [(row["有虫株率%"], row["网/株"]) for row in rows] == by_hand and len(rows) == 12


def test_occurrence_control_forecast_and_rates(sums: Sums) -> None:
    *_lines, total = sums.rows("pest-control")
    [(worked, clean)] = sums.ask("SELECT sum(area_mu_e4), sum(clean_mu_e4) FROM control_work")
    worms = sums.figure(
        f"SELECT sum(most) FROM (SELECT max(occurred_mu_e4) AS most FROM webworm WHERE {TOLD}"
        f" GROUP BY town, place)"
    )
    pines = sums.figure(f"SELECT sum(epidemic_area_mu_e4) FROM ({SHEETS}) WHERE is_epidemic")
    assert (total["防治面积(亩)"], total["无公害防治(亩)"]) == (mu(worked), mu(clean))
    assert total["发生合计(亩)"] == mu(worms + pines)
    for row in sums.rows("pest-forecast"):
        [(area, last)] = sums.ask(
            f"SELECT area_mu_e4, last_mu_e4 FROM forecast WHERE year = {row['年度'][:4]}"
            f" AND pest_name = '{row['有害生物']}'"
        )
        assert (row["预测面积(亩)"], row["上年面积(亩)"]) == (mu(area), mu(last))
        assert abs(float(row["比上年±%"]) - (area - last) * 100 / last) < 0.01
    rates = {row["指标"]: row for row in sums.rows("pest-rates")}
    forest, due, done = (
        sums.figure(f"SELECT area_mu_e4 FROM reported_figure WHERE figure = '{name}'")
        for name in ("FOREST", "NURSERY_DUE", "NURSERY_DONE")
    )
    disaster = pines + sums.figure(
        f"SELECT sum(occurred_mu_e4) FROM webworm WHERE {TOLD}"
        f" AND json_extract(judged, '$.disaster.value') = '是'"
    )
    assert rates["成灾率"]["结果"] == round(disaster * 1000 / forest, 3)
    assert rates["无公害防治率"]["结果"] == round(clean * 100 / worked, 2)
    assert rates["种苗产地检疫率"]["结果"] == round(done * 100 / due, 2)


def test_grazing_ledger_index_and_numbers(sums: Sums) -> None:
    *lines, total = sums.rows("grazing-ledger")
    [(count, units)] = sums.ask(
        "SELECT count(*), sum(json_extract(judged, '$.sheep_units_e4.value')) FROM grazing"
    )
    heads = sums.figure(
        "SELECT sum(json_extract(a.value, '$.head')) FROM grazing, json_each(livestock) a"
    )
    assert (len(lines), total["畜种×头数"]) == (count, f"{heads} 头只")
    assert round(total["羊单位"] * 10_000) == units
    steps = sums.figure("SELECT count(*) FROM case_step WHERE state = 'submitted'")
    assert len(sums.rows("case-index")) == 1 + steps == 6
    states = [row["状态"] for row in sums.rows("doc-numbers")]
    used = sums.figure("SELECT count(DISTINCT doc_no) FROM case_step WHERE doc_no <> ''")
    reserved = sums.figure("SELECT sum(last - first + 1) FROM doc_block")
    assert (states.count("已用"), len(states)) == (used, reserved) == (1, 3)


def test_problem_ledger_and_closing_sheet(sums: Sums) -> None:
    rows = sums.rows("problem-ledger")
    newest = sums.ask(
        "SELECT (SELECT step FROM problem_step s WHERE s.parent_id = p.id ORDER BY s.id DESC"
        " LIMIT 1) AS step, count(*) FROM problem p WHERE state = 'submitted' GROUP BY step"
    )
    words = {None: "待核实", "VERIFIED": "属实", "ASSIGNED": "已交办", "HANDLING": "处置中",
             "SUBMITTED": "待复核", "RETURNED": "处置中", "RECTIFIED": "已整改",
             "CLOSED": "已销号", "TRANSFERRED": "移送"}  # fmt: skip
    shown = [row["状态"].split("\n")[0] for row in rows]
    counts: dict[str, int] = {}
    for step, count in newest:
        counts[words[step]] = counts.get(words[step], 0) + count
    assert {word: shown.count(word) for word in set(shown)} == counts
    late = sums.figure(
        "SELECT count(*) FROM (SELECT p.id, (SELECT step FROM problem_step s WHERE s.parent_id ="
        " p.id ORDER BY s.id DESC LIMIT 1) AS step, (SELECT max(due_on) FROM problem_step s WHERE"
        " s.parent_id = p.id) AS due FROM problem p) WHERE step IN ('ASSIGNED', 'HANDLING',"
        " 'RETURNED') AND due < '2026-09-02'"
    )
    said = [row for row in rows if "超期" in row["状态"]]
    assert sum(1 for row in said if "待核实" not in row["状态"]) == late == 6
    closed = counts["已销号"]  # §7.2: closed / total due; what is only 已整改 is not closed
    rate = f"整改率 {closed}/{len(rows)} = {closed * 100 / len(rows):.2f}%。"
    assert rate in sums.paper("problem-ledger").notes
    facts = {cell.column: cell.text for cell in sums.paper("closing-sheet").cells}
    assert facts["状态"] == "已销号" and facts["销号日期"] == "2026年9月2日"


def test_drill_equipment_and_readiness(sums: Sums) -> None:
    facts = {cell.column: cell.text for cell in sums.paper("drill-record").cells}
    newest = "FROM drill WHERE start_at = (SELECT max(start_at) FROM drill)"
    at: Callable[[str], int] = lambda step: sums.figure(  # noqa: E731
        f"SELECT json_extract(s.value, '$.at[0]') FROM (SELECT steps {newest}), json_each(steps) s"
        f" WHERE json_extract(s.value, '$.step') = '{step}'"
    )
    for name, first, last in (
        ("集结用时", "T1", "T2"),
        ("机动用时", "T3", "T4"),
        ("首攻用时", "T1", "T5"),
    ):
        seconds = (at(last) - at(first)) // 1000
        assert facts[name] == f"{seconds // 60}分{seconds % 60:02d}秒"
    there = sums.figure(
        f"SELECT sum(json_extract(a.value, '$.present')) FROM (SELECT attendance {newest}),"
        f" json_each(attendance) a"
    )
    assert f"实到 {there} 人" in facts["人员"]
    score = sums.figure(
        f"SELECT sum(json_extract(s.value, '$.points_e2') * json_extract(s.value, '$.weight_e2'))"
        f" FROM (SELECT scores {newest}), json_each(scores) s"
    )
    assert f"总分：{score / 1_000_000:.2f}" in facts["总分"]
    *lines, total = sums.rows("equipment-ledger")
    [(count, sound, kinds)] = sums.ask(
        "SELECT sum(count), sum(sound), count(*) FROM equipment WHERE NOT deleted"
    )
    assert (total["数量"], total["完好数"], len(lines)) == (count, sound, kinds)
    assert total["完好率%"] == round(sound * 100 / count, 2)
    hours = sums.ask(
        "SELECT p.name, sum(t.minutes) FROM training t, json_each(t.attendance) a, person p WHERE"
        " json_extract(a.value, '$.present') AND p.id = json_extract(a.value, '$.person_id')"
        " GROUP BY p.id"
    )
    cells = {(one.row, one.column): one.text for one in sums.paper("readiness-card").cells}
    assert len(hours) == 4
    for name, minutes in hours:
        assert cells[name, "已训学时"] == f"{minutes / 60:.2f}"


def test_minutes_and_line_of_one_tree(sums: Sums) -> None:
    cells = {(one.row, one.column): one.text for one in sums.paper("pest-minutes").cells}
    worked = sums.figure("SELECT sum(area_mu_e4) FROM control_work WHERE pest_name = '美国白蛾'")
    assert float(cells["美国白蛾", "防治"]) == mu(worked)
    thread = sums.paper("pest-thread")
    steps = sums.figure(
        "SELECT 1 + count(DISTINCT s.id) + count(DISTINCT c.id) + count(DISTINCT r.id)"
        " + count(DISTINCT d.id) + count(DISTINCT a.id) FROM pest p"
        " LEFT JOIN sample s ON s.sighting_id = p.id LEFT JOIN custody c ON c.parent_id = s.id"
        " LEFT JOIN lab_result r ON r.parent_id = s.id LEFT JOIN disposal d ON d.sighting_id = p.id"
        " LEFT JOIN acceptance a ON a.parent_id = d.id WHERE p.tree_no = 'YC-0312'"
    )
    numbers = {number for cell in thread.cells for number in cell.numbers}
    assert len(numbers) == steps == 8


def test_the_ledgers_of_other_types(sums: Sums) -> None:
    told = f"WHERE {TOLD}"
    [(rows, seen, kinds)] = sums.ask(
        f"SELECT count(*), sum(count), count(DISTINCT species) FROM wildlife {told}"
    )
    *lines, total = sums.rows("wildlife-ledger")
    assert (len(lines), rows, total["编号"]) == (8, 8, "合计 8 条")
    assert str(total["数量"]) == str(seen)
    listed = sums.figure(f"SELECT count(*) FROM wildlife {told} AND protection LIKE '国家%'")
    (note, *_more) = sums.paper("wildlife-ledger").notes
    assert note.startswith(f"合计：发现记录{rows}；物种数{kinds}；国家重点保护{listed}；")
    *lines, total = sums.rows("tending-ledger")
    area = sums.figure(f"SELECT sum(area_mu_e4) FROM tending {told}")
    assert (len(lines), str(total["面积（亩）"])) == (6, f"{mu(area):.1f}")
    notes = sums.paper("tending-ledger").notes[0]
    for work, part in sums.ask(f"SELECT work, sum(area_mu_e4) FROM tending {told} GROUP BY work"):
        assert f"；{work}{mu(part):.1f}亩" in notes
    # counted by hand from the plots: Σ area·alive ÷ Σ area·planted, cut off
    assert "保存率74.66%；成活率71.94%" in notes
