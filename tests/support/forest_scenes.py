"""Pictures of wildlife sightings and tending checks: both lists, both forms."""

from __future__ import annotations

from typing import Any

from patrol_app.domain.records import of_group
from patrol_app.gui.context import New, Open
from patrol_app.services.ports import Listing
from tests.support.forest import TENDING, WILDLIFE, plot
from tests.support.records import at


def furnish_forest(front: Any) -> None:
    """Some sightings and checks, submitted."""
    app, actor = front.ctx.app, front.ctx.actor()
    me = (actor.id,)
    seen, checked = {**WILDLIFE, "observer_ids": me}, {**TENDING, "checker_ids": me}
    fox = {"species": "赤狐", "protection": "未列入", "count": 1, "seen_at": at("07:20")}
    fir = {"species": "臭冷杉", "sign": "植株", "protection": "不详", "count": 32}
    lynx = {"species": "金钱豹", "sign": "红外相机", "camera_no": "C-07", "count": 1}
    rows = [seen, {**seen, **fox}, {**seen, **fir}, {**seen, **lynx, "seen_at": at("03:11")}]
    half = {"plots": (plot(1, 10, 5),), "area_mu_e4": 300_000, "sub_compartment": "0012-00008"}
    mend = {"verdict": "需补植", "mend": "按设计补植，雨季前完成"}
    closed = {"work": "封育", "plots": (), "rate_kind": "", "measures": ("围栏", "标牌")}
    checks = [checked, {**checked, **half, **mend}, {**checked, **closed, "area_mu_e4": 8_640_000}]
    for code, values in (*(("wildlife", row) for row in rows), *(("tending", c) for c in checks)):
        app.records.new(code, values, actor, submit=True)


def forest(stage: Any) -> None:
    """Both lists and both forms."""
    front = stage.front
    if stage.full:
        furnish_forest(front)
    front.window.show_page("forest")
    page = front.window.page("forest")
    for code in of_group("forest"):
        page.show_type(code)
        stage.take(f"forest-{code}", None)
        rows = front.ctx.app.store.queries.page(Listing(code, (), ("submitted",), limit=1)).rows
        front.navigate("forest", Open(code, rows[0].record.id) if rows else New(code))
        stage.take(f"form-{code}", None)
        page.close_editor(refocus=False)
    front.window.show_page("map")
    stage.take("forest-map", None)
