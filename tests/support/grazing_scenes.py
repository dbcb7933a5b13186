"""A grazing case with zones, a young plantation, photos, papers and a template, for pictures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QScrollArea, QWidget

from patrol_app.bootstrap import App
from patrol_app.domain.instant import Instant
from patrol_app.gui.context import New, Open
from patrol_app.services import offenders
from patrol_app.services.attachments import attach
from patrol_app.services.base.content import encode
from tests.support import records as make
from tests.support.cases import CaseFolder
from tests.support.photos import jpeg

if TYPE_CHECKING:
    from tests.support.scenes import Stage

HOUR = 3_600_000
BODY = "{案件编号}　{当事人}\n【违法事实】\n{违法事实}。{牲畜}\n【依据】\n{依据}\n【意见】\n{内容}"


def ground(app: App) -> None:
    """A banned zone around the place of the tests, a resting one beside, a plantation of 2024."""
    lon, lat = make.PLACE.lon, make.PLACE.lat

    def row(code: str, name: str, at: tuple[int, int, int, int], **attrs: Any) -> dict[str, Any]:
        """A quadrangle: west and south of the point, width, height."""
        x, y, wide, high = at
        lean = wide // 8
        shape = [[[lon + x, lat + y, wide, lean // 2, -lean, high, -wide + 2 * lean, -lean // 2]]]
        return {"code": code, "name": name, "shape": shape, "attrs": attrs}

    zones = [
        row("NW-JM-007", "示例沟禁牧区", (-60_000, -25_000, 105_000, 48_000), zone_kind="禁牧区",
            document="示政告〔2025〕3号", valid_from="2025-04-01", valid_to="2030-03-31"),
        row("NW-XM-002", "示例岭休牧区", (-40_000, 26_000, 60_000, 20_000), zone_kind="休牧区",
            seasons=["04-01~06-30"]),
    ]  # fmt: skip
    young = row("999999031000210018", "31-18", (5_000, -9_000, 22_000, 18_000), zao_lin_nd="2024")
    actor = app.session.actor
    app.datasets.publish(actor, "zone", "示例禁牧区", encode("zone", zones), "2026-07-01")
    app.datasets.publish(actor, "compartment", "示例小班", encode("compartment", [young]),
                         "2026-07-01")  # fmt: skip


def play_case(app: App, folder: Path) -> CaseFolder:
    """A violation found two hours ago with its case, photos and papers."""
    ground(app)
    folder.mkdir(parents=True, exist_ok=True)
    with app.store.begin("test") as work:
        work.put_secret(offenders.KEY, b"k" * 32)
        work.commit()
    made = CaseFolder.new(app)
    now = app.clock.now_ms() // 60_000 * 60_000
    made.violation(found_at=Instant(now - 90 * 24 * HOUR), place="示例沟南坡")
    seen = made.violation(
        found_at=Instant(now - 30 * HOUR), zone_kind="禁牧区", herder_id=made.ids["party"],
        place="示例沟北坡", count_method="两人分头点数，两次一致", relation="本人即畜主",
    )  # fmt: skip
    made.ids["grazing"] = seen.record.id
    for role, colour in (("wide", "#6a8f4e"), ("count", "#87a05f"), ("deed", "#9aa37a")):
        path = folder / f"{role}.jpg"
        path.write_bytes(jpeg(size=(400, 300), colour=colour))
        attach(app.store, app.clock, app.records, app.reader, app.bus, ("grazing", seen.record.id),
               [path], app.session.actor, role=role)  # fmt: skip
    at = iter(range(-29, 0))

    def step(kind: str, **more: Any) -> None:
        """An hour after the one before."""
        made.step_at(kind, Instant(now + next(at) * HOUR), **more)

    ended = Instant(now - 29 * HOUR + 40 * 60_000)
    step("现场检查", until=ended, place="示例沟北坡", facts="羊群在禁牧区内啃食。", opinion="无")
    step("责令改正", facts="禁牧区内放牧81头只", law="示例条例第10条", content="立即离开禁牧区",
         deadline="2026-12-31", doc_no="示林罚〔2026〕11号")  # fmt: skip
    number = app.records.get("grazing", seen.record.id).record.number
    step("补正", corrects=f"{number}/2", content="头数改为80头只")
    step("立案")
    made.template("立案", BODY, title="立案审批表")
    made.template("结案", "{案件编号}", enabled=None, approved_by="", approved_on=None)
    draft = {"parent_id": seen.record.id, "step": "询问", "at": Instant(now - HOUR)}
    app.records.new("case_step", draft, app.session.actor)
    return made


def scrolled(editor: Any, to: QWidget) -> None:
    """The column beside the form with ``to`` at its upper edge."""
    for area in editor.findChildren(QScrollArea):
        if area.isAncestorOf(to):
            area.verticalScrollBar().setValue(to.y())


def grazing(stage: Stage) -> None:
    """List, new form, a full case, its steps, a template, the evidence package."""
    from tests.support.scenes import settle

    front, app = stage.front, stage.front.ctx.app
    front.window.show_page("grazing")
    settle(front)
    page: Any = front.window.page("grazing")
    made = None
    if stage.full:
        actor = app.session.actor
        app.session._actor = replace(actor, roles=("county_office", "admin"))
        made = play_case(app, stage.folder)
        app.session._actor = actor
    for code in ("grazing", "case_step", "party", "doc_block", "case_template"):
        page.show_type(code)
        page.refresh()
        settle(front)
        stage.take(f"grazing-list-{code}", None)
    for code in ("grazing", "case_step", "case_template"):
        page.accept(New(code))
        settle(front)
        stage.take(f"grazing-new-{code}", None)
        page.close_editor(refocus=False)
    if made is None:
        return
    page.accept(Open("grazing", made.ids["grazing"]))
    settle(front)
    page.editor._soon.stop()
    page.editor.ask_side()
    settle(front)
    page.editor.map.settle()
    stage.take("grazing-case", None)
    scrolled(page.editor, page.editor.slots)
    settle(front)
    stage.take("grazing-case-photos", None)
    scrolled(page.editor, page.editor.papers)
    settle(front)
    stage.take("grazing-case-papers", None)
    page.editor.parties.ask("owner_id")
    settle(front)
    stage.take("grazing-party", page.editor.parties.dialog)
    page.editor.parties.dialog.reject()
    page.editor.ask_package()
    dialog = page.editor.package
    settle(front)
    stage.take("grazing-package", dialog)
    dialog.place.line.setText(str(stage.folder / "case.zip"))
    dialog.make()
    settle(front)
    stage.take("grazing-package-made", dialog)
    dialog.close()
    page.close_editor(refocus=False)
    steps(stage, page, app.records.get("grazing", made.ids["grazing"]).record.number)


def steps(stage: Stage, page: Any, number: str) -> None:
    """Two steps that stand, and a text of the legal office."""
    from tests.support.scenes import settle

    front, app = stage.front, stage.front.ctx.app
    for place, name in ((2, "order"), (4, "filed")):
        step = app.store.queries.find("case_step", f"{number}/{place}")
        assert step is not None
        page.accept(Open("case_step", step.record.id))
        settle(front)
        stage.take(f"grazing-step-{name}", None)
        page.close_editor(refocus=False)
    template = app.store.queries.find("case_template", "模板-立案")
    assert template is not None
    page.accept(Open("case_template", template.record.id))
    settle(front)
    stage.take("grazing-template", None)
    page.close_editor(refocus=False)
