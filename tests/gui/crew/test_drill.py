"""A drill in the real window: entered by keyboard, or timed live, also under the lock."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from patrol_app.domain.instant import Instant
from patrol_app.domain.records.drill import Drill
from patrol_app.gui.context import Live, New, Open
from patrol_app.gui.drill import view as view_module
from patrol_app.gui.drill.lock_watch import LockWatch
from patrol_app.gui.drill.view import LiveView
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.forms.drill import DrillEditor
from patrol_app.gui.forms.side import Thumb
from patrol_app.gui.front import Front
from patrol_app.gui.kit import Button, Elide
from patrol_app.services.ports import Listing
from tests.support.crews import Crew, enter_crew
from tests.support.photos import jpeg
from tests.support.windows import Watch, press, retype, settle

STATES = ("draft", "submitted", "changed")


def off_thread(front: Front, run: Any) -> Any:
    """What ``run`` gives, asked beside the window's thread."""
    found: list[Any] = []
    front.work.command(run, found.append)
    settle(front)
    return found[0]


class Answers(Chooser):
    """A chooser that answers by itself."""

    def __init__(self, path: Path) -> None:
        """Answers with ``path``."""
        self._path = path

    def save(self, parent: QWidget, title: str, name: str, kinds: Sequence[str]) -> Path:
        """The test's file."""
        return self._path


def drills(front: Front) -> list[Any]:
    """Every drill, newest first."""
    queries = front.ctx.app.store.queries
    return list(off_thread(front, lambda: queries.page(Listing("drill", (), STATES)).rows))


def on_disk(front: Front) -> Drill:
    """The newest drill as it lies on the disk."""
    record = drills(front)[0].record
    assert isinstance(record, Drill)
    return record


@pytest.fixture
def crew(front: Front) -> Crew:
    """A team of four with equipment."""
    found = off_thread(front, lambda: enter_crew(front.ctx.app))
    assert isinstance(found, Crew)
    return found


def opened_form(front: Front) -> DrillEditor:
    """A new drill."""
    front.navigate("crew", New("drill"))
    settle(front)
    editor = front.window.page("crew").editor  # type: ignore[attr-defined]
    assert isinstance(editor, DrillEditor) and editor.sheet is not None
    return editor


def live_view(front: Front) -> LiveView:
    """The stop-watch that is shown."""
    settle(front)
    found = front.window.page("crew").editor  # type: ignore[attr-defined]
    assert isinstance(found, LiveView) and found.drill is not None
    return found


@pytest.mark.ci
def test_a_drill_is_entered_by_keyboard_from_its_paper(
    front: Front, crew: Crew, watch: Watch
) -> None:
    editor = opened_form(front)
    sheet = editor.sheet
    assert sheet is not None
    field: dict[str, Any] = {name: sheet.form[name].control for name in sheet.specs}
    assert field["team_id"].value() == crew.team
    assert field["commander_id"].value() == crew.people[0]
    assert [row.name for row in field["kit"].value()] == ["风力灭火机", "二号工具"]
    retype(field["name"], "秋季拉动")
    field["drill_type"].set_value("拉动(紧急集合)")
    retype(field["start_at"], "2026-08-03 14:46")
    retype(field["end_at"], "2026-08-03 16:00")
    retype(field["place"], "示例沟")
    field["safety_officer_id"].set_value(crew.people[1])
    line = field["steps"]
    clocks = {
        "T0": "14:46",
        "T1": "14:48",
        "T2": "14:57",
        "T3": "15:01",
        "T4": "15:12",
        "T5": "15:20",
    }
    for step, clock in clocks.items():
        retype(line.row(step).at, f"2026-08-03 {clock}")
    retype(line.row("T6").reason, "未合围")
    assert "达标" in line.row("T2").spent.text()
    assert "11 分" in line.row("T4").spent.text()
    roster = field["attendance"]
    tiles = list(roster.tiles.values())
    for tile in tiles[:3]:
        tile.setFocus()
        press(tile, "Space")
    press(tiles[3], "Space")
    press(tiles[3], "Space")
    assert roster.counts() == (4, 3, 1)
    roster._because(roster.value()[3].key, _choice("病假"))
    for at, points in enumerate((90, 80, 70, 60, 50)):
        retype(field["scores"].cell(at, "points_e2"), str(points))
    assert editor._score is not None and editor._score.total.text() == "70.00"
    press(front.window, "Ctrl+Return")
    settle(front)
    assert front.window.page("crew").editor is None  # type: ignore[attr-defined]
    row = drills(front)[0]
    assert row.state == "submitted"
    own = row.own
    assert (own["assembly_s"], own["travel_s"], own["attack_s"]) == (540, 660, 1920)
    assert (own["due"], own["present"], own["score_e2"]) == (4, 3, 7000)
    assert [one.source for one in row.record.steps] == ["typed"] * 6 + [""]
    assert row.record.attendance[3].reason == "病假"
    assert watch.seen == []


def _choice(code: str) -> Any:
    """A word chosen in a list."""
    from patrol_app.gui.forms.controls import WordCombo

    made = WordCombo("absence")
    made.set_value(code)
    return made


def test_each_tap_lies_on_disk_before_the_next_tile(front: Front, crew: Crew, watch: Watch) -> None:
    opened_form(front)
    press(front.window, "Ctrl+T")
    view = live_view(front)
    drill = view.drill
    assert drill is not None
    press(view.tile, "Space")
    assert not view.tile.isEnabled(), "no second tap before the first is on the disk"
    assert not drill.tap()
    settle(front)
    assert [row.step for row in on_disk(front).steps] == ["T0"]
    assert drill.next_step == "T1" and view.tile.isEnabled()
    for _step in ("T1", "T2"):
        press(view.tile, "Space")
        settle(front)
    view.later["T4"].click()
    settle(front)
    held = on_disk(front)
    assert [row.step for row in held.steps] == ["T0", "T1", "T2", "T4"]
    assert {row.source for row in held.steps} == {"live"}
    assert all(row.at is not None and row.at.precision == "second" for row in held.steps)
    assert held.start_at == held.steps[0].at and held.live
    press(front.window, "Ctrl+Z")
    settle(front)
    was = held.steps[2].at
    assert was is not None
    drill.correct("T2", Instant(was.ms + 60_000, "second"))
    settle(front)
    held = on_disk(front)
    assert [row.step for row in held.steps] == ["T0", "T1", "T2"]
    assert held.steps[2].source == "corrected"
    assert [(one.kind, one.step) for one in held.marks] == [("undone", "T4"), ("correction", "T2")]
    press(view, "S")
    settle(front)
    assert on_disk(front).marks[-1].kind == "safety", "the time is kept before the words"
    retype(view.said, "risk")
    press(view.said, "Return")
    settle(front)
    assert on_disk(front).marks[-1].text == "risk"
    for _piece in range(2):
        view.kit.buttons["风力灭火机", 1].click()  # the second tap while the first is written
    settle(front)
    assert [(row.name, row.taken) for row in on_disk(front).kit if row.taken] == [("风力灭火机", 2)]
    assert "缺 3" in view.kit._counts["风力灭火机"].text(), "of the standard's five"
    next(iter(view.roster.tiles.values())).click()
    settle(front)
    assert [row.present for row in on_disk(front).attendance] == [True, None, None, None]
    assert watch.seen == []


@pytest.mark.ci
def test_a_drill_goes_on_after_a_crash_and_says_so(
    front: Front, crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, actor = front.ctx.app, front.ctx.actor()
    at = Instant(1_785_734_400_000, "second")
    steps = ({"key": "aaaaaaaa", "step": "T0", "at": at, "source": "live"},)
    values = {"name": "示例", "steps": steps, "live": True}
    rec = off_thread(front, lambda: app.records.new("drill", values, actor)).record.id
    front.navigate("crew", Live(rec))
    view = live_view(front)
    settle(front)
    held = on_disk(front)
    assert [one.kind for one in held.marks] == ["gap"]
    assert held.marks[0].text.startswith("最后一次记录 13:20:00")
    assert view.drill is not None
    view.drill._wall -= 90_000  # the last look at the clock was before the machine slept
    view.drill.tick()
    settle(front)
    assert [one.kind for one in on_disk(front).marks] == ["gap", "gap"]
    monkeypatch.setattr(view_module, "confirm", lambda *_words: True)
    view.stop()
    settle(front)
    assert on_disk(front).end_at is not None
    assert view.drill.next_step == "" and not view.tile.isEnabled()
    view.to_form()
    settle(front)
    editor = front.window.page("crew").editor  # type: ignore[attr-defined]
    assert isinstance(editor, DrillEditor) and editor.sheet is not None


@pytest.mark.ci
def test_under_the_lock_only_the_milestone_key_works(front: Front, crew: Crew) -> None:
    opened_form(front)
    press(front.window, "Ctrl+T")
    view = live_view(front)
    front.guard.lock_now()
    settle(front)
    gate = front.guard.gate
    assert gate is not None
    panel = gate.findChild(LockWatch)
    assert panel is not None
    press(front.window, "F8")
    settle(front)
    assert [(row.step, row.source) for row in on_disk(front).steps] == [("T0", "locked")]
    words = " ".join(one.text() for one in panel.findChildren(type(panel._clock)))
    assert "T0" in words and "示例队员" not in words
    press(front.window, "N")
    press(front.window, "Ctrl+Z")
    settle(front)
    assert (len(on_disk(front).steps), on_disk(front).marks) == (1, ())
    front.guard._close_gate()
    settle(front)
    assert view.drill is not None and view.drill.next_step == "T1"
    front.navigate("crew", Open("drill", view.drill.record.id))
    settle(front)
    assert front.ctx.running.now() is None


@pytest.mark.ci
def test_the_stop_watch_compares_with_the_drill_before(front: Front, crew: Crew) -> None:
    app, actor = front.ctx.app, front.ctx.actor()

    def steps(*seconds: int) -> list[dict[str, Any]]:
        """The first mile-stones, so many seconds after a moment."""
        return [
            {"key": "aaaaaaa" + "abc"[at], "step": f"T{at}",
             "at": Instant(1_785_734_400_000 + after * 1000, "second")}
            for at, after in enumerate(seconds)
        ]  # fmt: skip

    base = {"name": "示例", "drill_type": "夜间", "team_id": crew.team}

    def write() -> str:
        """A drill of the team that was submitted, and one that runs now; the latter's id."""
        first = {**base, "place": "示例沟", "steps": steps(0, 60, 600),
                 "start_at": Instant(1_785_734_400_000), "end_at": Instant(1_785_738_000_000),
                 "commander_id": crew.people[0], "safety_officer_id": crew.people[1]}  # fmt: skip
        app.records.new("drill", first, actor, submit=True)
        shifted = [{**row, "at": Instant(row["at"].ms + 3_600_000, "second")}
                   for row in steps(0, 60, 638)]  # fmt: skip
        now = {**base, "steps": shifted, "start_at": shifted[0]["at"], "live": True}
        return app.records.new("drill", now, actor).record.id

    front.navigate("crew", Live(off_thread(front, write)))
    view = live_view(front)
    said = [one.text() for one in view.findChildren(Elide)]
    assert any("慢 38 秒" in words for words in said), said
    assert any("上次 9 分 00 秒" in words for words in said), said


@pytest.mark.ci
def test_photos_hang_on_a_drill_and_stand_on_its_form(
    front: Front, crew: Crew, tmp_path: Path, watch: Watch
) -> None:
    editor = opened_form(front)
    sheet = editor.sheet
    assert sheet is not None
    retype(sheet.form["name"].control, "night")
    files = []
    for name, colour in (("a.jpg", "green"), ("b.jpg", "blue")):
        files.append(tmp_path / name)
        files[-1].write_bytes(jpeg(colour=colour))
    film = b"\0\0\0\x18ftypisom" + bytes(5_000)
    files.append(tmp_path / "c.mp4")
    files[-1].write_bytes(film)
    assert editor.take_drop([str(path) for path in files]), "photos are taken, the draft is saved"
    settle(front)
    settle(front)
    queries, rec = front.ctx.app.store.queries, drills(front)[0].record.id
    hung = off_thread(front, lambda: queries.children("attachment", "parent_id", rec))
    assert sorted(row.record.name for row in hung) == ["a.jpg", "b.jpg", "c.mp4"]
    assert all(row.record.parent_type == "drill" for row in hung)
    assert sorted(bool(row.record.derived) for row in hung) == [False, True, True]
    assert len(editor._photos.findChildren(Thumb)) == 3
    editor._photo_work.chooser = Answers(tmp_path / "out.mp4")
    (out,) = editor._photos.findChildren(Button, "film-copy")
    out.click()
    settle(front)
    assert (tmp_path / "out.mp4").read_bytes() == film, "a film is given out as it came"
    assert watch.seen == []
