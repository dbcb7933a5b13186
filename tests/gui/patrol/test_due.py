"""Due tasks and rounds as lines of the page Today."""

from __future__ import annotations

from patrol_app import i18n
from patrol_app.domain.builtin_rules import builtin_book
from patrol_app.domain.instant import day_start
from patrol_app.domain.period import Span
from patrol_app.domain.rules.task import standing
from patrol_app.gui.context import New, Open
from patrol_app.gui.patrol.due import SHOWN, patrol_tasks
from patrol_app.services.tasks import TaskLine

NOW = day_start("2026-08-03") + 9 * 3_600_000


def line(last: str, task: str = "t", **more: object) -> TaskLine:
    """A line whose window ends on ``last``."""
    stands = standing(Span("2026-07-01", last), 2, ["2026-07-02"], (), "2026-08-03")
    return TaskLine(task, "重点巡护", "p", stands, **more)  # type: ignore[arg-type]


def test_words_and_where_they_lead() -> None:
    i18n.use("zh_CN")
    rule = builtin_book().find("linzhang.freq.town")
    found = patrol_tasks(
        (line("2026-08-01"), line("2026-08-03"), line("2026-08-31", "", rule=rule)), NOW
    )
    assert [one.chip for one in found] == ["超期 2 天", "今日到期", "剩 28 天"]
    assert [one.tone for one in found] == ["overdue", "due", "due"]
    assert found[0].caption == "已完成 1 / 2 · 2026-07-01 至 2026-08-01"
    assert found[0].go == ("base", Open("task", "t"))
    assert found[2].title == "林长巡林：重点巡护" and found[2].caption.endswith("规则未核实")
    assert found[2].go is not None
    assert found[2].go[1] == New("patrol", {"patrol_type": "LINZHANG", "ranger_id": "p"})


def test_too_many_are_counted() -> None:
    i18n.use("zh_CN")
    found = patrol_tasks((line("2026-08-31"),) * (SHOWN + 3), NOW)
    assert len(found) == SHOWN + 1
    assert found[-1].chip == "另有 3 项" and found[-1].go is None
    assert patrol_tasks((), NOW) == []
