"""First start by keyboard: a station with its request, a city with its recovery file, samples."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from patrol_app.bootstrap import build
from patrol_app.gui import theme
from patrol_app.gui.wizard.first_start import FILE, HOW, PLACE, WHO, FirstStart, sample_paths
from patrol_app.paths import DataPaths
from patrol_app.services.profiles import profile_in_use
from patrol_app.services.setup import SAMPLE
from patrol_app.settings import Settings
from tests.support.windows import typed


@pytest.fixture
def wizard(tmp_path: Path) -> Iterator[FirstStart]:
    made = FirstStart(DataPaths(tmp_path / "data"), Settings(tmp_path / "settings.json"))
    made.show()
    yield made
    made.end()


def enter(wizard: FirstStart) -> None:
    focus = wizard.focusWidget() or wizard.frame
    QTest.keyClick(focus, Qt.Key.Key_Return)


def fill(wizard: FirstStart) -> None:
    typed(wizard.who.unit, "demo01")
    typed(wizard.who.name, "示例林业站")
    typed(wizard.who.person, "示例站长")


def test_a_station_is_set_up_with_its_request(wizard: FirstStart, tmp_path: Path) -> None:
    enter(wizard)
    assert wizard.frame.at() == WHO
    enter(wizard)
    assert wizard.frame.at() == WHO  # nothing filled yet
    assert wizard.who.unit.hasFocus()
    fill(wizard)
    wizard.who.profile.set_value("xinzhou")  # a station judges by the rules of its city
    enter(wizard)
    assert wizard.frame.at() == FILE
    wizard.file.path.setText(str(tmp_path / "request.hlb"))
    enter(wizard)
    assert wizard.frame.at() == PLACE
    # the backup place: never inside the data, never where nothing is
    for wrong in (tmp_path / "data" / "b", tmp_path / "none" / "b", Path("b")):
        wizard.place.path.setText(str(wrong))
        enter(wizard)
        assert wizard.place.form["path"].error()
        assert wizard.work.busy() == 0
    wizard.place.path.setText(str(tmp_path / "backups"))
    enter(wizard)
    wizard.work.settle()
    assert wizard.made == DataPaths(tmp_path / "data")
    assert (tmp_path / "request.hlb").is_file()
    app = build(wizard.made, Settings(tmp_path / "settings.json"))
    assert app.store.queries.identity().unit == "DEMO01"
    assert app.session.actor.name == "示例站长"
    profile = profile_in_use(app.store.queries)
    assert profile is not None and profile.name == "忻州市"
    made = app.backups.make(app.session.actor)
    assert made.rows[0].path.parent == tmp_path / "backups"
    app.close()


def test_the_request_may_be_skipped(wizard: FirstStart, tmp_path: Path) -> None:
    enter(wizard)
    fill(wizard)
    enter(wizard)
    wizard.frame.skip.click()
    enter(wizard)
    wizard.work.settle()
    assert wizard.made is not None
    assert wizard.request_file is None
    assert not list(tmp_path.glob("*.hlb"))


def test_a_city_gets_its_recovery_file_once(wizard: FirstStart, tmp_path: Path) -> None:
    wizard.how.buttons["city"].click()
    enter(wizard)
    fill(wizard)
    enter(wizard)
    inside = tmp_path / "data" / "recovery.txt"
    wizard.file.path.setText(str(inside))
    assert not wizard.frame.skip.isVisible()
    enter(wizard)
    enter(wizard)
    wizard.work.settle()
    assert wizard.made is None  # inside the data folder: refused, back at the question
    assert wizard.frame.at() == FILE
    wizard.file.path.setText(str(tmp_path / "recovery.txt"))
    enter(wizard)
    enter(wizard)
    wizard.work.settle()
    assert wizard.made is not None
    assert (tmp_path / "recovery.txt").read_text(encoding="utf-8")


def test_a_wrong_unit_code_is_said_beside_its_field(wizard: FirstStart) -> None:
    enter(wizard)
    fill(wizard)
    wizard.who.unit.setText("示例-1")
    enter(wizard)
    assert wizard.frame.at() == WHO
    assert wizard.who.form["unit"].error()


def test_sample_data_lies_in_a_folder_of_its_own(wizard: FirstStart, tmp_path: Path) -> None:
    assert wizard.frame.at() == HOW
    wizard.how.buttons["sample"].click()
    enter(wizard)
    wizard.work.settle()
    assert wizard.work.bugs == []
    assert wizard.made == sample_paths(DataPaths(tmp_path / "data"))
    assert not (tmp_path / "data").exists()
    app = build(wizard.made, Settings(tmp_path / "settings.json"))
    assert app.store.queries.meta(SAMPLE) == "1"
    app.close()


def test_large_text_leaves_the_buttons_on_a_small_screen(
    qapp: QApplication, tmp_path: Path
) -> None:
    theme.apply(qapp, "light", 2.0)
    made = FirstStart(DataPaths(tmp_path / "data"), Settings(tmp_path / "settings.json"))
    made.show()
    enter(made)
    assert made.frame.at() == WHO
    assert made.minimumSizeHint().height() < 768 - 71  # without title bar and task bar
    below = made.frame.next.mapTo(made, made.frame.next.rect().bottomLeft()).y()
    assert below < made.height()
    made.end()
    theme.apply(qapp, "light", 1.0)
