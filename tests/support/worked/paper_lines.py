"""The lines of papers that the examples lead to, reckoned by hand from what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook

from patrol_app.bootstrap import App
from patrol_app.services.paper_desk import KINDS, PaperOf, write_paper
from tests.support.book_copies import text_of


@dataclass(frozen=True)
class Line:
    """One line of a paper.

    Attributes:
        paper: code of the paper.
        cells: what stands in the line, in the order of its columns.
        of: name of the example that a paper of one record is made of.
    """

    paper: str
    cells: tuple[str, ...]
    of: str = ""


LINES: Mapping[str, tuple[Line, ...]] = {
    "patrol": (
        Line("daily-log", (
            "多云", "示例护林员", "示例站—北坡—示例村—示例站", "田埂堆放秸秆待烧",
            "示例林业站值班室",
        ), "patrol"),
        Line("chief-tours", (
            "示例同行", "乡级", "示例乡责任区", "示例沟口补立禁牧牌两块", "示例林业站",
        )),
    ),
    "crew": (
        Line("drill-record", (
            "秋季拉动演练", "示例沟口停车场", "示例队长", "示例队员甲", "病假", "风机缺保养",
        ), "drill"),
        Line("equipment-ledger", ("油锯", "YD-58", "SL-YJ-01—04", "4"), "team"),
    ),
    "pest": (
        Line("pest-survey", (
            "示例县", "示例乡", "示例村", "示例国有林场", "0012", "00007", "100", "86.4", "油松",
            "14.5", "1450", "2", "2", "4", "不明", "5", "0", "地面踏查", "2026年8月3日",
        )),
        Line("pest-census", ("示例乡", "86.4", "1", "0", "2")),
        Line("pest-samples", (
            "YP-2026-001", "2026年8月3日 10时05分", "示例乡示例沟北坡", "0012-00007", "油松", "32",
            "树干下部、树干上部", "180", "示例护林员、示例调查员", "XG-00871", "示例护林员",
            "松材线虫",
        )),
        Line("pest-lab", (
            "XGFJ-2026-118", "YP-2026-001", "示例县防检站", "3", "0", "形态鉴定、荧光定量PCR",
            "38.25", "阴性", "曾", "钟", "李", "2026年8月3日 17时00分",
        )),
    ),
    "pest_work": (
        Line("pest-disposal", (
            "示例乡0012-00007", "兴绿林业队", "2026年8月1日至 2026年8月3日", "择伐", "14", "3.286",
            "5", "剥皮、覆膜", "已清理", "粉碎、烧毁", "示例沟作业点", "示例监理员",
            "合格 钟、李 2026年8月3日", "IMG-201—IMG-209",
        )),
        Line("pest-traps", (
            "YB-01", "示例沟口", "APF-I 持久型", "2026年5月1日", "2026年8月3日", "是", "12", "9",
            "3", "21", "示例护林员",  # 12 + 9 of the week
        )),
        Line("pest-webworm", (
            "第2代", "2026年8月3日", "示例乡国道两侧", "标准地", "白蜡、杨", "40", "3",
            "7.5", "6", "0.15",  # 3 : 40, 6 : 40
            "2龄、3龄", "2.5", "50", "剪除网幕并烧毁",
        )),
        Line("pest-control", ("美国白蛾", "示例乡", "3.5", "800", "760")),
        Line("pest-forecast", (
            "美国白蛾", "示例乡", "5月下旬—7月上旬", "上升", "轻", "880", "800",
            "+10.00",  # 880 : 800
            "越冬基数、专家会商", "中", "网幕期集中剪除",
        )),
        Line("pest-rates", ("无公害防治率", "760", "800", "95")),  # 760 : 800
    ),
    "case": (
        Line("grazing-ledger", (
            "2026年8月3日 08时40分", "示例沟阳坡", "禁牧区", "绵羊×46、山羊×32、黄牛×3",
            "83.6",  # 46 + 32 × 0.8 + 3 yearlings × 5 × 0.8
            "示例户", "示例村二组", "油松12株，1.2亩", "教育、移交执法",
        )),
        Line("case-index", ("现场检查（勘验）笔录", "2026年8月3日 09时30分"), "grazing"),
        Line("case-paper", (
            "示例执法甲", "示例户", "羊 78 只、牛 3 头在禁牧区内采食；幼树被啃 12 株", "无异议",
        ), "case_step"),
        Line("doc-numbers", ("示林罚〔2026〕11号", "未用")),
        Line("problem-ledger", (
            "群众举报", "2026年8月3日", "示例沟口", "014", "0148", "推土平整约 6 亩，建围栏",
            "重大",
            "属实",
        )),
    ),
    "forest": (
        Line("wildlife-ledger", ("褐马鸡", "实体", "12", "国家一级", "示例乡")),
        # 100 + 95 of 110 + 111
        Line("tending-ledger", ("补植", "2026年8月3日", "示例乡", "0012-00007", "118", "88.23")),
    ),
}  # fmt: skip


def missing(app: App, lines: Iterable[Line], numbers: Mapping[str, str], out: Path) -> list[str]:
    """The papers on which an expected line does not stand, with what stands there.

    Args:
        app: the open folder.
        lines: what is expected.
        numbers: number of each example's record, by its name.
        out: folder for the papers.
    """
    lacking = []
    out.mkdir()
    for line in lines:
        asked = PaperOf(
            line.paper, number=numbers.get(line.of, line.of), month="2026-08",
            first="2026-01-01", last="2026-08-03", year=2026,
        )  # fmt: skip
        if KINDS[line.paper].book:
            rows = rows_of(app, asked, out / f"{line.paper}.xlsx")
            if not any(in_order(line.cells, row) for row in rows):
                lacking.append(f"{line.paper}: {line.cells} in {rows}")
            continue
        words = "".join(text_of(app, asked, out).split())
        gone = [cell for cell in line.cells if "".join(cell.split()) not in words]
        if gone:
            lacking.append(f"{line.paper}: {gone} in {words}")
    return lacking


def rows_of(app: App, asked: PaperOf, path: Path) -> list[tuple[str, ...]]:
    """The rows of a paper as a workbook, every cell as text in one line."""
    sheet = load_workbook(write_paper(app, asked, path).path).active
    assert sheet is not None
    return [
        tuple(" ".join(str(cell).split()) for cell in row if cell is not None)
        for row in sheet.iter_rows(values_only=True)
    ]


def in_order(cells: Sequence[str], row: Sequence[str]) -> bool:
    """Whether ``cells`` stand in ``row`` one after the other, others between them."""
    rest = iter(row)
    return all(cell in rest for cell in cells)
