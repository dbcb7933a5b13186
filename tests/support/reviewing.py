"""Submitted patrols and the people who review them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from patrol_app.bootstrap import App
from patrol_app.domain.instant import Instant, parse_iso
from patrol_app.errors import UserError
from patrol_app.services.ports import Stored
from patrol_app.services.reviews import Seen
from patrol_app.services.session import Actor, actor_of

MINUTE = 60_000


def head_of(app: App, role: str = "station_head") -> Actor:
    """A new person with a role, a station head by default."""
    values = {"name": f"示例{role}", "roles": (role,)}
    return actor_of(app.records.new("person", values, app.session.actor))


def ranger_of(app: App, name: str = "示例护林员") -> Actor:
    """A ranger, made once."""
    found = app.store.queries.find("person", name)
    if found is None:
        values = {"name": name, "roles": ("ranger",)}
        found = app.records.new("person", values, app.session.actor)
    return actor_of(found)


def patrol_values(app: App, **changes: Any) -> dict[str, Any]:
    """A patrol of the ranger that can be submitted."""
    ranger = ranger_of(app)
    grid = app.store.queries.find("grid", "001") or app.records.new(
        "grid", {"grid_no": "001", "ranger_id": ranger.id}, app.session.actor
    )
    values = {
        "ranger_id": ranger.id,
        "grid_id": grid.record.id,
        "patrol_type": "ROUTINE",
        "means": "徒步",
        "weather": "晴",
        "temp_c_e1": 125,
        "wind_force": 2,
        "wind_dir": "北",
        "danger_level": 3,
        "route": "村口",
        "nothing_found": True,
        "distance_cm": 500_000,
        "start_at": parse_iso("2026-08-03T09:00"),
        "end_at": parse_iso("2026-08-03T11:00"),
    }
    return {**values, **changes}


def submitted(app: App, day: int = 0, **changes: Any) -> Stored:
    """A submitted patrol; ``day`` moves it into the past."""
    values = patrol_values(app, **changes)
    for name in ("start_at", "end_at"):
        moment = values[name]
        values[name] = Instant(moment.ms - day * 24 * 60 * MINUTE)
    return app.records.new("patrol", values, app.session.actor, submit=True)


def seen(stored: Stored) -> Seen:
    """A record as its reader sees it."""
    return Seen(stored.record.id, stored.heads)


def refused(act: Callable[[], object]) -> str:
    """Code of the fault that ``act`` ends with; "" if it does not."""
    try:
        act()
    except UserError as fault:
        return fault.code
    return ""
