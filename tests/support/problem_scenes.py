"""Problems in every state, patches of an inspection and fire spots, as pictures show them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from patrol_app.bootstrap import App
from patrol_app.domain.instant import DAY_MS, Instant
from patrol_app.domain.position import Place
from patrol_app.gui.context import New, Open
from patrol_app.services.patch_facts import SOURCE
from patrol_app.services.patches import Answer
from tests.support.patches import TOWNSHIPS, shapefile

if TYPE_CHECKING:
    from tests.support.scenes import Stage

BATCH = "2026年第一期"
# description, place, category, steps taken, days since it was found
ROWS: tuple[tuple[str, str, str, tuple[str, ...], int], ...] = (
    ("林缘烧秸秆残留火堆", "示例乡 二道沟", "P06", (), 0),
    ("枯死油松 3 株", "示例镇 西梁", "P08", (), 2),
    ("施工便道占用林地约 1.2 亩", "示例镇 石湾", "P01", ("VERIFIED", "ASSIGNED"), 60),
    ("禁牧区内绵羊 46 只", "示例乡 马圈沟", "P07", ("VERIFIED", "ASSIGNED"), 6),
    ("沟口倾倒建筑垃圾 约 8 方", "示例乡", "P14", ("VERIFIED", "ASSIGNED", "HANDLING"), 50),
    ("防火道堵塞 120 m", "示例乡 三岔", "P15", ("VERIFIED", "ASSIGNED", "HANDLING"), 10),
    ("管护碑被推倒", "示例镇", "P12", ("VERIFIED", "ASSIGNED", "HANDLING", "SUBMITTED"), 12),
    ("违建羊圈 1 处已拆", "示例镇 大沟", "P17",
     ("VERIFIED", "ASSIGNED", "HANDLING", "SUBMITTED", "RECTIFIED"), 20),
)  # fmt: skip


def play_problems(app: App) -> list[str]:
    """Enter problems, patches and fire spots; ids of the problems in the order of ``ROWS``."""
    actor = replace(app.session.actor, roles=("station_head", "county_office"))
    now = app.clock.now_ms()
    unit = app.store.queries.find("unit", app.store.queries.identity().unit)
    assert unit is not None
    needed: dict[str, dict[str, Any]] = {
        "ASSIGNED": {"for_unit_id": unit.record.id, "due_on": "2026-12-18"},
        "HANDLING": {"text": "已组织清理"},
        "SUBMITTED": {"text": "已清理，请复核"},
    }
    made = []
    for description, place, category, steps, days in ROWS:
        values = {
            "source": "护林员巡护", "category": category, "description": description,
            "place": place, "grade": "一般", "found_at": Instant(now - days * DAY_MS),
            "position": Place(lon=1_125_000_000, lat=389_000_000, datum="wgs84", source="hand"),
        }  # fmt: skip
        if category == "P01":
            values |= {"public_mu_e4": 30_000, "commercial_mu_e4": 40_000, "grade": "重大"}
        rec = app.problems.write(actor, values).record.id
        for step in steps:
            app.problems.step(actor, rec, step, needed.get(step))
        made.append(rec)
    for n in range(12):
        lon, lat = 1_125_000_000 + 11_000 * (n % 4), 389_000_000 + 9_500 * (n // 4)
        values = {
            "source": SOURCE, "category": "P01", "grade": "一般", "patch_batch": BATCH,
            "found_at": Instant(now - 2 * DAY_MS), "patch_no": f"{n + 1:04d}",
            "patch_mu_e4": 120_000 + 9_000 * n, "township": TOWNSHIPS[n % 2],
            "place": f"{TOWNSHIPS[n % 2]}示例村{n + 1}",
            "description": f"图斑 {n + 1:04d}：判读 占用林地，前地类 乔木林地，现地类 建设用地",
            "outline": f"[[[{lon},{lat},8000,1200,1500,6500,-4000,1800,-5000,-2200]]]",
            "position": Place(lon=lon + 3000, lat=lat + 4000, datum="cgcs2000", source="file"),
        }  # fmt: skip
        rec = app.problems.write(actor, values).record.id
        if n < 4:
            said = Answer(n != 2, "误判" if n == 2 else "违法违规",
                          "未变化" if n == 2 else "占用林地", "现场核对无误")  # fmt: skip
            app.patches.answer(actor, rec, said)
    for n in range(3):
        app.records.new(
            "fire_spot",
            {"spot_no": f"示例-{n + 1}", "source": "卫星热点", "told_at": Instant(now - n * DAY_MS),
             "told_by": "示例市指挥中心", "place": f"示例乡示例村{n + 1}", "result": "农事用火",
             "description": "秸秆焚烧，已扑灭",
             "position": Place(lon=1_125_000_000, lat=389_000_000, datum="wgs84", source="hand")},
            actor,
        )  # fmt: skip
    return made


def problem(stage: Stage) -> None:
    """Board, ledger, forms, patches, import of a list, fire spots."""
    from tests.support.scenes import settle

    front = stage.front
    recs = play_problems(front.ctx.app) if stage.full else []
    front.window.show_page("problem")
    settle(front)
    page: Any = front.window.page("problem")
    page.refresh()
    settle(front)
    stage.take("problem-board", None)
    if recs:
        cards = [card for column in page.board.cards for card in column]
        for card in cards[1:3]:
            card.tick(True)
        stage.take("problem-board-picked", None)
        page.board.untick()
        page.accept(Open("problem", recs[2]))
        stage.take("problem-form", None)
        page.editor.take_step("TRANSFERRED")
        stage.take("problem-step", None)
        page.close_editor()
    page.accept(New("problem"))
    stage.take("problem-new", None)
    page.close_editor()
    page.show_type("problem")
    stage.take("problem-ledger", None)
    page.show_type("patches")
    settle(front)
    stage.take("problem-patches", None)
    page.import_list(shapefile(stage.folder / "patches"))
    settle(front)
    stage.take("problem-patches-import", None)
    page.editor.rehearse()
    stage.take("problem-patches-rehearsal", None)
    page.close_editor()
    page.show_type("fire_spot")
    stage.take("problem-fire-spots", None)
    page.accept(New("fire_spot"))
    stage.take("problem-fire-spot-new", None)
    page.close_editor()
    page.show_type("board")
