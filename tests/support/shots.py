"""Grab every page of the real window, on sample data and on an empty folder, as PNG files.

python -m tests.support.shots [--out DIR] [--lang zh_CN] [--theme light]
    [--size 1366x768] [--scale 1]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent

from patrol_app import i18n
from patrol_app.bootstrap import App, initialise
from patrol_app.gui.app import make_application
from patrol_app.gui.context import Bin, New, Open, Queue
from patrol_app.gui.front import Front, rail_items
from patrol_app.gui.theme import apply, current
from patrol_app.gui.wizard.first_start import FirstStart
from patrol_app.paths import DataPaths
from patrol_app.services.ports import Listing
from patrol_app.services.sample import STATIONS, fill
from patrol_app.services.setup import InitRequest
from patrol_app.settings import Settings
from tests.support.grab import grab

TASK_BAR = 71  # a maximised window on a 768 px screen is 697 px high
FORMS = (("pest", "pest"), ("grazing", "grazing"), ("crew", "drill"), ("base", "person"))


def sample_app(folder: Path, *, full: bool) -> App:
    """A folder with or without the sample records."""
    request = InitRequest("station", "DEMO01", "示例林业站", "示例站长", sample=full)
    name = "full" if full else "empty"
    app, _done = initialise(DataPaths(folder / name), Settings(folder / "settings.json"), request)
    if full:
        fill(app, STATIONS[0])
    return app


def settle(front: Front) -> None:
    """Let every query answer and every widget take its place."""
    for _round in range(4):
        front.work.settle()
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def shoot(front: Front, out: Path, size: tuple[int, int]) -> list[Path]:
    """Every page and every form of ``front``."""
    window = front.window
    window.resize(*size)
    window.show()
    made = []

    def take(name: str) -> None:
        """One picture of the window as it stands."""
        settle(front)
        made.append(grab(window, out / f"{name}.png", *size))

    for item in rail_items():
        window.show_page(item.key)
        take(item.key)
    for name, page, argument in (
        ("review", "patrol", Queue("patrol")),
        ("bin", "base", Bin()),
    ):
        front.navigate(page, argument)
        take(name)
    for page, code in FORMS:
        rows = front.ctx.app.store.queries.page(
            Listing(code, (), ("draft", "submitted", "changed"), limit=1)
        ).rows
        argument = Open(code, rows[0].record.id) if rows and code != "person" else New(code)
        front.navigate(page, argument)
        take(f"form-{code}")
    return made


def wizard_shots(folder: Path, out: Path) -> list[Path]:
    """The steps of the first start."""
    wizard = FirstStart(DataPaths(folder / "new"), Settings(folder / "settings.json"))
    wizard.show()
    made = [grab(wizard, out / "wizard-1.png")]
    wizard.frame.go_on()
    made.append(grab(wizard, out / "wizard-2.png"))
    wizard.who.unit.setText("DEMO01")
    wizard.who.name.setText("示例林业站")
    wizard.who.person.setText("示例站长")
    wizard.frame.go_on()
    made.append(grab(wizard, out / "wizard-3.png"))
    wizard.frame.go_on()
    made.append(grab(wizard, out / "wizard-4.png"))
    wizard.end()
    return made


def run(
    out: Path,
    language: str,
    look: tuple[str, float],
    size: tuple[int, int],
    tell: Callable[[Path], None],
) -> None:
    """Make all pictures below ``out``; ``look``: theme and text size."""
    i18n.use(language)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        application = make_application(Settings(folder / "settings.json"))
        apply(application, *look)
        for name, full in (("full", True), ("empty", False)):
            front = Front(sample_app(folder, full=full), current())
            for picture in shoot(front, out / name, (size[0], size[1] - TASK_BAR)):
                tell(picture)
            front.close()
        for picture in wizard_shots(folder, out):
            tell(picture)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the options, make the pictures, print their absolute paths."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/shots"))
    parser.add_argument("--lang", default="zh_CN")
    parser.add_argument("--theme", default="light")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--size", default="1366x768")
    given = parser.parse_args(arguments)
    width, height = (int(part) for part in given.size.split("x"))
    out = given.out.absolute()
    run(out, given.lang, (given.theme, given.scale), (width, height), lambda path: print(path))
    return 0


if __name__ == "__main__":
    sys.exit(main())
