"""Today: tiles, things to do that really exist, drafts, how far the records have come."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QProgressBar, QScrollArea

from patrol_app import i18n
from patrol_app.domain.instant import DAY_MS
from patrol_app.gui.front import Front
from patrol_app.gui.kit import ListRow, Question
from patrol_app.gui.pages.today import TodayPage
from patrol_app.gui.pages.today_folder import down_tasks
from patrol_app.gui.pages.today_task import Task
from patrol_app.services.going_down import GoingDown
from patrol_app.services.month_progress import Progress
from patrol_app.services.seasons import Season
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


def test_what_waits_to_be_carried_down_is_told() -> None:
    """At once, and due after a week; a package without a word is told after that week alone."""
    i18n.use("zh_CN")
    now = 30 * DAY_MS
    assert down_tasks(GoingDown(open=2, open_ms=now - 6 * DAY_MS), now) == []
    going = GoingDown(
        said=3, said_ms=now, open=2, open_ms=now - 7 * DAY_MS, handing=1,
        handing_ms=now - 8 * DAY_MS,
    )  # fmt: skip
    said, unheard, handing = down_tasks(going, now)
    assert (said.tone, said.chip, said.key, said.go) == (
        "info", "今日", "sending", ("exchange", "deliver"),
    )  # fmt: skip
    assert said.title == "3项决定待下发"
    assert (unheard.tone, unheard.chip, unheard.title) == ("due", "7 天", "2台设备未确认下发包")
    assert (handing.tone, handing.key, handing.go) == ("due", "handing", ("exchange", "waiting"))


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


def test_many_tasks_scroll_in_their_card_and_not_the_page(front: Front, watch: Watch) -> None:
    front.window.resize(1366, 697)
    page = today(front)
    view = page._content
    tasks = tuple(Task("due", f"剩 {n} 天", f"事项{n}", "示例沟", "打开") for n in range(12))
    page._show_tasks(tasks)
    wraps = page._season  # a sentence that wraps makes the page's height follow its width
    wraps.show_seasons(
        [Season("fire", "防火期 第 9 天，" * 12, "10-01 — 05-31", True, hint="巡查") for _ in "ab"]
    )
    settle(front)
    bar = view.verticalScrollBar()
    assert bar.maximum() == 0, "the page itself stands still"
    inner = next(one for one in page._tasks.findChildren(QScrollArea) if one.isVisible())
    assert inner.verticalScrollBar().maximum() > 0
    rows = page._tasks.findChildren(ListRow)
    assert sum(not row.visibleRegion().isEmpty() for row in rows) >= 5
    assert watch.seen == []
