"""A fire crew for tests: a team, its people, what it holds."""

from __future__ import annotations

from dataclasses import dataclass

from patrol_app.bootstrap import App

NAMES = ("示例队长", "示例队员甲", "示例队员乙", "示例队员丙")


@dataclass(frozen=True)
class Crew:
    """Ids of a crew that was entered."""

    team: str
    people: tuple[str, ...]
    blower: str


def enter_crew(app: App) -> Crew:
    """A fire crew of four with two kinds of equipment."""
    actor, new = app.session.actor, app.records.new
    roles = [("crew_leader",), ("ranger",), ("ranger",), ("ranger",)]
    people = tuple(
        new("person", {"name": name, "roles": role, "phone": "13900000000"}, actor).record.id
        for name, role in zip(NAMES, roles, strict=True)
    )
    team = new(
        "team",
        {
            "name": "示例半专业扑火队",
            "team_type": "半专业扑火队",
            "leader_id": people[0],
            "member_ids": people[1:],
            "phone": "0000-0000000",
        },
        actor,
    ).record.id
    held = {"team_id": team, "keeper_id": people[1], "place": "示例库房"}
    blower = new(
        "equipment",
        {
            "name": "风力灭火机", "kind": "风力灭火机", "model": "6MF-22", "count": 8, "sound": 7,
            "checked_on": "2026-06-01", "check_due": "2026-07-01", **held,
        },
        actor,
    )  # fmt: skip
    new(
        "equipment",
        {"name": "二号工具", "kind": "二号工具", "count": 24, "sound": 24, **held},
        actor,
    )
    return Crew(team, people, blower.record.id)
