"""Sample data through the real services: one record of each kind, a walk and photos imported.

Everything is invented (示例); the demo, the wizard's trial folder and the pictures use it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from patrol_app.domain.instant import Instant, parse_iso
from patrol_app.domain.journal.op import new_item_key
from patrol_app.domain.position import Place
from patrol_app.domain.records.attachment import Attachment
from patrol_app.paths import resource
from patrol_app.services.imports import ImportService
from patrol_app.services.records import RecordService
from patrol_app.services.session import Session

DAY = "2026-04-09"


class Folder(Protocol):
    """An open data folder, as far as the sample needs it."""

    records: RecordService
    session: Session

    @property
    def imports(self) -> ImportService:
        """Tracks and photos from files."""


@dataclass(frozen=True)
class SampleStation:
    """One invented station.

    Attributes:
        number: 1 or 2; picks the walk and the photos.
        ranger: name; grid_no and grid_name of the grid.
    """

    number: int
    ranger: str
    grid_no: str
    grid_name: str


STATIONS = (
    SampleStation(1, "李护林", "014", "示例沟—北坡"),
    SampleStation(2, "王巡山", "021", "样板岭—南坡"),
)


@dataclass(frozen=True)
class SampleDone:
    """Numbers of what was written, by type code; ``patrol`` first imported, then submitted."""

    numbers: Mapping[str, str]


def files(station: SampleStation) -> list[Path]:
    """The walk and the photos of a station, as they lie with the program."""
    folder = resource("sample")
    return [
        folder / f"walk-{station.number}.gpx",
        *(folder / f"photo-{station.number}-{shot}.jpg" for shot in (1, 2, 3)),
    ]


def fill(folder: Folder, station: SampleStation) -> SampleDone:
    """Write the station's people, grid, patrol, finding, drill, pest and grazing records.

    Args:
        folder: a station just set up.
        station: which of ``STATIONS``.

    Raises:
        UserError: a rule refuses a sample (then the sample is wrong).
    """
    actor = folder.session.actor
    new = folder.records.new
    ranger = new("person", {"name": station.ranger, "roles": ("ranger",)}, actor)
    leader = new("person", {"name": f"示例队长{station.number}", "roles": ("crew_leader",)}, actor)
    grid = new(
        "grid",
        {
            "grid_no": station.grid_no,
            "name": station.grid_name,
            "ranger_id": ranger.record.id,
            "area_mu_e4": 27_684_000,
            "forest_type": "公益林",
        },
        actor,
    )
    patrol, finding = _patrol(folder, station, ranger.record.id, grid.record.id)
    place = Place(lon=1_119_712_000, lat=388_690_000, datum="wgs84", source="hand")
    drill = new("drill", _drill(ranger.record.id, leader.record.id), actor, submit=True)
    pest = new("pest", _pest(patrol, grid.record.id, place), actor, submit=True)
    party = new("party", {"name": "当事人甲", "village": "示例村"}, actor)
    grazing = new(
        "grazing",
        _grazing(patrol, grid.record.id, party.record.id, ranger.record.id, place),
        actor,
        submit=True,
    )
    begun = {"ranger_id": ranger.record.id, "patrol_type": "ROUTINE", "start_at": _at("16:20")}
    new("patrol", begun, actor)
    made = {"person": ranger, "drill": drill, "pest": pest, "party": party, "grazing": grazing}
    numbers = {code: stored.record.number for code, stored in made.items()}
    return SampleDone(
        {
            "patrol": folder.records.get("patrol", patrol).record.number,
            "finding": folder.records.get("finding", finding).record.number,
            "grid": station.grid_no,
            **numbers,
        }
    )


def _patrol(folder: Folder, station: SampleStation, ranger: str, grid: str) -> tuple[str, str]:
    """Import walk and photos, fill the log, hang the second photo on a finding, submit."""
    actor = folder.session.actor
    prefill = {"ranger_id": ranger, "grid_id": grid, "patrol_type": "ROUTINE", "means": "徒步"}
    plan = folder.imports.plan(files(station), actor, datum="wgs84", prefill=prefill)
    done = folder.imports.apply(plan, actor)
    patrol = done.patrols[0]
    typed: dict[str, Any] = {
        "weather": "晴",
        "temp_c_e1": 150,
        "wind_force": 3,
        "wind_dir": "北",
        "danger_level": 3,
        "route": "示例站—示例沟—北坡防火道—示例站",
        "tools": "二号工具 1、对讲机 1",
        "people_met": 4,
        "vehicles_met": 1,
        "people_purpose": "采药",
        "publicity_households": 3,
        "publicity_people": 7,
        "publicity_leaflets": 7,
    }
    folder.records.save("patrol", patrol, typed, None, actor)
    photos = [folder.records.get("attachment", rec) for rec in done.attachments]
    seen = photos[1].record
    if not isinstance(seen, Attachment) or seen.taken_at is None or seen.position is None:
        raise ValueError("the sample photo has lost its time or place")
    finding = folder.records.new(
        "finding",
        {
            "patrol_id": patrol,
            "category": "P07",
            "found_at": Instant(seen.taken_at.ms // 60_000 * 60_000, "minute"),
            "position": seen.position,
            "place": "示例沟北坡",
            "grid_id": grid,
            "description": "禁牧区内绵羊约 14 只，牧羊人在场",
            "action": ("劝阻", "报告"),
            "reported_to": "示例站站长",
            "reported_at": Instant(seen.taken_at.ms // 60_000 * 60_000 + 780_000, "minute"),
            "severity": "一般",
        },
        actor,
    )
    moved = {"parent_id": finding.record.id, "parent_type": "finding"}
    folder.records.save("attachment", seen.id, moved, None, actor)
    folder.records.submit("finding", finding.record.id, actor)
    folder.records.submit("patrol", patrol, actor)
    return patrol, finding.record.id


def _key(number: int) -> str:
    """A stable item key, the same in every sample."""
    return new_item_key(bytes([number, 17, 34, 51, 68, 85, 102, 119]))


def _at(clock: str) -> Instant:
    return parse_iso(f"{DAY}T{clock}+08:00")


def _drill(ranger: str, leader: str) -> dict[str, Any]:
    """A live drill with its whole time line."""
    clocks = ("14:00", "14:02", "14:10", "14:13", "14:36", "14:41", "15:05", "15:20", "15:40")
    steps = [
        {"key": _key(n), "order": n, "step": f"T{n}", "at": _at(clock)}
        for n, clock in enumerate(clocks)
    ]
    points = {"集结": 9200, "出动": 8800, "战术": 8600, "装备": 9000, "安全": 9500}
    scores = [
        {"key": _key(20 + n), "order": n, "part": part, "subject": part, "points_e2": score}
        for n, (part, score) in enumerate(points.items())
    ]
    return {
        "name": "春季实战演练",
        "drill_type": "实战演练",
        "start_at": _at("14:00"),
        "end_at": _at("16:00"),
        "place": "示例沟口",
        "weather": "晴",
        "wind_force": 3,
        "wind_dir": "北",
        "danger_level": 3,
        "scenario": "示例沟口杂草起火，过火约 2 亩",
        "commander_id": leader,
        "safety_officer_id": ranger,
        "recorder_id": ranger,
        "steps": tuple(steps),
        "attendance": (
            {"key": _key(40), "order": 0, "person_id": leader, "present": True},
            {"key": _key(41), "order": 1, "person_id": ranger, "present": True},
        ),
        "kit": (
            {"key": _key(50), "order": 0, "name": "风力灭火机", "taken": 6, "sound": 6},
            {"key": _key(51), "order": 1, "name": "二号工具", "taken": 20, "sound": 19},
        ),
        "scores": tuple(scores),
    }


def _pest(patrol: str, grid: str, place: Place) -> dict[str, Any]:
    """Checked, nothing found: data as well."""
    return {
        "patrol_id": patrol,
        "pest": "松材线虫病疑似",
        "seen_at": _at("10:05"),
        "position": place,
        "place": "示例沟西侧",
        "sub_compartment": "0032-00007",
        "host": "油松",
        "nothing_found": True,
        "grid_id": grid,
    }


def _grazing(patrol: str, grid: str, party: str, ranger: str, place: Place) -> dict[str, Any]:
    """A herd in a banned area; the herder is a party of his own."""
    return {
        "patrol_id": patrol,
        "found_at": _at("09:37"),
        "position": place,
        "place": "示例沟北坡",
        "zone_kind": "禁牧区",
        "land_kind": "公益林",
        "livestock": (
            {"key": _key(60), "order": 0, "animal": "绵羊", "age": "成年", "head": 46},
            {"key": _key(61), "order": 1, "animal": "山羊", "age": "成年", "head": 20},
        ),
        "herder_id": party,
        "ranger_ids": (ranger,),
        "occurrence": "首次",
        "action": ("教育",),
        "grid_id": grid,
    }
