"""``self-test``: the whole main job once, in a temporary folder, by the program that is installed.

The built program is judged by it, so each step goes the way a person's step goes: the reader and
the window's picture are processes of their own, the fonts and the catalogue are the bundled ones.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from patrol_app import i18n
from patrol_app.bootstrap import App, initialise
from patrol_app.cli.picturing import picture
from patrol_app.errors import PatrolError
from patrol_app.i18n import _
from patrol_app.paths import DataPaths, resource
from patrol_app.services.sample import DAY, STATIONS, fill
from patrol_app.services.setup import InitRequest
from patrol_app.settings import Settings

PAGE = "patrol"  # the picture: a table, icons, a map and Chinese text on one page
PICTURE_SIZE = (1366, 768)
PICTURE_COLOURS = 40  # an empty or unpainted page has fewer


class Unfit(Exception):
    """A step ended without the result it owes; the text says which."""


@dataclass(frozen=True)
class Row:
    """One test: its name, whether it passed, what was said."""

    name: str
    good: bool
    said: str = ""


def run_all() -> list[Row]:
    """Every test, in order; the first failing step of the main job ends it."""
    rows = [_tried("fonts", _fonts), _tried("catalogue", _catalogue)]
    with tempfile.TemporaryDirectory(prefix="patrol-self-test-") as name, _own_config(Path(name)):
        job = _Job(Path(name))
        try:
            for step, work in job.steps():
                rows.append(_tried(step, work))
                if not rows[-1].good:
                    break
        finally:
            job.close()
    return rows


@contextmanager
def _own_config(folder: Path) -> Iterator[None]:
    """The test's folders leave no trace among this machine's real ones."""
    before = os.environ.get("PATROL_CONFIG_DIR")
    os.environ["PATROL_CONFIG_DIR"] = str(folder / "config")
    try:
        yield
    finally:
        if before is None:
            del os.environ["PATROL_CONFIG_DIR"]
        else:
            os.environ["PATROL_CONFIG_DIR"] = before


def _tried(name: str, test: Callable[[], str]) -> Row:
    try:
        return Row(name, True, test())
    except PatrolError as error:
        return Row(name, False, f"{error.code}: {error.message()}")
    except Unfit as error:
        return Row(name, False, str(error))
    except Exception as error:  # noqa: BLE001 - whatever fails is the test's answer
        # an import that failed names the module or library; other texts may hold data
        said = f": {error}" if isinstance(error, ImportError) else ""
        return Row(name, False, f"{type(error).__name__}{said}")


def _fonts() -> str:
    for name in ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"):
        if not resource(f"fonts/{name}").is_file():
            raise Unfit(name)
    return ""


def _catalogue() -> str:
    before = i18n.language()
    try:
        i18n.use("zh_CN")
        if _("Everything agrees") == "Everything agrees":
            raise Unfit("zh_CN")
    finally:
        i18n.use(before)
    return before


@dataclass
class _Job:
    """A city and a station in ``folder``; each step needs those before it."""

    folder: Path
    apps: dict[str, App] = field(default_factory=dict)
    patrol: str = ""
    bundles: tuple[Path, ...] = ()
    receipts: tuple[Path, ...] = ()

    def steps(self) -> list[tuple[str, Callable[[], str]]]:
        """The steps by name, in order."""
        return [
            ("city", lambda: self._set_up("city", "DEMO00", "示例市")),
            ("station", lambda: self._set_up("station", "DEMO01", "示例县第一林业站")),
            ("enrol", self._enrol),
            ("import and submit", self._fill),
            ("export", self._export),
            ("receive", self._receive),
            ("receipt", self._receipt),
            ("daily log", self._daily_log),
            ("monthly table", self._monthly),
            ("check", self._check),
            ("window", self._window),
        ]

    def close(self) -> None:
        """Close both folders; a second time it does nothing."""
        for app in self.apps.values():
            app.close()
        self.apps = {}

    def _set_up(self, role: str, unit: str, name: str) -> str:
        request = InitRequest(
            role, unit, name, recovery_out=self.folder / "recovery.txt", sample=True
        )
        self.apps[role], done = initialise(DataPaths(self.folder / role), Settings(), request)
        return done.person.record.number

    def _enrol(self) -> str:
        city, station = self.apps["city"].exchange, self.apps["station"].exchange
        asked = station.request(self.folder / "enrol.hlb")
        grant = city.grant(asked.path, self.folder / "grant.hlb", code=asked.code, same_unit=False)
        return station.accept(grant.path, code=grant.code).unit

    def _fill(self) -> str:
        """The sample walk and photos, read by the reader process."""
        numbers = fill(self.apps["station"], STATIONS[0]).numbers
        self.patrol = numbers["patrol"]
        return self.patrol

    def _export(self) -> str:
        done = self.apps["station"].exchange.export(self.folder)
        if not done.paths or not done.blobs or done.left_out:
            raise Unfit(f"{len(done.paths)} bundles, {done.blobs} files")
        self.bundles = done.paths
        return str(done.ops)

    def _receive(self) -> str:
        city = self.apps["city"].exchange
        city.rehearse(self.bundles)
        done = city.receive(self.bundles, out=self.folder)
        fates = [item.status for item in done.items]
        self.receipts = done.receipts
        if set(fates) != {"done"} or not self.receipts:
            raise Unfit(" ".join(fates))
        return str(len(self.receipts))

    def _receipt(self) -> str:
        done = self.apps["station"].exchange.receive(self.receipts, out=None)
        fates = [item.status for item in done.items]
        if set(fates) != {"receipt"}:
            raise Unfit(" ".join(fates))
        if self.apps["station"].exchange.export(self.folder / "again").paths:
            raise Unfit("what was acknowledged is sent again")
        return ""

    def _daily_log(self) -> str:
        paper = self.apps["station"].reports.daily_log(self.patrol, self.folder / "log.pdf")
        return _begins(paper.path, b"%PDF")

    def _monthly(self) -> str:
        reports = self.apps["city"].reports
        for ending, magic in (("pdf", b"%PDF"), ("xlsx", b"PK")):
            _begins(reports.monthly(None, DAY[:7], self.folder / f"month.{ending}").path, magic)
        return ""

    def _check(self) -> str:
        for role, app in self.apps.items():
            found = app.store.check()
            if found:
                raise Unfit(f"{role}: {found[0]}")
        return ""

    def _window(self) -> str:
        """One page of the window on the station's folder, painted without a screen."""
        from PIL import Image

        self.close()
        picture(self.folder / "station", self.folder, "page", PAGE)
        with Image.open(self.folder / f"page-{PAGE}.png") as image:
            if image.size != PICTURE_SIZE or image.getcolors(PICTURE_COLOURS) is not None:
                raise Unfit(f"{image.size}")
        return ""


def _begins(path: Path, magic: bytes) -> str:
    data = path.read_bytes()
    if not data.startswith(magic):
        raise Unfit(path.name)
    return f"{len(data)}"
