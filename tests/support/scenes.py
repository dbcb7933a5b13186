"""The states of the window that pictures are made of, each reached as a person would reach it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QDialog, QRadioButton, QWidget

from patrol_app.gui.context import Batch, Bin, Files, New, Open, Queue
from patrol_app.gui.dialogs.palette import Palette
from patrol_app.gui.front import Front, rail_items
from patrol_app.gui.review.history import HistoryDialog, show_history
from patrol_app.services.ports import Listing, Stored
from patrol_app.services.sample import STATIONS, files
from patrol_app.services.sampling.month import StationMonth
from patrol_app.services.sampling.roster import enter_roster
from tests.support.basefiles import compartments
from tests.support.crew_scenes import crew
from tests.support.forest_scenes import forest
from tests.support.grazing_scenes import grazing
from tests.support.pest_scenes import pest
from tests.support.problem_scenes import problem
from tests.support.reviewing import submitted
from tests.support.safety_scenes import closing, erased_party, old_record, orders

FORMS = (
    ("pest", "pest"), ("grazing", "grazing"), ("grazing", "party"), ("crew", "drill"),
    ("forest", "wildlife"), ("forest", "tending"),
    ("base", "person"), ("base", "grid"), ("base", "unit"), ("base", "team"), ("base", "task"),
)  # fmt: skip
SECTIONS = ("grid", "unit", "team", "task", "tables", "words", "rules", "calendar")
STATES = ("draft", "submitted", "changed")
Take = Callable[[str, QWidget | None], None]


@dataclass(frozen=True)
class Stage:
    """What scenes are played on.

    Attributes:
        front: the window; take: makes a picture by name, with a dialog over the window.
        folder: for files that are read; full: the folder holds sample data.
    """

    front: Front
    take: Take
    folder: Path
    full: bool


def settle(front: Front) -> None:
    """Let every query answer and every widget take its place."""
    for _round in range(4):
        front.work.settle()
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def first(front: Front, code: str) -> Stored | None:
    """The newest record of a type that reads well, or None."""
    rows = front.ctx.app.store.queries.page(Listing(code, (), STATES, limit=60)).rows
    return next((row for row in rows if row.own.get("photos")), rows[0] if rows else None)


def furnish(front: Front) -> None:
    """More of everything: a roster, submitted days, a record in the bin, a batch to read."""
    app, actor = front.ctx.app, front.ctx.actor()
    month = StationMonth(people=3, days=3)
    enter_roster(app, month)
    for day in range(14):
        submitted(app, day)
    gone = app.records.new("person", {"name": "示例误录", "roles": ("ranger",)}, actor)
    app.records.delete("person", gone.record.id, "录入重复", actor)


def editor(front: Front, key: str) -> Any:
    """The open editor of a page."""
    settle(front)
    return front.window.page(key).editor  # type: ignore[attr-defined]


def rail(stage: Stage) -> None:
    """Every page of the rail."""
    for item in rail_items():
        stage.front.window.show_page(item.key)
        stage.take(item.key, None)


def reviewing(stage: Stage) -> None:
    """Queue, its parts, the bin, the history of a record."""
    front = stage.front
    for part in ("waiting", "returned", "approved", "locked"):
        front.navigate("patrol", Queue("patrol", part))
        stage.take(f"review-{part}", None)
    front.navigate("base", Bin())
    stage.take("bin", None)
    stored = first(front, "patrol")
    if stored is not None:
        dialog: HistoryDialog = show_history(front.ctx, stored)
        settle(front)
        stage.take("history", dialog)
        dialog.close()


def patrol(stage: Stage) -> None:
    """Editor, a new one, camera clock, import, batch entry."""
    front = stage.front
    rows = front.ctx.app.store.queries.page(Listing("patrol", (), STATES, limit=60)).rows
    walked = max(rows, key=lambda row: row.own.get("length_cm") or 0, default=None)
    if walked is not None:
        front.navigate("patrol", Open("patrol", walked.record.id))
        stage.take("patrol-editor", None)
        held = editor(front, "patrol")
        held.view.photos.clock_asked.emit()
        stage.take("patrol-clock", None)
    front.navigate("patrol", New("patrol"))
    stage.take("patrol-new", None)
    front.navigate("patrol", Files(tuple(str(path) for path in files(STATIONS[1]))))
    stage.take("patrol-import", None)
    front.navigate("patrol", Batch())
    page: Any = front.window.page("patrol")
    page.enter_batch([])
    stage.take("batch-choose", None)
    if stage.full:
        StationMonth(people=3, days=3).write(stage.folder / "in")
        page.enter_batch([stage.folder / "in"])
        stage.take("batch", None)
        table = editor(front, "patrol").table
        with suppress(AttributeError):
            table.show_part("findings")
            stage.take("batch-findings", None)
    page.close_editor(refocus=False)


def forms(stage: Stage) -> None:
    """The form of every other type, on a record where there is one."""
    front = stage.front
    for key, code in FORMS:
        stored = first(front, code)
        front.navigate(key, Open(code, stored.record.id) if stored else New(code))
        stage.take(f"form-{code}", None)
        front.window.page(key).close_editor(refocus=False)  # type: ignore[attr-defined]


def base(stage: Stage) -> None:
    """The sections of base data and the import with its steps."""
    front = stage.front
    for section in SECTIONS:
        front.navigate("base", section)
        stage.take(f"base-{section}", None)
    page: Any = front.window.page("base")
    page.import_file()
    stage.take("base-import-file", None)
    path = compartments(stage.folder / "shapes", 40)
    page.import_file("compartment", path)
    stage.take("base-import-look", None)
    held = editor(front, "base")
    if held.answers is not None and held.answers.system is not None:
        held.answers.system.findChildren(QRadioButton)[0].click()
    held.rehearse()
    stage.take("base-import-rehearsal", None)
    page.close_editor(refocus=False)


def office(stage: Stage) -> None:
    """Papers of the month, settings, the palette, the lock."""
    front = stage.front
    papers: Any = front.window.page("papers")
    front.window.show_page("papers")
    settle(front)
    for kind in list(papers.kinds.buttons)[1:]:
        papers.choose_kind(kind)
        stage.take(f"papers-{kind}", None)
    settings: Any = front.window.page("settings")
    front.window.show_page("settings")
    for part in ("users", "deeds", "safety"):
        settings.show_part(part)
        stage.take(f"settings-{part}", None)
    settings.show_part("machine")
    for name, text in (("palette", ""), ("palette-hits", "示例"), ("palette-none", "zzzz")):
        found = Palette(front.ctx, front.window)
        found.open()
        found.line.setText(text)
        found._ask()
        settle(front)
        stage.take(name, found)
        found.close()
    front.guard.switch()
    stage.take("gate-switch", None)
    front.guard.lock_now()
    stage.take("gate-lock", None)
    front.window.uncover()


def safety(stage: Stage) -> None:
    """Backups, one record of a backup, erasure by law, the window at the close."""
    front = stage.front
    stored = first(front, "finding")
    settings: Any = front.window.page("settings")
    front.window.show_page("settings")
    settings.show_part("safety")
    if stored is not None:
        _dialog(stage, "safety-record", old_record(front, stored))
    settle(front)
    stage.take("safety", None)
    _dialog(stage, "safety-erase", erased_party(front))
    _dialog(stage, "safety-orders", orders(front))
    _dialog(stage, "safety-closing", closing(front))


def _dialog(stage: Stage, name: str, box: QDialog) -> None:
    """One picture of a dialog that stands open, then close it."""
    settle(stage.front)
    stage.take(name, box)
    box.hide()
    box.deleteLater()


SCENES: dict[str, Callable[[Stage], None]] = {
    "rail": rail, "review": reviewing, "patrol": patrol, "forms": forms, "base": base,
    "office": office, "safety": safety, "crew": crew, "problem": problem,
    "grazing": grazing, "forest": forest, "pest": pest,
}  # fmt: skip


def play(stage: Stage, only: tuple[str, ...] = ()) -> Iterator[str]:
    """Play the scenes one after another; yields their names."""
    for name, scene in SCENES.items():
        if not only or name in only:
            yield name
            scene(stage)
