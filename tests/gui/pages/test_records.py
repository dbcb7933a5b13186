"""Lists and the generic form, by keyboard and mouse, on the real store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from patrol_app.domain.records import RECORD_TYPES
from patrol_app.gui import forms
from patrol_app.gui.context import New, Open
from patrol_app.gui.forms.generic import GenericEditor
from patrol_app.gui.front import Front
from patrol_app.gui.pages.records import RecordsPage
from patrol_app.paths import resource
from tests.support.windows import Watch, opened, present, press, retype, settle, typed


def page_of(front: Front, key: str) -> RecordsPage:
    front.window.show_page(key)
    settle(front)
    page = front.window.page(key)
    assert isinstance(page, RecordsPage)
    return page


def form_of(front: Front, key: str, type: str) -> GenericEditor:
    page = page_of(front, key)
    page.accept(New(type))
    settle(front)
    assert isinstance(page.editor, GenericEditor)
    assert page.editor.sheet is not None
    return page.editor


def control(editor: GenericEditor, name: str) -> Any:
    assert editor.sheet is not None
    return editor.sheet.form[name].control


def stored(front: Front, type: str) -> list[Any]:
    from patrol_app.services.ports import Listing

    listing = Listing(type, (), ("draft", "submitted", "changed"))
    found: list[Any] = []
    front.work.query(lambda: front.ctx.app.store.queries.page(listing).rows, found.extend)
    settle(front)
    return found


def new_person(front: Front, name: str) -> None:
    editor = form_of(front, "base", "person")
    retype(control(editor, "name"), name)
    press(front.window, "Ctrl+Return")
    settle(front)


def test_a_person_is_typed_saved_and_listed(front: Front, watch: Watch) -> None:
    """Ctrl+N, type, Ctrl+Enter: the list shows the new row and the toast its number."""
    page = page_of(front, "base")
    press(front.window, "Ctrl+N")
    settle(front)
    editor = page.editor
    assert isinstance(editor, GenericEditor)
    assert control(editor, "name").hasFocus()
    typed(control(editor, "name"), "李护林")
    press(front.window, "Ctrl+Return")
    settle(front)
    assert page.editor is None
    names = [row.record.name for row in stored(front, "person")]
    assert sorted(names) == sorted(["示例站长", "李护林"])
    assert page.view().table.model.rowCount() == 2
    assert watch.seen == []


def test_an_empty_form_is_not_submitted(front: Front) -> None:
    """The sentence stands beside the field, the first one has the focus, nothing is written."""
    editor = form_of(front, "pest", "pest")
    press(front.window, "Ctrl+Return")
    settle(front)
    assert editor.sheet is not None
    errors = {name: field.error() for name, field in editor.sheet.form if field.error()}
    assert list(errors) == ["pest", "seen_at", "position"]
    assert control(editor, "pest").hasFocus()
    assert stored(front, "pest") == []


def test_a_place_needs_its_datum(front: Front) -> None:
    """Coordinates without a datum are refused on save: it is never assumed."""
    editor = form_of(front, "pest", "pest")
    line = control(editor, "position")._line
    retype(line, "112°1′47″E 38°52′6″N")
    press(front.window, "Ctrl+S")
    settle(front)
    assert editor.sheet is not None
    assert editor.sheet.form["position"].error() == "请选坐标系"
    control(editor, "position")._datum.set_value("wgs84")
    press(front.window, "Ctrl+S")
    settle(front)
    place = stored(front, "pest")[0].record.position
    assert (place.lon, place.lat, place.datum) == (1_120_297_222, 388_683_333, "wgs84")


def test_livestock_rows_by_keyboard(front: Front) -> None:
    """Enter in the last row adds one, Ctrl+Delete takes it away, blank rows are not stored."""
    editor = form_of(front, "grazing", "grazing")
    items = control(editor, "livestock")
    items.cell(0, "animal").set_value("绵羊")
    retype(items.cell(0, "head"), "46")
    QTest.keyClick(items.cell(0, "head"), Qt.Key.Key_Return)
    assert items.rows() == 2
    assert items.cell(1, "animal").hasFocus()
    retype(items.cell(1, "head"), "3")
    QTest.keyClick(items.cell(1, "head"), Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert items.rows() == 1
    items.add.click()
    press(front.window, "Ctrl+S")
    settle(front)
    rows = stored(front, "grazing")[0].record.livestock
    assert [(row.animal, row.head) for row in rows] == [("绵羊", 46)]


def test_a_number_that_cannot_be_read_stays_on_the_form(front: Front) -> None:
    editor = form_of(front, "pest", "pest")
    retype(control(editor, "nest_count"), "三个")
    press(front.window, "Ctrl+S")
    settle(front)
    assert editor.sheet is not None
    assert editor.sheet.form["nest_count"].error()
    assert stored(front, "pest") == []


def test_typed_text_survives_the_end_of_the_program(tmp_path: Path) -> None:
    """Typed, not saved, closed: the form comes back from its draft with all that stood in it."""
    from patrol_app.bootstrap import build
    from patrol_app.gui.theme import current
    from patrol_app.settings import Settings

    with opened(tmp_path) as front:
        editor = form_of(front, "pest", "pest")
        retype(control(editor, "place"), "示例沟")
        draft = editor._keeper.id
        paths = front.ctx.app.paths
    again = Front(build(paths, Settings(tmp_path / "settings.json")), current())
    again.window.show_page("today")
    present(again)
    page = page_of(again, "pest")
    page.accept(New("pest", {}, draft))
    settle(again)
    editor = page.editor  # type: ignore[assignment]
    assert control(editor, "place").value() == "示例沟"
    press(again.window, "Ctrl+S")
    settle(again)
    assert stored(again, "pest")[0].record.place == "示例沟"
    left: list[Any] = []
    again.work.query(lambda: again.ctx.app.drafts.of(again.ctx.actor().id), left.extend)
    settle(again)
    assert left == []
    again.close()


def test_escape_keeps_the_text_without_asking(front: Front) -> None:
    editor = form_of(front, "pest", "pest")
    retype(control(editor, "place"), "示例沟")
    press(editor, "Escape")
    settle(front)
    assert page_of(front, "pest").editor is None
    left: list[Any] = []
    front.work.query(lambda: front.ctx.app.drafts.of(front.ctx.actor().id), left.extend)
    settle(front)
    assert left[0].body["values"]["place"] == "示例沟"


def test_another_writer_is_shown_as_a_difference(front: Front) -> None:
    """Both texts are kept apart: what the person typed stays, the rest follows the record."""
    new_person(front, "李护林")
    rows = {row.record.name: row for row in stored(front, "person")}
    page = page_of(front, "base")
    page.accept(Open("person", rows["李护林"].record.id))
    settle(front)
    editor = page.editor
    assert isinstance(editor, GenericEditor)
    retype(control(editor, "team"), "一队")
    app, actor, rec = front.ctx.app, front.ctx.actor(), rows["李护林"].record.id
    other = {"duty": "班长", "team": "二队"}
    front.work.command(lambda: app.records.save("person", rec, other, None, actor))
    settle(front)
    assert control(editor, "team").value() == "一队"
    assert control(editor, "duty").value() == "班长"
    assert editor._note is not None
    press(front.window, "Ctrl+S")
    settle(front)
    saved = {row.record.id: row.record for row in stored(front, "person")}[rec]
    assert (saved.team, saved.duty) == ("一队", "班长")


def test_delete_is_taken_back_by_the_toast(front: Front, qtbot: Any) -> None:
    new_person(front, "李护林")
    page = page_of(front, "base")
    view = page.view()
    view.table.select(0)
    view.delete()
    settle(front)
    assert len(stored(front, "person")) == 1
    assert view.table.model.rowCount() == 1
    press(front.window, "Ctrl+Z")
    settle(front)
    assert len(stored(front, "person")) == 2
    assert view.table.model.rowCount() == 2


def test_rows_are_copied_as_a_table(front: Front) -> None:
    view = page_of(front, "base").view()
    view.table.select(0)
    view.copy()
    head, line = QGuiApplication.clipboard().text().split("\n")
    assert head.split("\t")[:2] == ["编号", "姓名"]
    assert line.split("\t")[1] == "示例站长"


def test_filters_narrow_the_list_and_say_so(front: Front) -> None:
    new_person(front, "李护林")
    view = page_of(front, "base").view()
    view.filters.bar.buttons["roles"]._pick("admin")
    settle(front)
    assert view.table.model.rowCount() == 1
    assert view.filters.bar._count.text() == "共 1 条"
    view.filters.clear()
    settle(front)
    assert view.table.model.rowCount() == 2


def test_two_hundred_and_fifty_rows_page_by_keyset(front: Front) -> None:
    app, actor = front.ctx.app, front.ctx.actor()
    names = [{"name": f"人员{n:03d}"} for n in range(250)]
    front.work.command(lambda: app.records.new_many("person", names, actor))
    settle(front)
    model = page_of(front, "base").view().table.model
    assert model.rowCount() == 251
    seen = set()
    for row in range(251):
        model.data(model.index(row, 1))
        if row % 50 == 0:
            settle(front)
    settle(front)
    for row in range(251):
        line = model.row_at(row)
        assert line is not None, row
        seen.add(line.stored.record.id)
    assert len(seen) == 251


@pytest.mark.ci
@pytest.mark.parametrize("kind", [k for k in RECORD_TYPES if k.code != "attachment"])
def test_every_type_has_a_form_and_a_list(front: Front, kind: Any) -> None:
    """The generic form stands for any type, filled with nothing and not marked as typed in."""
    page = page_of(front, "base")
    editor = GenericEditor(front.ctx, forms.Target(kind.code))
    page.open_editor(editor)
    settle(front)
    assert editor.sheet is not None
    filled = {k: v for k, v in editor.sheet.values().items() if v not in (None, "", ())}
    assert filled == {}
    assert not editor._keeper.dirty


def test_photos_dropped_on_a_new_record_hang_on_it(front: Front) -> None:
    """The record is saved first; a second drop of the same photo adds nothing."""
    editor = form_of(front, "pest", "pest")
    photo = str(resource("sample/photo-1-1.jpg"))
    assert front.window.page("pest").take_drop([photo])
    settle(front)
    settle(front)
    found = stored(front, "attachment")
    assert [row.record.parent_type for row in found] == ["pest"]
    assert editor.stored is not None
    assert front.window.page("pest").take_drop([photo])
    settle(front)
    assert len(stored(front, "attachment")) == 1
