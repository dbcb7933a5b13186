"""Today: tiles, things to do that really exist, drafts, how far the records have come."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QProgressBar

from patrol_app.gui.front import Front
from patrol_app.gui.kit import ListRow, Question
from patrol_app.gui.pages.today import TodayPage
from patrol_app.services.month_progress import Progress
from tests.support.crews import enter_crew
from tests.support.windows import Watch, opened, settle


def today(front: Front) -> TodayPage:
    front.window.show_page("today")
    settle(front)
    page = front.window.page("today")
    assert isinstance(page, TodayPage)
    return page


def rows(page: TodayPage) -> list[str]:
    return [row.accessibleName() for row in page._tasks.findChildren(ListRow)]


def test_a_new_station_is_told_what_to_do(front: Front, watch: Watch) -> None:
    page = today(front)
    assert [name.split(" · ")[0] for name in rows(page)] == ["请市级为本机登记", "导出 2 条"]
    assert watch.seen == []


def test_tiles_open_forms(front: Front) -> None:
    page = today(front)
    QTest.mouseClick(page.tiles[3], Qt.MouseButton.LeftButton)
    settle(front)
    assert front.window.current_key() == "grazing"


def test_a_draft_is_offered_to_go_on_with(front: Front) -> None:
    app, actor = front.ctx.app, front.ctx.actor()
    front.work.command(lambda: app.records.new("pest", {"place": "示例沟"}, actor))
    settle(front)
    page = today(front)
    found = page._drafts.findChildren(ListRow)
    assert len(found) == 1
    assert "还差 3 项必填" in found[0].accessibleName()
    assert found[0].button is not None
    found[0].button.click()
    settle(front)
    assert front.window.current_key() == "pest"
    assert front.window.page("pest").editor is not None  # type: ignore[attr-defined]


def test_the_recovery_file_is_confirmed_to_be_away(tmp_path: Path, monkeypatch: Any) -> None:
    """A city is asked until a person confirms; the question names what is at stake."""
    from tests.support import windows
    from tests.support.folders import new_app

    monkeypatch.setattr(windows, "station_copy", lambda at, _name: new_app(at, "city", "DEMO00"))
    asked: list[str] = []

    def agree(self: Question) -> int:
        asked.append(self.windowTitle())
        return Question.DialogCode.Accepted.value

    monkeypatch.setattr(Question, "exec", agree)
    with opened(tmp_path) as front:
        page = today(front)
        first = page._tasks.findChildren(ListRow)[0]
        assert first.accessibleName().startswith("把恢复密钥文件移离本机")
        assert first.button is not None
        first.button.click()
        settle(front)
        assert asked == ["恢复密钥已离开本机？"]
        assert not any("恢复密钥" in name for name in rows(page))


def test_the_month_of_a_ranger_is_shown_and_goes_away(front: Front) -> None:
    page = today(front)
    assert not page._month.isVisible()
    page._month.show_progress(Progress("2026-10", 6, 20, 4_831_000, 3_700))
    settle(front)
    assert page._month.isVisible()
    gauges = {one.accessibleName(): one.value() for one in page._month.findChildren(QProgressBar)}
    assert gauges == {"有效天 6 / 20": 6, "网格覆盖 37.0 %": 3_700}
    page._month.show_progress(None)
    assert not page._month.isVisible()


@pytest.mark.ci
def test_today_is_that_of_the_person_who_acts(front: Front) -> None:
    """Four people share a laptop: each sees the actions and duties of the own role."""
    app, work = front.ctx.app, front.work
    enter_crew_of: list[Any] = []
    work.command(lambda: enter_crew(app), enter_crew_of.append)
    settle(front)
    people = dict(zip(("crew_leader", "ranger"), enter_crew_of[0].people[:2], strict=True))
    made: list[Any] = []
    values = {"name": "示例审计", "roles": ("auditor",)}
    work.command(lambda: app.records.new("person", values, front.ctx.actor()), made.append)
    settle(front)
    people["auditor"] = made[0].record.id
    seen = {"head": shown(front)}
    for role, rec in people.items():
        work.command(lambda rec=rec: app.session.begin(rec), front._set_actor)  # type: ignore[misc]
        settle(front)
        seen[role] = shown(front)
    tiles = {role: found[0] for role, found in seen.items()}
    assert tiles["head"][0] == tiles["ranger"][0] == "记巡护"
    assert (tiles["crew_leader"][0], len(tiles["crew_leader"])) == ("开始演练", 5)
    assert "开始演练" not in tiles["ranger"] and tiles["auditor"] == []
    for role, found in seen.items():
        late = any("装备检修超期：风力灭火机" in words for words in found[1])
        assert late is (role in ("head", "crew_leader")), role
    assert seen["auditor"][1] == [], "an auditor has nothing to do here"


def shown(front: Front) -> tuple[list[str], list[str]]:
    """Start actions and lines of the page."""
    page = today(front)
    return [tile.accessibleName() for tile in page.tiles], rows(page)
