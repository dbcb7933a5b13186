"""An inspection's patches: polygons and table in, answers, the folder out and in again."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path
from typing import Any

import pytest

from patrol_app.bootstrap import App
from patrol_app.domain.records.problem import Problem
from patrol_app.errors import UserError
from patrol_app.services.attachments import attach
from patrol_app.services.base_reading import Answers
from patrol_app.services.base_types import BasePlan
from patrol_app.services.patches import Answer, PatchLine, progress
from tests.support.patches import shapefile, table
from tests.support.photos import jpeg
from tests.unit.services.test_records import actor_with
from tests.unit.services.test_steps import clerk

pytestmark = [
    pytest.mark.ci,
    pytest.mark.keeps_threads("worker-frames of the module's reader process"),
]
BATCH = "2026年第一期"


def plan(app: App, path: Path, *, epsg: int = 4526, unit: str = "") -> BasePlan:
    """The rehearsal of a list."""
    look = app.patch_import.look(path)
    answers = Answers("patch", epsg=epsg, unit=unit, name=BATCH, valid_from="2026-08-03")
    return app.patch_import.plan(look, answers, clerk(app))


def take(app: App, path: Path, **how: Any) -> tuple[int, int, int]:
    """Import a list; new, changed, as they are."""
    done = app.patch_import.apply(plan(app, path, **how), clerk(app))
    return done.new, done.changed, done.same


def patch(app: App, number: str) -> PatchLine:
    """A patch of the list."""
    return next(one for one in app.patches.lines(BATCH) if one.patch.patch_no == number)


def test_polygons_and_table_meet_by_number_and_nothing_is_made_twice(
    app: App, folder: Path
) -> None:
    shapes, sheet = shapefile(folder / "in"), table(folder / "in")
    assert take(app, shapes) == (6, 0, 0)
    assert take(app, shapes) == (0, 0, 6)
    first = patch(app, "0001").patch
    assert first.outline.startswith("[[[") and first.position is not None
    assert first.patch_mu_e4 is not None and first.place == f"{BATCH}图斑0001"
    made = plan(app, sheet)
    assert (made.new, made.changed, made.same) == (0, 6, 0)
    name, words = made.changes[0]
    assert name == f"1 · {first.number}" and "Township" in words and "Outline" not in words
    app.patch_import.apply(made, clerk(app))
    assert take(app, sheet) == (0, 0, 6) and take(app, shapes) == (0, 0, 6)
    joined = patch(app, "0001").patch
    assert (joined.township, joined.place) == ("示例乡", "示例乡示例村0")
    assert joined.outline == first.outline and "前地类 乔木林地" in joined.description
    assert app.store.check() == []


def test_what_the_list_changes_is_listed_and_what_people_wrote_stays(
    app: App, folder: Path
) -> None:
    rec = patch(app, "0003").patch.id
    app.records.save("problem", rec, {"place": "现场更正的地点"}, None, clerk(app))
    app.records.submit("problem", rec, clerk(app))
    again = table(folder / "again", reasons=("开垦",))
    made = plan(app, again)
    assert (made.new, made.changed) == (0, 6)
    assert made.changes[2][1] == "Category, Description, Row of the list"
    app.patch_import.apply(made, clerk(app))
    changed = patch(app, "0003").patch
    assert (changed.category, changed.place) == ("P02", "现场更正的地点")
    moved = plan(app, shapefile(folder / "moved", moved=1))
    # two neighbours keep their shape; the moved one is told by name
    assert [name.split(" ")[0] for name, _words in moved.changes] == ["0002"]
    assert "Outline" in moved.changes[0][1]
    fewer = plan(app, shapefile(folder / "fewer", 4))
    assert [(one.code, one.count) for one in fewer.findings if one.code == "patch.absent"] == [
        ("patch.absent", 2)
    ]


def test_a_patch_in_the_bin_stays_there(app: App, folder: Path) -> None:
    rec = patch(app, "0006").patch.id
    app.records.delete("problem", rec, "重复", clerk(app))
    made = plan(app, table(folder / "in"))
    assert made.new == 0 and any(one.code == "patch.binned" for one in made.findings)
    app.records.restore("problem", rec, clerk(app))


def test_answers_are_steps_and_progress_counts_them(app: App, folder: Path) -> None:
    one, two = actor_with(app, "station_head"), actor_with(app, "county_office")
    true = Answer(True, "违法违规", "占用林地", "修路占用")
    app.patches.answer(one, patch(app, "0001").patch.id, true)
    app.patches.answer(one, patch(app, "0002").patch.id, Answer(False, "误判", "未变化", "云影"))
    assert patch(app, "0002").state == "doubt"
    app.patches.answer(two, patch(app, "0002").patch.id, Answer(False, "误判", "未变化", "同意"))
    first, second = patch(app, "0001"), patch(app, "0002")
    assert (first.state, first.answer, second.state) == ("true", true, "false")
    mended = Answer(True, "已查处", "占用林地", "已立案")
    app.patches.answer(one, first.patch.id, mended)
    assert patch(app, "0001").answer == mended
    with pytest.raises(UserError) as caught:
        app.patches.answer(one, second.patch.id, Answer(True, "违法违规", "开垦", "又看"))
    assert caught.value.code == "patch.answered"
    wrong = Answer(False, "误判", "未变化", "又看")
    app.patches.answer(one, first.patch.id, wrong)  # of one found true: two people as well
    assert (patch(app, "0001").state, patch(app, "0001").answer) == ("doubt", wrong)
    with pytest.raises(UserError) as caught:
        app.patches.answer(one, first.patch.id, wrong)
    assert [row["code"] for row in caught.value.details] == ["step.same"]
    app.patches.answer(two, first.patch.id, mended)  # the second person holds to it
    assert (patch(app, "0001").state, patch(app, "0001").answer) == ("true", mended)
    with pytest.raises(UserError) as caught:
        app.patches.answer(one, patch(app, "0003").patch.id, Answer(True, "", "开垦", "x"))
    assert (caught.value.code, caught.value.field) == ("field.required", "verdict")
    with pytest.raises(UserError) as caught:
        app.patches.answer(actor_with(app, "ranger"), patch(app, "0003").patch.id, true)
    assert caught.value.code == "session.forbidden"
    rows = [
        (row.township, row.count, row.answered, row.true, row.false)
        for row in progress(app.patches.lines(BATCH))
    ]
    assert rows == [("示例乡", 3, 1, 1, 0), ("示例镇", 3, 1, 0, 1)]


def test_the_folder_goes_out_whole_and_changes_nothing_when_it_comes_back(
    app: App, folder: Path
) -> None:
    taken = folder / "IMG_1.jpg"
    taken.write_bytes(jpeg())
    rec = patch(app, "0001").patch.id
    attach(
        app.store, app.clock, app.records, app.reader, app.bus, ("problem", rec), [taken],
        clerk(app),
    )  # fmt: skip
    target = folder / "上报"
    done = app.patch_export.write(clerk(app), BATCH, target)
    assert (done.count, done.photos, done.missing) == (6, 1, 0)
    found = sorted(one.relative_to(target).as_posix() for one in target.rglob("*") if one.is_file())
    assert {"图斑核查表.xlsx", "图斑.shp", "图斑.dbf", "照片/0001_1.jpg", "清单.txt"} <= set(found)
    assert (target / "照片" / "0001_1.jpg").read_bytes() == taken.read_bytes()
    listed = (target / "清单.txt").read_text(encoding="utf-8").splitlines()
    assert len(listed) == len(found) - 1
    for line in listed:
        digest, name = line.split("  ", 1)
        assert hashlib.sha256((target / name).read_bytes()).hexdigest() == digest
    checked = subprocess.run(
        ["sha256sum", "-c", "清单.txt"], cwd=target, capture_output=True, check=False
    )
    assert checked.returncode == 0
    with pytest.raises(UserError) as caught:
        app.patch_export.write(clerk(app), BATCH, target)
    assert caught.value.code == "file.exists"
    before = [one.patch for one in app.patches.lines(BATCH)]
    # the heading of the area states no unit, and a table has no shapes that tell it
    assert take(app, target / "图斑核查表.xlsx", unit="ha") == (0, 0, 6)
    assert take(app, target / "图斑.shp", epsg=4490) == (0, 0, 6)
    assert [one.patch for one in app.patches.lines(BATCH)] == before
    table_rows = app.base_import.look(target / "图斑核查表.xlsx")
    row = dict(zip(table_rows.columns, table_rows.rows[0], strict=True))
    assert (row["图斑号"], row["是否属实"], row["判定"]) == ("0001", "属实", "已查处")
    assert (row["备注"], row["照片"], row["TBBH"]) == ("第1个", "0001_1.jpg", "0001")


def test_the_folder_makes_the_same_patches_elsewhere(app: App, folder: Path) -> None:
    """What was exported, imported under another name, has the same outlines and facts."""
    look = app.patch_import.look(folder / "上报" / "图斑.shp")
    answers = Answers("patch", epsg=4490, name="副本", valid_from="2026-08-03")
    app.patch_import.apply(app.patch_import.plan(look, answers, clerk(app)), clerk(app))
    here, there = app.patches.lines(BATCH), app.patches.lines("副本")
    assert [one.patch.outline for one in here] == [one.patch.outline for one in there]
    assert [one.patch.patch_no for one in here] == [one.patch.patch_no for one in there]
    assert all(isinstance(one.patch, Problem) and one.state == "" for one in there)
