"""Running, showing, measuring and building the program."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from devtools import building, setup, system
from devtools.places import DEMO, has_display, run_python


def demo(arguments: list[str]) -> int:
    """The whole main job without a screen, in ``build/demo`` or the folder given by ``--out``."""
    if "--out" not in arguments:
        shutil.rmtree(DEMO, ignore_errors=True)
        arguments = ["--out", str(DEMO), *arguments]
    return run_python("-m", "patrol_app", "demo", *arguments)


def sample_data() -> Path | None:
    """A station's data folder that the demo has left behind, if any."""
    found = sorted(path.parent for path in DEMO.glob("**/vault.json"))
    stations = [path for path in found if "station" in path.name]
    return next(iter(stations or found), None)


def start(arguments: list[str]) -> int:
    """With a display the window on the sample data, without one the demo."""
    if not has_display():
        return demo(arguments)
    if "--data-dir" in arguments:
        return run_python("-m", "patrol_app", *arguments, offscreen=False)
    if sample_data() is None:
        code = demo([])
        if code:
            return code
    folder = sample_data()
    chosen = ["--data-dir", str(folder)] if folder else []
    return run_python("-m", "patrol_app", *chosen, *arguments, offscreen=False)


def shots(arguments: list[str]) -> int:
    """Pictures of every page into ``build/shots``."""
    return run_python("-m", "tests.support.shots", *arguments)


def bench(arguments: list[str]) -> int:
    """Measure against peers and limits; ``--install-peers`` brings the peers first."""
    if "--install-peers" in arguments:
        arguments = [argument for argument in arguments if argument != "--install-peers"]
        setup.install_locked("bench.txt")
        packages = system.missing(system.PEERS)
        if packages:
            system.install(packages)
        if not arguments:
            return 0
    return run_python("-m", "tests.bench", *arguments)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": start,
    "demo": demo,
    "shots": shots,
    "bench": bench,
    "build": building.build,
}
