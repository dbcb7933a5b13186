"""Sub-compartments and a round of several years for tests and pictures of the pest views."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from patrol_app.bootstrap import App
from patrol_app.domain.position import Place
from patrol_app.domain.records.dataset import COMPARTMENT
from patrol_app.services.base.content import encode
from tests.support import pests as make

EAST, NORTH, EDGE = 1_125_000_000, 388_000_000, 60_000  # 1e-7 degrees; about 520 by 670 m
SPECIES = ("油松", "油松", "华北落叶松", "刺槐")


def square(column: int, row: int) -> list[int]:
    """One cell of the raster: its first corner, then steps."""
    west, south = EAST + column * EDGE, NORTH + row * EDGE
    ring = [(west, south), (west + EDGE, south), (west + EDGE, south + EDGE), (west, south + EDGE)]
    steps = [*ring[0]]
    for (lon, lat), (to_lon, to_lat) in pairwise(ring):
        steps += [to_lon - lon, to_lat - lat]
    return steps


def middle(number: int) -> Place:
    """The middle of the cell of sub-compartment ``number``."""
    return Place.model_validate(
        {
            "lon": EAST + number % 4 * EDGE + EDGE // 2,
            "lat": NORTH + number // 4 * EDGE + EDGE // 2,
            "datum": "cgcs2000",
            "source": "hand",
        }
    )


def compartments(app: App, count: int = 12) -> list[str]:
    """Publish ``count`` cells in rows of four; every fourth is no pine stand. Their keys."""
    rows: list[dict[str, Any]] = []
    for number in range(count):
        rows.append(
            {
                "code": f"999999999001{12:04d}{number:05d}",
                "name": f"示例沟{number}",
                "shape": [[square(number % 4, number // 4)]],
                "attrs": {
                    "xiang": "示例乡", "cun": "示例村", "lin_ban": "0012",
                    "xiao_ban": f"{number:05d}", "area_mu_e4": 500_000 + number,
                    "you_shi_sz": SPECIES[number % 4], "qi_yuan": "人工", "pingjun_xj": "18.25",
                    "pingjun_nl": "35", "hai_ba": "1450",
                },
            }
        )  # fmt: skip
    app.datasets.publish(
        app.session.actor, COMPARTMENT, "示例小班", encode(COMPARTMENT, rows), "2026-01-01"
    )
    return [row["code"] for row in rows]


def sheet(app: App, round_id: str, number: int, day: str, **changes: Any) -> Any:
    """A submitted sheet of one cell; ``infected`` trees make it epidemic."""
    infected = changes.pop("infected", 0)
    values = {
        **make.SAMPLES["survey"], "round_id": round_id, "surveyed_on": day, "lin_ban": "0012",
        "xiao_ban": f"{number:05d}", "surveyor_ids": (app.session.actor.id,), **changes,
    }  # fmt: skip
    if infected:
        values |= {
            "nothing_found": None, "dead_n": infected, "sampled_n": infected, "pines_n": 300,
            "positive_n": infected, "infected_n": infected, "position": middle(number),
            "report_no": f"XGFJ-{day[:4]}-{number}", "sample_result": "阳性",
            "is_epidemic": True, "epidemic_area_mu_e4": 1_000_000,
        }  # fmt: skip
    return app.records.new("survey", values, app.session.actor, submit=True).record


def epidemic(app: App) -> dict[str, Any]:
    """Three rounds: two places in 2024, one more in 2025, two more in 2026; clear ones beside."""
    rounds: dict[str, Any] = {}
    for year in (2024, 2025, 2026):
        last = "2026-08-03" if year == 2026 else f"{year}-10-31"
        values = {**make.SAMPLES["survey_round"], "code": f"{year}秋", "name": f"{year}年秋季普查",
                  "first_day": f"{year}-08-01", "last_day": last}  # fmt: skip
        rounds[str(year)] = app.records.new("survey_round", values, app.session.actor).record
    keys = compartments(app)
    old, mid, new = (rounds[str(year)].id for year in (2024, 2025, 2026))
    sheet(app, old, 0, "2024-09-10", infected=2)
    sheet(app, old, 1, "2024-09-11", infected=1)
    sheet(app, mid, 0, "2025-09-10", infected=1, compartment_key=keys[0])
    sheet(app, mid, 5, "2025-09-12", infected=3, compartment_key=keys[5])
    sheet(app, new, 10, "2026-08-02", infected=1, compartment_key=keys[10],
          epidemic_code="2026-DEMO01-001")  # fmt: skip
    sheet(app, new, 5, "2026-08-02", infected=2, compartment_key=keys[5])
    sheet(app, new, 4, "2026-08-02", compartment_key=keys[4])
    sheet(app, new, 6, "2026-08-02")
    return rounds
