"""The patrol editor: what is counted, kept, refused, placed and recorded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from patrol_app import i18n
from patrol_app.domain.records.attachment import Attachment
from patrol_app.errors import EnvironmentFault
from patrol_app.geo.display import Point, Polyline
from patrol_app.gui import theme
from patrol_app.gui.context import New, Open
from patrol_app.gui.patrol.drawing import events, picture
from tests.support.grab import front
from tests.support.photos import jpeg
from tests.support.ranger import Desk, write

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def desk(qapp: QApplication, qtbot, tmp_path: Path) -> Iterator[Desk]:
    """A ranger who walked the day before, with an hour's walk just imported as a draft."""
    i18n.use("zh_CN")
    theme.apply(qapp, "light", 1.0)
    made = Desk(tmp_path)
    made.open()
    front(qtbot, made.window)
    made.imported(made.files())
    yield made
    made.close()
    i18n.use("en")


def again(desk: Desk) -> None:
    """Close the editor and open the same patrol."""
    rec = desk.editor.rec
    desk.page.close_editor()
    desk.settle()
    desk.open(Open("patrol", rec))


def test_the_import_fills_what_the_last_patrol_had(desk: Desk) -> None:
    record, before = desk.patrol(desk.editor.rec), desk.patrols()[-1].record
    for name in ("ranger_id", "grid_id", "patrol_type", "means"):
        assert getattr(record, name) == getattr(before, name), name
    assert record.start_at and record.end_at
    assert desk.editor.view.log.hand_count() == (7, 0)
    assert desk.editor.view._count.text() == "手填 7 项 · 已填 0"


@pytest.mark.ci
def test_map_and_time_line_show_the_same_walk(desk: Desk) -> None:
    shown = picture(desk.editor.loaded)
    roles = [shape.role for shape in shown.shapes if isinstance(shape, Point)]
    assert roles.count("photo") == 3 and {"start", "end"} <= set(roles)
    assert any(isinstance(shape, Polyline) and shape.role == "track" for shape in shown.shapes)
    marks = events(desk.editor.loaded)
    record = desk.patrol(desk.editor.rec)
    assert [marks[0].at_ms, marks[-1].at_ms] == [record.start_at.ms, record.end_at.ms]
    first, last = desk.editor.view.strip.span()
    assert first < record.start_at.ms < record.end_at.ms < last
    assert np.isfinite(desk.editor.view.strip._heights).all()


@pytest.mark.ci
def test_a_rule_or_boundary_that_is_not_there_is_a_dash(desk: Desk) -> None:
    facts = desk.editor.view.facts
    assert facts._inside.accessibleName() == "责任区内 — 无网格界"
    assert facts._valid.accessibleName().startswith("有效巡护 — ≥3 km")
    assert not facts._badge.isHidden()


@pytest.mark.ci
def test_the_drafted_text_follows_what_is_typed(desk: Desk) -> None:
    card = desk.editor.view.text
    before = card._caption.text()
    desk.tick("nothing_found")
    desk.editor._follow()
    assert card._caption.text() != before
    assert "无佐证 0" in card._caption.text()


def test_errors_stand_at_their_fields_and_the_first_one_has_the_focus(desk: Desk) -> None:
    desk.type("weather", "q")
    desk.press("Ctrl+Return")
    form = desk.editor.view.log.form
    wrong = [key for key, field in form if field.error()]
    assert wrong == [
        "temp_c_e1", "wind_force", "wind_dir", "danger_level", "route", "nothing_found",
    ]  # fmt: skip
    assert form["temp_c_e1"].control.hasFocus()
    assert desk.patrol(desk.editor.rec).weather == "晴"  # refused, yet saved
    assert desk.app.records.get("patrol", desk.editor.rec).state == "draft"
    write(form["temp_c_e1"].control, "21")
    assert not form["temp_c_e1"].error()


@pytest.mark.ci
def test_text_that_cannot_be_read_is_not_saved(desk: Desk) -> None:
    desk.type("wind_force", "99")
    desk.press("Ctrl+S")
    field = desk.editor.view.log.form["wind_force"]
    assert field.error() and field.control.hasFocus()
    assert desk.patrol(desk.editor.rec).wind_force is None


@pytest.mark.ci
def test_no_wind_has_no_direction_to_type(desk: Desk) -> None:
    desk.type("wind_force", "0")
    assert desk.editor.view.log.form["wind_dir"].control.value() == "无风"


def test_save_writes_only_what_was_typed_and_the_number_stays(desk: Desk) -> None:
    rec, number = desk.editor.rec, desk.patrol(desk.editor.rec).number
    desk.type("route", "示例站—东沟")
    before = len(desk.app.store.queries.history(rec))
    desk.press("Ctrl+S")
    assert desk.patrol(rec).route == "示例站—东沟"
    assert desk.patrol(rec).number == number
    assert len(desk.app.store.queries.history(rec)) == before + 1
    assert not desk.editor.dirty()
    assert desk.app.drafts.find(desk.user.id, "patrol", rec) is None


def test_typed_text_survives_a_crash(desk: Desk) -> None:
    rec = desk.editor.rec
    desk.type("route", "示例站—西沟")
    desk.type("temp_c_e1", "x")
    desk.editor._keep()
    desk.settle()
    desk.editor.gone = True  # the program dies here: nothing more is kept
    again(desk)
    form = desk.editor.view.log.form
    assert form["route"].control.value() == "示例站—西沟"
    assert form["temp_c_e1"].control.text() == "x"
    assert desk.editor.view.note() is not None
    assert desk.patrol(rec).route == ""
    desk.editor.view.note().acted.emit()
    desk.settle()
    assert form["route"].control.value() == ""
    assert desk.app.drafts.find(desk.user.id, "patrol", rec) is None


def test_leaving_keeps_the_text_and_does_not_ask(desk: Desk) -> None:
    desk.type("route", "示例站—南沟")
    rec = desk.editor.rec
    assert desk.editor.leave_question() == ""
    desk.press("Esc")
    assert desk.page.editor is None
    desk.open(Open("patrol", rec))
    assert desk.editor.view.log.form["route"].control.value() == "示例站—南沟"


@pytest.mark.ci
def test_leaving_asks_when_the_text_could_not_be_kept(desk: Desk, monkeypatch) -> None:
    def full(*_args: object) -> None:
        """The disk is full."""
        raise EnvironmentFault("disk.full", "No space is left on the disk")

    monkeypatch.setattr(desk.app.drafts, "keep", full)
    desk.type("route", "示例站—北沟")
    desk.editor._keep()
    desk.settle()
    assert desk.editor.leave_question() != ""
    monkeypatch.undo()
    desk.editor._keep()
    desk.settle()
    assert desk.editor.leave_question() == ""


def test_a_change_elsewhere_is_told_and_nothing_typed_is_lost(desk: Desk) -> None:
    rec = desk.editor.rec
    desk.type("route", "示例站—中沟")
    desk.app.records.save("patrol", rec, {"weather": "雨"}, None, desk.user)
    desk.settle()
    desk.press("Ctrl+S")
    assert desk.patrol(rec).route == ""
    note = desk.editor.view.note()
    assert note is not None and note.property("tone") == "conflict"
    note.acted.emit()
    desk.settle()
    form = desk.editor.view.log.form
    assert form["weather"].control.value() == "雨"
    assert form["route"].control.value() == "示例站—中沟"
    desk.press("Ctrl+S")
    assert desk.patrol(rec).route == "示例站—中沟"


def test_a_finding_takes_time_and_place_from_a_photo(desk: Desk) -> None:
    view, rec = desk.editor.view, desk.editor.rec
    photo = desk.editor.loaded.photos[1].photo
    desk.click(view.findings.add)
    form = view.findings.open_form
    view.map.picked.emit(f"photo:{photo.id}")
    form.form["category"].control.set_value("P07")
    write(form.form["description"].control, "绵羊约 14 只")
    form.form["action"].control.set_value(("劝阻",))
    desk.click(form.keep_button)
    found = desk.editor.loaded.finding_records
    assert len(found) == 1 and found[0].patrol_id == rec
    assert found[0].found_at == photo.taken_at
    assert (found[0].position.lon, found[0].position.source) == (photo.position.lon, "photo")
    hung = desk.app.store.queries.children("attachment", "parent_id", found[0].id)
    assert [row.record.id for row in hung] == [photo.id]
    assert len(desk.editor.loaded.photos) == 3  # the strip still shows it
    assert view.log.hand_count()[0] == 6  # the tick is not asked for any more


@pytest.mark.ci
def test_a_finding_takes_its_place_from_a_click_on_the_map(desk: Desk) -> None:
    view = desk.editor.view
    desk.click(view.findings.add)
    desk.click(view.map, QPoint(90, view.map.height() - 70))
    place = view.findings.open_form.form["position"].control.value()
    assert place is not None and place.source == "hand" and place.datum == "wgs84"
    view.findings.open_form.keep()
    wrong = [key for key, field in view.findings.open_form.form if field.error()]
    assert wrong == ["category", "found_at", "action", "description"]


def test_submitting_submits_the_findings_too(desk: Desk) -> None:
    values = {"patrol_id": desk.editor.rec, "category": "P06"}
    finding = desk.app.records.new("finding", values, desk.user)
    desk.settle()
    assert desk.editor.loaded.findings
    for field, words in (
        ("weather", "q"),
        ("temp_c_e1", "21"),
        ("wind_force", "0"),
        ("danger_level", "2"),
        ("route", "示例站"),
    ):
        desk.type(field, words)
    desk.press("Ctrl+Return")
    note = desk.editor.view.note()
    assert note is not None and finding.record.number in note.accessibleName()
    assert desk.app.records.get("patrol", desk.editor.rec).state == "draft"


def test_a_photo_without_data_is_placed_by_hand_and_taken_back(desk: Desk) -> None:
    bare = desk.folder / "bare.jpg"
    bare.write_bytes(jpeg(colour="white"))
    desk.drop([bare])
    assert desk.importing.patrol[0]
    desk.press("Ctrl+Return")
    shown = next(one for one in desk.editor.loaded.photos if not one.source)
    view = desk.editor.view
    assert view.photos.thumb(shown.photo.id).caption() == "无拍摄信息"
    view.photos.thumb(shown.photo.id)._use()
    assert desk.editor.ground.placing == shown.photo.id
    view.viewer.hide()
    desk.click(view.map, QPoint(view.map.width() // 3, view.map.height() // 2))
    placed = desk.app.records.get("attachment", shown.photo.id).record
    assert isinstance(placed, Attachment)
    assert placed.position is not None and placed.position.source == "hand"
    desk.window._toasts._toasts[-1].undo()
    desk.settle()
    back = desk.app.records.get("attachment", shown.photo.id).record
    assert isinstance(back, Attachment) and back.position is None


@pytest.mark.ci
def test_a_patrol_by_hand_takes_its_times_and_a_night(desk: Desk) -> None:
    desk.page.close_editor()
    desk.open(New("patrol"))
    assert not desk.editor.view.has_map()
    desk.type("date", "2026-08-01")
    desk.type("start_at", "22:00")
    desk.type("end_at", "02:30")
    desk.type("distance_cm", "4.2")
    desk.press("Ctrl+S")
    record = desk.patrol(desk.editor.rec)
    assert record.end_at.ms - record.start_at.ms == 270 * 60_000
    assert record.distance_cm == 420_000
    assert record.number.startswith("P")


@pytest.mark.ci
def test_another_ranger_brings_grid_and_type_where_nothing_stands(desk: Desk) -> None:
    other = desk.app.records.new("person", {"name": "王护林", "roles": ("ranger",)}, desk.user)
    rec = other.record.id
    grid = desk.app.records.new("grid", {"grid_no": "021", "ranger_id": rec}, desk.user)
    values = {"ranger_id": rec, "grid_id": grid.record.id, "patrol_type": "FIRE", "means": "摩托"}
    desk.app.records.new("patrol", values, desk.user)
    blank = desk.app.records.new("patrol", {}, desk.user)
    desk.page.close_editor()
    desk.open(Open("patrol", blank.record.id))
    control = desk.editor.view.log.form["ranger_id"].control
    control.set_value(rec)
    control.edited.emit()
    desk.settle()
    changes = desk.editor.view.log.changes()
    assert (changes["grid_id"], changes["patrol_type"], changes["means"]) == (
        grid.record.id, "FIRE", "摩托",
    )  # fmt: skip


@pytest.mark.ci
def test_the_history_names_who_and_what(desk: Desk) -> None:
    desk.type("route", "示例站—东沟")
    desk.press("Ctrl+S")
    newest = desk.editor.loaded.history[0]
    assert newest.who == "示例护林员" and newest.keys == ("route",)
