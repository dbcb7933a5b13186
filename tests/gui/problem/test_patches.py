"""The list of an inspection in the window: taken in, walked by keyboard, given out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from patrol_app.domain.instant import parse_iso
from patrol_app.domain.position import Place
from patrol_app.gui.front import Front
from patrol_app.gui.pages.problems import PATCHES, ProblemsPage
from patrol_app.gui.problem.patch_files import ImportPatchesEditor
from patrol_app.services.patch_facts import SOURCE
from tests.gui.problem.test_problems_page import off_thread, page_of
from tests.support.patches import TOWNSHIPS, shapefile, table
from tests.support.windows import Watch, press, settle
from tests.unit.services.test_steps import FACTS

BATCH = "2026年第一期"


def patches(front: Front, count: int = 3) -> None:
    """Patches side by side, without files."""
    app = front.ctx.app
    actor = replace(app.session.actor, roles=("station_head", "county_office"))

    def write() -> None:
        """Each a square of some 90 m."""
        for n in range(count):
            lon, lat = 1_125_000_000 + 10_000 * n, 389_000_000
            values = {
                **FACTS,
                "source": SOURCE,
                "category": "P01",
                "found_at": parse_iso("2026-08-03T00:00+08:00"),
                "patch_batch": BATCH,
                "patch_no": f"{n + 1:04d}",
                "patch_mu_e4": 123_000,
                "township": TOWNSHIPS[n % 2],
                "outline": f"[[[{lon},{lat},8000,0,0,8000,-8000,0]]]",
                "position": Place(lon=lon + 4000, lat=lat + 4000, datum="cgcs2000", source="file"),
            }
            app.problems.write(actor, values)

    off_thread(front, write)


def shown(front: Front) -> ProblemsPage:
    """The page with its patches."""
    page = page_of(front)
    page.show_type(PATCHES)
    settle(front)
    settle(front)
    return page


def choose(combo: Any, code: str) -> None:
    """Choose an entry by keyboard: arrow keys from the first one."""
    combo.setFocus()
    for _ in range(20):
        if combo.value() == code:
            return
        QTest.keyClick(combo, Qt.Key.Key_Down)
    raise AssertionError(code)


def test_the_list_is_walked_by_keyboard(front: Front, watch: Watch) -> None:
    patches(front)
    page = shown(front)
    view = page.patches
    panel = view.panel
    assert panel.line is not None and panel.line.patch.patch_no == "0001"
    assert not view.map.isHidden() and view.batch() == BATCH
    press(front.window, "Alt+Down")
    settle(front)
    assert panel.line.patch.patch_no == "0002"
    press(front.window, "Alt+Up")
    settle(front)
    press(front.window, "Ctrl+Return")  # nothing was said yet
    assert panel.fields["true"].error() and panel.true.hasFocus()
    choose(panel.true, "yes")
    choose(panel.verdict, "违法违规")
    press(front.window, "Ctrl+Return")
    settle(front)
    assert panel.fields["change"].error(), "the state on the ground is still open"
    choose(panel.change, "占用林地")
    panel.text.setFocus()
    panel.text.insertPlainText("修路占用林地")
    press(front.window, "Alt+Down")
    settle(front)
    assert page.leave_question()
    press(front.window, "Alt+Up")
    settle(front)
    assert panel.text.value() == "修路占用林地", "what was typed is still there"
    press(front.window, "Ctrl+Return")
    settle(front)
    settle(front)
    assert panel.line.patch.patch_no == "0002" and page.leave_question() == ""
    assert [one.state for one in view.every] == ["true", "", ""]
    assert view.progress.model.rowCount() == 2
    assert watch.seen == []


@pytest.mark.ci
def test_a_list_comes_in_and_the_folder_goes_out(front: Front, tmp_path: Path) -> None:
    class Answers:
        """A chooser that answers by itself."""

        def folder(self, _parent: object, _title: str, start: str = "") -> Path:
            """The test's folder."""
            return tmp_path

    page = shown(front)
    assert page.patches._stack.currentIndex() == 1, "the empty page says what to do"
    page.take_drop([str(shapefile(tmp_path / "in"))])
    settle(front)
    editor = page.editor
    assert isinstance(editor, ImportPatchesEditor) and editor.answers is not None
    assert editor.answers.system is not None and editor.answers.version is not None
    editor.answers.version.name.setText(BATCH)
    editor.rehearse()
    settle(front)
    assert editor.plan is not None and editor.plan.new == 6
    editor.confirm()
    settle(front)
    assert editor.done is not None
    editor.read(table(tmp_path / "in"))
    settle(front)
    assert editor.answers is not None and editor.answers.version is not None
    editor.answers.version.name.setText(BATCH)
    editor.rehearse()
    settle(front)
    assert editor.plan is not None and (editor.plan.new, editor.plan.changed) == (0, 6)
    editor.confirm()
    settle(front)
    page.close_editor()
    settle(front)
    settle(front)
    assert len(page.patches.every) == 6 and page.patches.batch() == BATCH
    page.chooser = Answers()  # type: ignore[assignment]
    page.show_head()
    from patrol_app.gui.problem.patch_files import export_folder

    export_folder(front.ctx, page.patches.batch(), page.chooser, page)
    settle(front)
    found = [one.name for one in tmp_path.iterdir() if one.is_dir()]
    assert f"森林督查_{BATCH}" in found or f"Forest inspection {BATCH}" in found
