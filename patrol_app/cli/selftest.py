"""``self-test``: each part of the program does its work once, in a temporary folder."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from patrol_app import i18n
from patrol_app.bootstrap import App, initialise
from patrol_app.errors import PatrolError
from patrol_app.paths import DataPaths, resource
from patrol_app.services.setup import InitRequest
from patrol_app.settings import Settings

_GPX = """<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="self-test" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>
<trkpt lat="38.70" lon="112.50"><time>2026-08-01T01:00:00Z</time></trkpt>
<trkpt lat="38.70" lon="112.5004"><time>2026-08-01T01:00:40Z</time></trkpt>
<trkpt lat="38.70" lon="112.5008"><time>2026-08-01T01:01:20Z</time></trkpt>
</trkseg></trk></gpx>
"""


@dataclass(frozen=True)
class Row:
    """One test: its name, whether it passed, what was said."""

    name: str
    good: bool
    said: str = ""


def run_all() -> list[Row]:
    """Every test, in order; those after a broken store are left out."""
    rows = [_tried("fonts", _fonts), _tried("catalogue", _catalogue)]
    before = os.environ.get("PATROL_CONFIG_DIR")
    with tempfile.TemporaryDirectory(prefix="patrol-self-test-") as name:
        os.environ["PATROL_CONFIG_DIR"] = str(Path(name) / "config")
        try:
            rows += _with_store(Path(name))
        finally:
            if before is None:
                del os.environ["PATROL_CONFIG_DIR"]
            else:
                os.environ["PATROL_CONFIG_DIR"] = before
    return rows


def _with_store(folder: Path) -> list[Row]:
    opened: list[App] = []

    def store() -> str:
        """Set up a city."""
        request = InitRequest("city", "DEMO00", "示例市", recovery_out=folder / "recovery.txt")
        app, done = initialise(DataPaths(folder / "data"), Settings(), request)
        opened.append(app)
        return done.person.record.number

    rows = [_tried("store", store)]
    if not opened:
        return rows
    app = opened[0]
    try:
        rows.append(_tried("import", lambda: _imported(app, folder)))
        rows.append(_tried("paper", lambda: _paper(app, folder)))
        rows.append(_tried("check", lambda: _agrees(app)))
    finally:
        app.close()
    return rows


def _tried(name: str, test: Callable[[], str]) -> Row:
    try:
        return Row(name, True, test())
    except PatrolError as error:
        return Row(name, False, f"{error.code}: {error.message()}")
    except Exception as error:  # noqa: BLE001 - whatever fails is the test's answer
        return Row(name, False, type(error).__name__)


def _fonts() -> str:
    for name in ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"):
        if not resource(f"fonts/{name}").is_file():
            raise FileNotFoundError(name)
    return ""


def _catalogue() -> str:
    if not resource("i18n/zh_CN/LC_MESSAGES/patrol.mo").is_file():
        raise FileNotFoundError("patrol.mo")
    return i18n.language()


def _imported(app: App, folder: Path) -> str:
    path = folder / "track.gpx"
    path.write_text(_GPX, encoding="utf-8")
    actor = app.session.actor
    done = app.imports.apply(app.imports.plan([path], actor, datum="wgs84"), actor)
    return app.records.get("patrol", done.patrols[0]).record.number


def _paper(app: App, folder: Path) -> str:
    paper = app.reports.monthly(None, "2026-08", folder / "month.pdf")
    if not paper.path.read_bytes().startswith(b"%PDF"):
        raise ValueError("no PDF")
    return f"{paper.pages}"


def _agrees(app: App) -> str:
    found = app.store.check()
    if found:
        raise ValueError(found[0])
    return ""
