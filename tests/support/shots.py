"""Grab every page of the real window, on sample data and on an empty folder, as PNG files.

python -m tests.support.shots [--out DIR] [--lang zh_CN] [--theme light]
    [--size 1366x768] [--scale 1] [--only rail,patrol] [--state full]
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from patrol_app import i18n
from patrol_app.bootstrap import App, initialise
from patrol_app.gui.app import make_application
from patrol_app.gui.front import Front
from patrol_app.gui.theme import apply, current
from patrol_app.gui.wizard.first_start import FirstStart
from patrol_app.paths import DataPaths
from patrol_app.services.sample import STATIONS, fill
from patrol_app.services.setup import InitRequest
from patrol_app.settings import Settings
from tests.support.exchange_scenes import play_exchange
from tests.support.grab import grab
from tests.support.scenes import SCENES, Stage, furnish, play
from tests.support.scenes import settle as settle

TASK_BAR = 71  # a maximised window on a 768 px screen is 697 px high


def sample_app(folder: Path, *, full: bool) -> App:
    """A folder with or without the sample records."""
    request = InitRequest("station", "DEMO01", "示例林业站", "示例站长", sample=full)
    name = "full" if full else "empty"
    app, _done = initialise(DataPaths(folder / name), Settings(folder / "settings.json"), request)
    if full:
        fill(app, STATIONS[0])
    return app


def shoot(
    front: Front, out: Path, size: tuple[int, int], scenes: tuple[str, ...] = (), full: bool = True
) -> list[Path]:
    """Every page, form and state of ``front``; a dialog is painted over its window."""
    window = front.window
    window.resize(*size)
    window.show()
    made = []

    def take(name: str, dialog: QWidget | None = None) -> None:
        """One picture of the window as it stands."""
        settle(front)
        made.append(grab(window, out / f"{name}.png", *size))
        if dialog is not None:
            paint_over(made[-1], dialog.grab(), dialog.mapToGlobal(QPoint()) - corner(window))

    for name in play(Stage(front, take, out.with_suffix(".files"), full), scenes):
        logging.getLogger(__name__).debug("scene %s", name)
    return made


def corner(window: QWidget) -> QPoint:
    """Where the window's inside begins on the screen."""
    return window.mapToGlobal(QPoint())


def paint_over(file: Path, picture: QPixmap, at: QPoint) -> None:
    """Put the picture of a dialog where it stands over the window."""
    under = QPixmap(str(file))
    painter = QPainter(under)
    painter.drawPixmap(at, picture)
    painter.end()
    under.save(str(file))


def exchange_shots(folder: Path, out: Path, size: tuple[int, int]) -> list[Path]:
    """Pages of an enrolled station and its city."""
    made = []

    def take(front: Front, name: str, dialog: QWidget | None) -> None:
        """One picture of the window as it stands."""
        front.window.resize(*size)
        front.window.show()
        settle(front)
        made.append(grab(front.window, out / f"{name}.png", *size))
        if dialog is not None:
            paint_over(made[-1], dialog.grab(), dialog.mapToGlobal(QPoint()) - corner(front.window))

    folder.mkdir()
    play_exchange(folder, take)
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
    scenes: tuple[str, ...] = (),
    states: tuple[str, ...] = ("full", "empty", "wizard", "enrolled"),
) -> None:
    """Make all pictures below ``out``; ``look``: theme and text size."""
    i18n.use(language)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        application = make_application(Settings(folder / "settings.json"))
        apply(application, *look)
        for name in states:
            screen = (size[0], size[1] - TASK_BAR)
            if name == "wizard":
                for picture in wizard_shots(folder, out):
                    tell(picture)
                continue
            if name == "enrolled":
                for picture in exchange_shots(folder / "world", out / name, screen):
                    tell(picture)
                continue
            front = Front(sample_app(folder, full=name == "full"), current())
            if name == "full":
                furnish(front)
            for picture in shoot(front, out / name, screen, scenes, name == "full"):
                tell(picture)
            front.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the options, make the pictures, print their absolute paths."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/shots"))
    parser.add_argument("--lang", default="zh_CN")
    parser.add_argument("--theme", default="light")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--size", default="1366x768")
    parser.add_argument("--only", default="", help=f"of {','.join(SCENES)}")
    parser.add_argument("--state", default="full,empty,wizard,enrolled")
    given = parser.parse_args(arguments)
    width, height = (int(part) for part in given.size.split("x"))
    out = given.out.absolute()
    only = tuple(part for part in given.only.split(",") if part)
    look, size = (given.theme, given.scale), (width, height)
    run(out, given.lang, look, size, lambda path: print(path), only, tuple(given.state.split(",")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
