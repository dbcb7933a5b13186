"""Draw the component sheet and sample pages of the kit as PNG files.

QT_QPA_PLATFORM=offscreen python -m tests.support.gallery FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication, QWidget

from patrol_app import i18n
from patrol_app.geo.display import DisplayList, LocalPlane, Point, Polygon, Polyline, Text
from patrol_app.gui import kit
from patrol_app.gui.kit import h, v
from patrol_app.gui.main_window import MainWindow
from patrol_app.gui.map import MapPanel
from patrol_app.gui.models import Column, chip, grade
from patrol_app.gui.shell import RailItem
from patrol_app.gui.theme import apply
from tests.support.grab import grab

ITEMS = [
    RailItem("today", "今日", "calendar-today"),
    RailItem("patrol", "巡护", "walk"),
    RailItem("pest", "有害生物", "bug-outline"),
    RailItem("graze", "禁牧", "sheep"),
    RailItem("crew", "扑火队", "fire-truck"),
    RailItem("problem", "问题", "clipboard-alert-outline"),
    RailItem("map", "地图", "map-outline", 1),
    RailItem("stat", "统计", "chart-bar", 1),
    RailItem("paper", "报表", "file-document-outline", 1),
    RailItem("exchange", "交换", "swap-horizontal", 2),
    RailItem("base", "基础数据", "database-outline", 2),
    RailItem("settings", "设置", "cog-outline", 2),
]
VOCABULARY = [("01", "日常巡护"), ("02", "防火巡护"), ("03", "联合巡护"), ("04", "专项巡护")]


def column(*cards: QWidget | None) -> QWidget:
    """Cards one under the other."""
    return kit.holder(v(*cards, gap="card_gap"))


def components() -> kit.Page:
    """The sheet of parts."""
    page = kit.Page("部件")
    page.header.set_context("同一套令牌，明暗两套")
    page.header.set_actions(
        kit.Button("次要", icon="printer-outline"),
        kit.Button("主要操作", "primary", "check", "Ctrl+Enter"),
    )
    buttons = kit.Card("按钮与焦点")
    focus = kit.Button("有焦点", icon="content-save-outline")
    off = kit.Button("不可用")
    off.setEnabled(False)
    seg = kit.Segmented([("m", "月"), ("q", "季"), ("y", "年")], name="期间")
    delete = kit.Button("删除", "danger", "delete-outline")
    buttons.put(
        h(
            kit.Button("主要", "primary"),
            kit.Button("次要"),
            focus,
            kit.Button("文字", "quiet"),
            None,
        ),
        h(delete, off, seg, None),
    )
    form = kit.Card("表单")
    when = kit.MomentEdit()
    when.set_value(1_791_510_780_000)
    area = kit.ScaledEdit(1)
    area.set_value(864)
    card_id = kit.TextEdit()
    card_id.set_value("14222519680312101")
    standard = kit.ScaledEdit()
    standard.set_value(10)
    length = kit.ScaledEdit(2)
    length.set_value(942)
    kind = kit.CodeCombo(VOCABULARY)
    kind.set_value("01")
    bad = kit.FormField("身份证号", card_id, required=True)
    columns = kit.FormColumns(2).put(
        kit.FormField("发现时间", when, required=True),
        kit.FormField("面积", area, required=True, unit="亩", hint="松林面积 ≤ 小班面积"),
        bad,
        kit.FormField("集结标准", standard, unit="分", hint="外省目标", badge=kit.unverified()),
        kit.FormField("里程", length, unit="km", computed=True),
        kit.FormField("巡护类型", kind, required=True),
    )
    form.put(columns)
    bad.set_error("只有 17 位，应为 18 位")
    work = kit.Card("长任务")
    progress = kit.ProgressLine("导入 1 000 条巡护", "取消后不留半条；已读的全部退回。")
    progress.show_progress(612, 1000, 19.7)
    work.put(progress)
    left = column(buttons, form, work, None)
    page.put((kit.holder(h((left, 1), (_middle(), 1), (_right(), 1), gap="card_gap")), 1))
    page.focus_first = focus.setFocus  # type: ignore[method-assign]
    return page


def _middle() -> QWidget:
    states = kit.Card("状态：图标 + 词 + 颜色")
    tones = ["ok", "info", "due", "overdue", "conflict", "locked", "draft"]
    states.put(
        h(*[kit.Chip(t) for t in tones[:4]], None),
        h(*[kit.Chip(t) for t in tones[4:]], kit.unverified(), None),
        h(*[kit.Danger(n) for n in (1, 2, 3)], None),
        h(*[kit.Danger(n) for n in (4, 5)], None),
        h(kit.Grade("A"), kit.Grade("B"), None, gap="x2"),
        h(kit.Grade("C"), kit.Grade("D"), None, gap="x2"),
    )
    empty = kit.Card("空状态")
    empty.put(
        kit.EmptyState(
            "map-search-outline",
            "这个月还没有巡护",
            "把 GPS 文件拖进来，或按 F2 手记一条。",
            "导入 GPS / 手机",
            "记巡护  F2",
            "cellphone-arrow-down",
        )
    )
    due = kit.Note("due", "示例站 2 批未到", "报表照出，说明栏自动注明。")
    conflict = kit.Note("conflict", "1 条冲突待处理", action="并排处理")
    return column(states, empty, due, conflict, None, kit.Toast("已删除 3 条巡护", print))


def _right() -> QWidget:
    wizard = kit.WizardFrame(
        [kit.WizardStep(n, QWidget()) for n in ("怎么开始", "谁来用", "备份", "完成")]
    )
    wizard.set_note(0, "县里的文件")
    wizard.go_on()
    table = kit.Card("表", "选中 2 行 · 18.29 km", flush=True)
    grid = kit.Table(
        [
            Column("d", "日期", 90),
            Column("p", "护林员"),
            Column("g", "等级", 60, "centre", format=grade),
            Column("k", "km", 60, "right"),
            Column("s", "状态", 110, format=lambda s: chip(*s)),
        ],
        name="巡护",
        sums=True,
    )
    grid.set_rows(
        [
            {"d": "10月9日", "p": "赵满仓", "g": "B", "k": "9.42", "s": ("draft", "草稿")},
            {"d": "10月8日", "p": "赵满仓", "g": "A", "k": "8.87", "s": ("ok", "已审核")},
            {"d": "10月8日", "p": "郭玉清", "g": "C", "k": "6.05", "s": ("due", "待审核")},
            {"d": "10月7日", "p": "郭玉清", "g": "D", "k": None, "s": ("overdue", "已退回")},
        ]
    )
    grid.set_sums({"d": "合计 4", "k": "24.34"})
    grid.select(0)
    table.put((grid, 1))
    steps = kit.Card()
    steps.put(
        kit.Steps(
            [
                kit.Step("发现", "9月12日", "done"),
                kit.Step("取样", "9月13日", "done"),
                kit.Step("复查", "应于 10月6日", "late"),
                kit.Step("闭合"),
            ]
        ),
        kit.VTimeline(
            [
                kit.Moment(
                    "9月13日", "map-marker-outline", "ok", "09:05 采集 · 3 个部位", "谢伟民、刘小军"
                ),
                kit.Moment("", "truck-outline", "info", "16:30 送检 → 县防检站", "刘小军 → 曾庆华"),
                kit.Moment("待办", "delete-outline", "todo", "样品销毁", "出报告后 30 日内"),
            ]
        ),
    )
    return column(wizard, steps, table)


def track(count: int = 10_000) -> np.ndarray:
    """A walked loop of ``count`` points, (n, 2) metres."""
    turn = np.linspace(0, 2 * np.pi, count)
    wiggle = np.random.default_rng(5).normal(0, 1.2, (count, 2)).cumsum(axis=0) * 0.6
    loop = np.column_stack((np.cos(turn) * 1100 + np.cos(3 * turn) * 260, np.sin(turn) * 620))
    return loop + wiggle - np.linspace(0, 1, count)[:, None] * wiggle[-1]


def spot(at: np.ndarray, role: str, key: str) -> Point:
    """A pin at a point of a line."""
    return Point(float(at[0]), float(at[1]), role, key)


def display() -> DisplayList:
    """A patrol on plain ground."""
    line = track()
    edge = np.linspace(0, 2 * np.pi, 60)
    grid = np.column_stack((np.cos(edge) * 1750, np.sin(edge) * 980))
    ban = np.array([[250, 300], [900, 420], [1250, 120], [700, -60], [250, 300]], float)
    return DisplayList(
        LocalPlane(385_000_000, 1_121_000_000),
        (
            Polygon([grid], "grid", name=""),
            Polygon([ban], "ban", "zone-1", "示例沟禁牧区"),
            Polyline(line[:2200], "track", "t"),
            Polyline(line[2200:2600], "gap"),
            Polyline(line[2600:], "track", "t"),
            Text(-700, 780, "14 号网格", "zone"),
            Text(-300, 200, "示例沟"),
            spot(line[0], "start", "s"),
            *(spot(line[k], "photo", f"p{k}") for k in (1500, 4000, 6500)),
            spot(line[1900], "livestock", "l"),
        ),
        (
            ("track", "轨迹（导入）"),
            ("gap", "缺失 16 分"),
            ("grid", "网格界"),
            ("ban", "禁牧区"),
            ("photo", "照片 11"),
        ),
    )


def _basics() -> kit.Card:
    """The form at the side, with one error."""
    basics = kit.Card("基本情况", actions=[kit.label("必填 6 项 · 已填 5", "caption")])
    wind = kit.ScaledEdit(0, 0, 12, "0 — 12")
    bad = kit.FormField("风力", wind, required=True, unit="级")
    day = kit.DateEdit()
    day.set_value(__import__("datetime").date(2026, 10, 9))
    combos = []
    for code in ("01", "02", "03"):
        combo = kit.CodeCombo(VOCABULARY)
        combo.set_value(code)
        combos.append(combo)
    basics.put(
        kit.FormColumns(3).put(
            (kit.FormField("日期", day, computed=True), 2),
            kit.FormField("起止时间", kit.TextEdit("07:40 — 11:52"), computed=True),
            *(
                kit.FormField(n, c, required=True)
                for n, c in zip(("巡护类型", "方式", "天气"), combos, strict=True)
            ),
            kit.FormField("气温", kit.TextEdit("4 — 15"), unit="℃"),
            bad,
        )
    )
    bad.set_error("请填 0—12 的整数")
    return basics


def patrol() -> kit.Page:
    """A record page: facts, map, strip; form at the side."""
    page = kit.Page("巡护记录")
    page.header.set_chips(kit.Chip("draft"), kit.Grade("B"))
    page.header.set_context("DEMO01-20261009-014")
    page.header.set_actions(
        kit.Button("预览日志", icon="file-eye-outline"),
        kit.Button("保存", icon="content-save-outline"),
        kit.Button("提交", "primary", "send-check-outline", "Ctrl+Enter"),
    )
    names = [
        ("里程", "9.42", "km"),
        ("责任区内", "8.87", "km"),
        ("用时", "4.20", "h"),
        ("停留", "5", "处"),
        ("照片", "11", "张 · 9 张已对时"),
    ]
    facts = kit.facts(*[kit.Figure(*name, card=False) for name in names])
    panel = MapPanel()
    panel.show_list(display())
    strip = kit.TimeStrip()
    start = 1_791_502_800_000
    times = start + np.arange(0, 15_000_000, 60_000, dtype=np.int64)
    heights = 1650 + 180 * np.sin(np.linspace(0, np.pi, len(times)))
    strip.show_track(
        times,
        heights,
        [(int(times[120]), int(times[136]))],
        [
            kit.Event(int(times[0]), "flag-outline", "accent_text", "出发"),
            kit.Event(int(times[50]), "camera-outline", "text2", "照片 2"),
            kit.Event(int(times[128]), "sheep", "overdue", "发现放牧"),
            kit.Event(int(times[-1]), "flag-checkered", "accent_text", "返回"),
        ],
    )
    profile = kit.Card(margins="x1").put(strip)
    main = kit.holder(v(facts, (panel, 1), profile, gap="card_gap"))
    basics = _basics()
    rows = v(gap=0)
    for n in range(4):
        rows.add(
            kit.ListRow(
                "复查 P-0187 示例沟口违规倾倒",
                "站长交办 9月30日 · 需整改后照片",
                chip=kit.Chip("overdue", "超期 2 天") if n == 0 else kit.Chip("info", "本周"),
                action="去复查",
            )
        )
    log = kit.Card("待办", "超期 1 · 本周 3", [kit.Button("全部 9 项", "quiet")], flush=True)
    log.put((kit.scroll(rows.add(None)), 1))
    page.put((kit.SplitColumns(main, column(basics, log), "side_xxl"), 1))
    return page


def start() -> kit.Page:
    """Start page: tiles, filter bar, list."""
    page = kit.Page("今日")
    page.header.set_context("2026年10月9日 星期五 · 14 号网格 示例沟 4190.6 亩")
    tiles = [
        ("记巡护", "walk", "F2", "", True),
        ("导入 GPS / 手机", "cellphone-arrow-down", "F3", "或把文件拖到窗口", False),
        ("报有害生物", "bug-outline", "F4", "", False),
        ("报违规放牧", "sheep", "F5", "", False),
        ("开始演练", "timer-outline", "F6", "", False),
    ]
    row = h(gap="card_gap")
    for text, icon, key, hint, primary in tiles:
        row.add((kit.ActionTile(text, icon, key, hint, primary=primary), 1))
    bar = kit.FilterBar(
        [("town", "乡镇", [("a", "示例乡")]), ("kind", "类别", VOCABULARY)], "编号、地点、人名"
    )
    bar.buttons["kind"].choose("02")
    bar.set_count("共 41 件 · 超期 3")
    counts = h(gap="card_gap")
    for tone, icon, n, word in (
        ("ok", "plus-circle-outline", "12", "新增"),
        ("info", "update", "3", "更新"),
        ("conflict", "call-split", "1", "冲突"),
        ("due", "image-off-outline", "2", "照片缺"),
    ):
        counts.add((kit.CountTile(tone, icon, n, word, "巡护 9 · 问题 2"), 1))
    figures = h(gap="card_gap")
    for name, figure, unit in (
        ("出巡达标率", "93.51", "%"),
        ("出勤率", "96.23", "%"),
        ("责任区内里程", "10 256", "km"),
    ):
        figures.add(
            (
                kit.Figure(
                    name, figure, unit, "144 / 154 人", kit.Chip("ok", "比上月 +1.30", "arrow-up")
                ),
                1,
            )
        )
    month = kit.Card("10月 进度").put(
        kit.bar("有效天", 6, 20, "6 / 20"), kit.bar("责任区内里程", 48, 160, "48.31 km")
    )
    page.put(row, bar, counts, figures, month, kit.Card("空").put(kit.label("…")), None)
    page.body.add(kit.TickList(VOCABULARY, 4), kit.SumsRow("合计 14 乡镇", [("里程", "11 012.65")]))
    return page


def window(theme: str, scale: float) -> MainWindow:
    """The sample window."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    i18n.use("zh_CN")
    apply(app, theme, scale)
    made = MainWindow(ITEMS, {"today": start, "patrol": patrol, "settings": components})
    made.set_user("赵满仓")
    for key, words in (
        ("saved", "已自动保存 09:20:14"),
        ("offline", "离线可用"),
        ("export", "待导出 6 条"),
        ("backup", "上次备份 今天 07:50"),
        ("crs", "CGCS2000 · 度分秒"),
        ("place", "示例市示例县 · 示例林业站"),
    ):
        made.status.show_words(key, words)
    made.set_sample(True)
    return made


def main(folder: Path) -> None:
    """Draw every picture into ``folder``."""
    for theme, scale, size in (
        ("light", 1.0, (1366, 697)),
        ("dark", 1.0, (1366, 697)),
        ("light", 1.5, (1920, 1080)),
        ("light", 2.0, (1920, 1080)),
    ):
        shown = window(theme, scale)
        for key in ("settings", "patrol", "today"):
            shown.show_page(key)
            if key == "patrol":
                shown.show_toast("P-0176 已移到 待复核", print)
            grab(shown, folder / f"{key}-{theme}-{round(scale * 100)}.png", *size)
        shown.close()
        shown.deleteLater()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
