"""The Exchange page by keyboard and mouse, on real data folders of a city and its stations."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from patrol_app import i18n
from patrol_app.gui import theme
from patrol_app.gui.context import Files
from patrol_app.gui.exchange.codes import in_fours
from patrol_app.gui.pages.exchange import ExchangePage
from tests.support.exchange import Side, World, cut, flip
from tests.support.page_window import PageWindow, column

LEFT = Qt.MouseButton.LeftButton
Show = Callable[[Side], PageWindow]


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    before = i18n.language()
    i18n.use("zh_CN")
    theme.apply(qapp, "light", 1.0)
    yield
    i18n.use(before)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World.new(tmp_path)
    yield made
    made.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def show(qtbot: QtBot, world: World) -> Iterator[Show]:
    shown: list[PageWindow] = []

    def open_on(side: Side) -> PageWindow:
        shown.append(PageWindow(side.app, ExchangePage))
        return shown[-1]

    yield open_on
    for one in shown:
        one.close()


def chips(window: PageWindow) -> list[str]:
    return [chip.words() for chip in window.page.page_chips()]


def enrol(qtbot: QtBot, station: PageWindow, city: PageWindow, stick: Path) -> None:
    """Request and grant on one stick, both codes typed."""
    assert chips(station) == ["未登记"]
    assert station.page.page_actions() == []

    station.answers.place = stick
    qtbot.mouseClick(station.page.enrol.folder.button, LEFT)
    qtbot.mouseClick(station.button("写申请文件"), LEFT)
    station.settle()
    asked = station.ctx.app.exchange.request(stick).code
    figures = station.words().replace("\n", "")
    assert all(part in figures for part in in_fours(asked).split("-"))

    city.page.take_drop([str(stick / "enrol-DEMO01.hlb")])
    qtbot.keyClicks(city.page.editor.code, in_fours(asked))
    city.press(qtbot, "Ctrl+Return")
    city.settle()
    code = city.page.editor._grant.code
    assert (stick / "grant-DEMO01-01.hlb").exists()
    city.press(qtbot, "Ctrl+Return")
    assert city.page.editor is None

    station.page.take_drop([str(stick / "grant-DEMO01-01.hlb")])
    qtbot.keyClicks(station.page.enrol.code, code)
    qtbot.mouseClick(station.page.enrol.take, LEFT)
    station.settle()
    assert chips(station) == ["已登记"]


def export(qtbot: QtBot, station: PageWindow, stick: Path) -> Path:
    """What is new onto the stick; the package."""
    station.page.refresh()
    station.settle()
    qtbot.mouseClick(station.button(f"导出 {station.page.view.state.local_only} 条"), LEFT)
    station.page.editor.place.line.clear()
    qtbot.keyClicks(station.page.editor.place.line, str(stick))
    station.press(qtbot, "Ctrl+Return")
    station.settle()
    package = next(stick.glob("HL1-DEMO01-*"))
    assert str(package) in station.words()
    assert "可以安全弹出 U 盘" in station.words()
    station.press(qtbot, "Ctrl+Return")
    station.settle()
    return package


def take_in(qtbot: QtBot, city: PageWindow, package: Path) -> Path:
    """The whole stick into the city; the receipt."""
    city.answers.place = package.parent
    qtbot.mouseClick(city.button("接收整个 U 盘"), LEFT)
    city.settle()
    total = city.page.editor._seen.outcome.total
    qtbot.mouseClick(city.button(f"导入 {total('new') + total('changed')} 条"), LEFT)
    city.settle()
    receipt: Path = city.page.editor._done.receipts[0]
    assert str(receipt) in city.words()
    qtbot.mouseClick(city.button("完成"), LEFT)
    city.settle()
    return receipt


def test_whole_round_by_keyboard_and_mouse(
    qtbot: QtBot, world: World, stick: Path, show: Show
) -> None:
    """Request, grant, accept, export, rehearse, receive; the receipt shows at the station."""
    side = world.unenrolled("DEMO01")
    station, city = show(side), show(world.city)
    enrol(qtbot, station, city, stick)
    side.finding()
    package = export(qtbot, station, stick)
    assert column(station.page.sent.table, "state") == ["未回执"]
    receipt = take_in(qtbot, city, package)
    assert receipt.parent == stick / "回执" / "DEMO01"
    assert column(city.page.senders.table, "state") == ["已收"]

    station.page.accept(Files((str(receipt),)))
    station.settle()
    qtbot.mouseClick(station.button("读取 1 份回执"), LEFT)
    station.settle()
    qtbot.mouseClick(station.button("完成"), LEFT)
    station.settle()
    assert column(station.page.sent.table, "state") == ["市已收"]
    assert station.page.view.state.local_only == 0


def test_rehearsal_lists_bad_files_in_plain_words_and_writes_nothing(
    qtbot: QtBot, world: World, stick: Path, show: Show, tmp_path: Path
) -> None:
    """A cut, a flipped, an unknown sender's and a foreign file beside a good one."""
    side = world.station("DEMO01")
    side.finding()
    good = side.export().paths[0]
    shutil.copy(good, stick)
    cut(good, stick / "HL1-DEMO01-aaaaaaaa-1-2-1.hlb", 500)
    flip(good, stick / "HL1-DEMO01-bbbbbbbb-1-2-1.hlb", good.stat().st_size - 40)
    other = tmp_path / "other"
    other.mkdir()
    elsewhere = World.new(other, "DEMO77")
    stranger = elsewhere.station("DEMO08")
    stranger.finding()
    shutil.copy(stranger.export().paths[0], stick)
    elsewhere.close()
    picture = stick / "photo.jpg"
    picture.write_bytes(b"no package")

    city = show(world.city)
    before = world.city.rows()
    city.page.take_drop([str(stick), str(picture)])
    city.settle()
    editor = city.page.editor
    words = column(editor.list.table, "word")
    assert sorted(words[:4]) == ["拒收", "拒收", "拒收", "隔离待查"]
    assert "新增" in words
    reasons = column(editor.list.table, "what")
    assert "发送方未在本级登记" in reasons
    assert "不是本程序的交换文件" in reasons
    assert "丢弃 0 条 · 全部列在此处" in city.words()
    assert world.city.rows() == before
    assert list(stick.glob("HL1-DEMO00-*")) == []

    qtbot.mouseClick(city.button("需留意 4"), LEFT)
    assert len(column(editor.list.table, "word")) == 4
    city.press(qtbot, "Ctrl+Return")
    city.settle()
    assert "4 个文件未收，见下表" in city.words()
    qtbot.mouseClick(city.button("完成"), LEFT)
    city.settle()
    aside = column(city.page.aside.table, "file")
    assert len(aside) == 1
    assert "发送方未在本级登记" in aside[0]
    assert column(city.page.senders.table, "state") == ["已收"]


def test_gap_shows_in_the_ledger(world: World, show: Show) -> None:
    """The second package without the first: the missing entries are named."""
    side = world.station("DEMO01")
    side.finding()
    first = side.export()
    side.finding()
    second = side.export()
    world.city.receive(*second.paths)
    city = show(world.city)
    count = first.upto
    assert column(city.page.senders.table, "state") == [f"缺 {count} 条"]
    assert column(city.page.senders.table, "missing") == [f"1–{count}"]


def test_wrong_digits_stand_beside_their_field(
    qtbot: QtBot, world: World, stick: Path, show: Show
) -> None:
    """Wrong and too few digits grant nothing and say why at the field."""
    side = world.unenrolled("DEMO01")
    request = side.app.exchange.request(stick).path
    city = show(world.city)
    city.page.open_grant(request)
    editor = city.page.editor
    qtbot.keyClicks(editor.code, "123")
    city.press(qtbot, "Ctrl+Return")
    assert editor._code.error() == "数字码为 12 位"
    editor.code.clear()
    qtbot.keyClicks(editor.code, "000000000000")
    city.press(qtbot, "Ctrl+Return")
    city.settle()
    assert "数字" in editor._code.error()
    assert list(stick.glob("grant*")) == []
    city.press(qtbot, "Esc")
    assert city.page.editor is None


def test_unchecked_grant_is_marked_and_can_be_checked(
    world: World, stick: Path, show: Show
) -> None:
    """Without the digits the station stands as not checked until it types them."""
    side = world.unenrolled("DEMO01")
    asked = side.app.exchange.request(stick)
    grant = world.city.app.exchange.grant(asked.path, stick, code=asked.code, same_unit=False)
    side.app.exchange.accept(grant.path, code=None)
    station = show(side)
    assert chips(station) == ["市级未核对"]
    station.page.take_drop([str(grant.path)])
    panel = station.page.editor.panel
    panel.code.setText(grant.code)
    panel.accept()
    station.settle()
    assert chips(station) == ["已登记"]


def test_recovery_key_is_asked_for_until_confirmed(qtbot: QtBot, world: World, show: Show) -> None:
    """The city's page warns until a person says that the key has left."""
    city = show(world.city)
    assert "恢复密钥未离机" in city.words()
    qtbot.mouseClick(city.button("已离机"), LEFT)
    city.settle()
    assert "恢复密钥未离机" not in city.words()


def test_export_into_no_folder_says_so(qtbot: QtBot, world: World, show: Show) -> None:
    """A path that is not there: a sentence, nothing written, the place can be mended."""
    side = world.station("DEMO01")
    side.finding()
    station = show(side)
    station.page.open_export()
    editor = station.page.editor
    editor.place.set_value(world.folder / "gone")
    station.press(qtbot, "Ctrl+Return")
    assert "没有文件夹 gone" in station.words()
    assert editor.place.isEnabled()
    editor.place.set_value(side.out)
    station.press(qtbot, "Ctrl+Return")
    assert "可以安全弹出 U 盘" in station.words()


def test_empty_folder_is_told(world: World, stick: Path, show: Show) -> None:
    """A stick without packages: a sentence and a way to try again."""
    city = show(world.city)
    city.page.open_receive([stick])
    city.settle()
    assert "文件没能读取" in city.words()
    assert not city.button("没有可导入的").isEnabled()


def test_page_fits_the_laptop(world: World, show: Show) -> None:
    """At 100 % nothing scrolls on a 1366 × 697 window."""
    for side in (world.city, world.station("DEMO01"), world.unenrolled("DEMO02")):
        page = show(side).page
        assert page.need().height() <= 613
        assert page.need().width() <= 1286
