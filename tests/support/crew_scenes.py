"""A crew that trained and drilled, and its pages as pictures are made of them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from patrol_app.bootstrap import App
from patrol_app.domain.instant import DAY_MS, MINUTE_MS, Instant, date_of
from patrol_app.domain.journal.op import new_item_key
from patrol_app.gui.context import CrewPaper, Live, New, Open
from tests.support.photos import jpeg

if TYPE_CHECKING:
    from tests.support.scenes import Stage

PEOPLE = 24
PARTS = (("集结", 2000), ("出动", 1500), ("战术", 3000), ("装备", 1500), ("安全", 2000))
HELD = (("风力灭火机", 10, 9), ("二号工具", 30, 30), ("对讲机", 2, 2), ("阻燃服", 20, 20))


@dataclass(frozen=True)
class Played:
    """Ids of what was entered."""

    team: str
    done: str
    running: str
    blower: str


def key() -> str:
    """A key of an entry."""
    return new_item_key(secrets.token_bytes(5))


def play_crew(app: App) -> Played:
    """A crew of 24, its equipment, a drill of three months ago and one that is being timed."""
    actor, new, now = app.session.actor, app.records.new, app.clock.now_ms()
    day = date_of(now)
    people = []
    for at in range(PEOPLE):
        fit = date_of(now + (at - 1) * 20 * DAY_MS)
        values = {"name": f"示例队员{at + 1}", "roles": ("ranger",), "fit_until": fit}
        people.append(new("person", values, actor).record.id)
    team = new(
        "team",
        {"name": "示例半专业扑火队", "team_type": "半专业扑火队", "leader_id": people[0],
         "member_ids": tuple(people[1:]), "phone": "0000-0000000"},
        actor,
    ).record.id  # fmt: skip
    things: list[str] = []
    for name, count, sound in HELD:
        thing = {"name": name, "kind": name, "count": count, "sound": sound, "team_id": team,
                 "keeper_id": people[1], "place": "示例库房",
                 "check_due": date_of(now + (len(things) * 20 - 10) * DAY_MS)}  # fmt: skip
        things.append(new("equipment", thing, actor).record.id)
    session = Instant(now - 30 * DAY_MS)
    rows = [{"key": key(), "person_id": one, "present": True} for one in people]
    new(
        "training",
        {"name": "机具操作", "topics": ("机具操作",), "team_id": team, "place": "示例站",
         "start_at": session, "end_at": Instant(session.ms + 240 * MINUTE_MS),
         "guest": "示例教员", "attendance": rows},
        actor, submit=True,
    )  # fmt: skip
    done = new("drill", drill_values(team, people, now - 95 * DAY_MS), actor, submit=True)
    photo = jpeg(size=(320, 240))
    hung = {"parent_id": done.record.id, "parent_type": "drill", "name": "示例.jpg",
            "mime": "image/jpeg", "sha256": app.store.blobs.put(photo), "bytes": len(photo),
            "taken_at": Instant(now - 95 * DAY_MS + 9 * MINUTE_MS),
            "taken_source": "exif"}  # fmt: skip
    new("attachment", hung, actor)
    running = {**drill_values(team, people, now - 25 * MINUTE_MS), "end_at": None, "live": True}
    running |= {"steps": running["steps"][:4], "scores": (), "problems": ()}
    kit = (("风力灭火机", 8), ("二号工具", 22), ("对讲机", 1))
    running["kit"] = [
        {"key": key(), "order": at, "name": name, "taken": n} for at, (name, n) in enumerate(kit)
    ]
    for row in running["attendance"][-2:]:
        row["present"] = None
    assert day
    return Played(team, done.record.id, new("drill", running, actor).record.id, things[0])


def drill_values(team: str, people: list[str], start_ms: int) -> dict[str, Any]:
    """A whole drill that began at ``start_ms``."""
    spans = (0, 90, 642, 910, 1577, 2100, 3000, 3600, 3900)
    steps = [
        {"key": key(), "order": at, "step": f"T{at}", "source": "live",
         "at": Instant(start_ms // 1000 * 1000 + span * 1000, "second")}
        for at, span in enumerate(spans)
    ]  # fmt: skip
    there = [
        {
            "key": key(),
            "order": at,
            "person_id": one,
            "present": at != 7,
            "reason": "" if at != 7 else "请假",
        }
        for at, one in enumerate(people)
    ]
    scores = [
        {"key": key(), "order": at, "part": part, "subject": part, "points_e2": 8600 - 300 * at,
         "weight_e2": weight}
        for at, (part, weight) in enumerate(PARTS)
    ]  # fmt: skip
    problem = {"key": key(), "text": "对讲机缺一台", "person_id": people[1],
               "due": date_of(start_ms + 30 * DAY_MS)}  # fmt: skip
    return {
        "name": "示例拉动", "drill_type": "无预案拉动(双盲)", "team_id": team, "place": "示例沟",
        "start_at": Instant(start_ms // 1000 * 1000, "second"),
        "end_at": Instant(start_ms + 4000 * 1000, "second"), "commander_id": people[0],
        "safety_officer_id": people[1], "scenario": "示例村后山起火，过火约 15 亩，上坟用火",
        "danger_level": 3, "wind_force": 3, "wind_dir": "北", "weather": "晴", "steps": steps,
        "attendance": there, "scores": scores, "problems": [problem],
        "kit": [{"key": key(), "name": "风力灭火机", "taken": 8, "sound": 8}],
    }  # fmt: skip


def crew(stage: Stage) -> None:
    """The stop-watch, the forms of a crew, its three papers, Today with what a crew has to do."""
    front, page = stage.front, stage.front.window.page("crew")
    if not stage.full:
        front.navigate("crew", New("drill"))
        stage.take("crew-drill-new", None)
        page.close_editor(refocus=False)  # type: ignore[attr-defined]
        return
    made = play_crew(front.ctx.app)
    views = (
        ("crew-live", Live(made.running)), ("crew-drill", Open("drill", made.done)),
        ("crew-equipment", Open("equipment", made.blower)), ("crew-training", New("training")),
        ("crew-paper-drill", CrewPaper("drill-record", _number(stage, made.done))),
        ("crew-paper-ledger", CrewPaper("equipment-ledger")),
        ("crew-paper-card", CrewPaper("readiness-card")),
    )  # fmt: skip
    for name, argument in views:
        front.navigate("crew", argument)
        stage.take(name, None)
        page.close_editor(refocus=False)  # type: ignore[attr-defined]
    front.navigate("base", Open("team", made.team))
    stage.take("crew-team", None)
    front.window.page("base").close_editor(refocus=False)  # type: ignore[attr-defined]
    front.window.show_page("today")
    stage.take("crew-today", None)


def _number(stage: Stage, rec: str) -> str:
    """Number of a drill."""
    return stage.front.ctx.app.records.get("drill", rec).record.number
