"""Papers from the sample station on the real store: words, fonts, pages, figures, records."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from patrol_app import i18n
from patrol_app.bootstrap import App
from patrol_app.errors import UserError
from patrol_app.services.report_types import Paper
from patrol_app.services.sample import STATIONS, SampleDone, fill
from tests.support.folders import station_copy

TOOLS = ("pdftotext", "pdffonts", "qpdf")
needs_tools = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in TOOLS), reason="poppler-utils or qpdf is missing"
)


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[App, SampleDone]]:
    """The sample station, filled once."""
    i18n.use("zh_CN")
    app = station_copy(tmp_path_factory.mktemp("papers"))
    yield app, fill(app, STATIONS[0])
    app.close()


def words(path: Path) -> str:
    """The text of a PDF, laid out."""
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, timeout=240
    )
    return done.stdout.decode("utf-8")


def figures(paper: Paper, column: str) -> dict[str, str]:
    """row -> figure of one column."""
    return {cell.row: cell.text for cell in paper.cells if cell.column == column}


@needs_tools
def test_daily_log(station: tuple[App, SampleDone], tmp_path: Path) -> None:
    app, done = station
    paper = app.reports.daily_log(done.numbers["patrol"], tmp_path / "log.pdf")
    assert (paper.pages, paper.path) == (1, tmp_path / "log.pdf")
    text = words(paper.path)
    for part in (
        "护林员巡护日志", "2026年4月9日", "星期四", "李护林", "014 示例沟—北坡", "北风 3 级",
        "示例站—示例沟—北坡防火道—示例站", "07时40分出发", "禁牧区内绵羊约 14 只", "已劝阻",
        "示例站站长", "进山 4 人", "3 户 / 7 人次 / 传单 7 份", "轨迹图", "护林员（签名）",
        "第 1 页 / 共 1 页",
        "佐证等级：B", done.numbers["patrol"],
    ):  # fmt: skip
        assert part in text, part
    assert "无佐证" not in text


@needs_tools
def test_a_log_without_track_says_so(station: tuple[App, SampleDone], tmp_path: Path) -> None:
    app, _done = station
    typed = {"remark": "清理防火道枯枝", "distance_cm": 512_300, "route": "示例站—北坡"}
    stored = app.records.new("patrol", typed, app.session.actor)
    paper = app.reports.daily_log(stored.record.number, tmp_path / "typed.pdf")
    text = words(paper.path)
    for part in ("草稿，未提交", "无佐证", "5.12 km（手填）", "佐证等级：D", "无轨迹", "无照片"):
        assert part in text, part


@needs_tools
def test_many_words_run_on_to_a_second_page(
    station: tuple[App, SampleDone], tmp_path: Path
) -> None:
    app, _done = station
    remark = "".join(f"第{n}处防火道枯枝已清理。" for n in range(220))
    stored = app.records.new("patrol", {"remark": remark}, app.session.actor)
    paper = app.reports.daily_log(stored.record.number, tmp_path / "long.pdf")
    assert paper.pages >= 2
    text = words(paper.path).replace("\n", "").replace(" ", "")
    assert f"第{paper.pages}页/共{paper.pages}页" in text
    assert "第219处防火道枯枝已清理" in text
    assert "护林员（签名）" in text


@needs_tools
def test_monthly_figures_and_records_behind_them(
    station: tuple[App, SampleDone], tmp_path: Path
) -> None:
    app, done = station
    paper = app.reports.monthly(None, "2026-04", tmp_path / "month.pdf")
    name = next(row for row in figures(paper, "巡护天数/实巡") if "合" not in row)
    assert figures(paper, "护林员人数")[name] == "1"
    assert figures(paper, "巡护天数/实巡")[name] == "1"
    assert figures(paper, "轨迹佐证（天）/B 导入")[name] == "1"
    assert figures(paper, "问题/发现")[name] == "1"
    assert figures(paper, "巡护天数/应巡")[name] == "20"
    assert figures(paper, "出勤率")[name] == "5.00"
    own = app.records.named("patrol", done.numbers["patrol"]).own
    assert figures(paper, "巡护里程/总里程")[name] == f"{own['length_cm'] / 100_000:.2f}"
    behind = {cell.column: cell.numbers for cell in paper.cells if cell.row == name}
    assert behind["巡护天数/实巡"] == (done.numbers["patrol"],)
    assert behind["问题/发现"] == (done.numbers["finding"],)
    text = words(paper.path)
    for part in (
        "护林员巡护月报表",
        "（2026年4月）",
        "本单位设定，未核实",
        "林长办主任（签字）",
        "（单位盖章）",
        "草稿",
    ):
        assert part in text, part


@needs_tools
def test_papers_are_sound_pdf_with_embedded_subsets(
    station: tuple[App, SampleDone], tmp_path: Path
) -> None:
    app, done = station
    log = app.reports.daily_log(done.numbers["patrol"], tmp_path / "a.pdf")
    month = app.reports.monthly(None, "2026-04", tmp_path / "b.pdf")
    for paper in (log, month):
        subprocess.run(["qpdf", "--check", str(paper.path)], check=True, capture_output=True)
        listed = subprocess.run(
            ["pdffonts", str(paper.path)], check=True, capture_output=True, text=True
        ).stdout.splitlines()[2:]
        assert listed
        for line in listed:
            assert "NotoSansSC" in line, line
            assert line.split()[-5:-3] == ["yes", "yes"], line


def test_workbook_holds_numbers_as_numbers(station: tuple[App, SampleDone], tmp_path: Path) -> None:
    app, _done = station
    paper = app.reports.monthly(None, "2026-04", tmp_path / "month.xlsx")
    sheet = openpyxl.load_workbook(paper.path).active
    assert sheet is not None
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = cells[3]
    assert "巡护天数" in head
    row = cells[5]
    assert row[4] == 1
    assert isinstance(row[7], float)
    assert row[3] == 20
    assert any("填表人" in str(value) for line in cells for value in line)


def test_an_empty_month_prints_a_note(station: tuple[App, SampleDone], tmp_path: Path) -> None:
    app, _done = station
    paper = app.reports.monthly(None, "2001-02", tmp_path / "empty.pdf")
    assert paper.notes[0] == "本期无记录。"
    assert figures(paper, "巡护天数/实巡")["合  计"] == "0"


@pytest.mark.parametrize(
    ("unit", "month", "name", "code"),
    [
        (None, "2026-13", "a.pdf", "report.month"),
        (None, "October", "a.pdf", "report.month"),
        ("NOWHERE", "2026-04", "a.pdf", "report.unit"),
        (None, "2026-04", "a.docx", "report.ending"),
        (None, "2026-04", "absent/a.pdf", "report.folder"),
    ],
)
def test_wrong_wishes_are_refused(
    station: tuple[App, SampleDone], tmp_path: Path, unit: str, month: str, name: str, code: str
) -> None:
    app, _done = station
    with pytest.raises(UserError) as caught:
        app.reports.monthly(unit, month, tmp_path / name)
    assert caught.value.code == code
    assert not list(tmp_path.iterdir())


def test_an_unknown_patrol_is_refused(station: tuple[App, SampleDone], tmp_path: Path) -> None:
    app, _done = station
    with pytest.raises(UserError) as caught:
        app.reports.daily_log("P0", tmp_path / "a.pdf")
    assert caught.value.code == "record.unknown"


def test_the_same_records_give_the_same_bytes(
    station: tuple[App, SampleDone], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, done = station
    frozen = app.clock.now_ms()
    monkeypatch.setattr(app.clock, "now_ms", lambda: frozen)
    one = app.reports.daily_log(done.numbers["patrol"], tmp_path / "1.pdf").path.read_bytes()
    two = app.reports.daily_log(done.numbers["patrol"], tmp_path / "2.pdf").path.read_bytes()
    assert one == two


@pytest.mark.parametrize(
    ("name", "lines"),
    [("示例县第一林业站", 1), ("示例县示例镇示例国有林场第十二管护站", 2), ("示" * 400, 2)],
)
def test_a_units_name_stays_inside_its_row(name: str, lines: int) -> None:
    """A name that is higher than its row would run over the rules of the table."""
    from patrol_app.reports.monthly_pdf import ROW_HEIGHT, unit_cell

    width = 62.0
    cell = unit_cell(name, width)
    _wide, height = cell.wrap(width, 1000)
    assert height <= ROW_HEIGHT
    assert len(cell.blPara.lines) == lines
