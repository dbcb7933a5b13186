"""The whole main job on sample data, without a screen: two stations and a city.

Walks and photos become records, packages, entries in the city's book, receipts and papers; the
pages are grabbed as pictures. Every file is named by its absolute path on a line of its own.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from patrol_app.bootstrap import App, initialise
from patrol_app.cli.output import Output
from patrol_app.cli.picturing import picture
from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.i18n import N_, _
from patrol_app.paths import DataPaths
from patrol_app.services.paper_desk import CLOSING, KINDS, MINUTES, RECORD, PaperOf, write_paper
from patrol_app.services.sample import DAY, STATIONS, SampleDone, SampleStation, fill
from patrol_app.services.sampling.book import enter_book
from patrol_app.services.sampling.entry import enter_month
from patrol_app.services.sampling.month import StationMonth
from patrol_app.services.setup import InitRequest
from patrol_app.settings import Settings

MONTH = DAY[:7]
MARK = ".patrol-demo"
BATCH_PEOPLE, BATCH_DAYS = 5, 10


@dataclass(frozen=True)
class Folders:
    """Where the demo puts what."""

    root: Path

    def data(self, name: str) -> DataPaths:
        """The data folder ``city``, ``station1`` or ``station2``."""
        return DataPaths(self.root / name)

    def out(self, name: str) -> Path:
        """A folder of results, made at first use."""
        path = self.root / name
        path.mkdir(parents=True, exist_ok=True)
        return path


def run(out: Path, output: Output, settings: Settings) -> None:
    """Do the main job in ``out`` and name every file made.

    Args:
        out: an absent or empty folder, or one that an earlier demo made.
        output: where the paths go.
        settings: options of this machine.

    Raises:
        UserError: ``demo.folder``: the folder holds something else.
        EnvironmentFault: the disk, or pictures could not be made.
    """
    _prepare(out)
    folders = Folders(out)
    # the demo's folders leave no trace among this machine's real ones
    os.environ["PATROL_CONFIG_DIR"] = str(folders.out("config"))
    city, _city = initialise(
        folders.data("city"),
        settings,
        InitRequest("city", "DEMO00", "示例市林业局", "示例市林长办",
                    recovery_out=folders.out("papers") / "recovery-DEMO00.txt", sample=True),
    )  # fmt: skip
    files: list[Path] = [folders.out("papers") / "recovery-DEMO00.txt"]
    try:
        stations = [_station(folders, settings, city, station, files) for station in STATIONS]
        written = enter_book(stations[0][0])
        bundles = [path for app, _done in stations for path in app.exchange.export(
            folders.out("stick")).paths]  # fmt: skip
        files += bundles
        city.exchange.rehearse(bundles)
        received = city.exchange.receive(bundles, out=folders.out("stick"))
        receipts = [item.receipt_path for item in received.items if item.receipt_path]
        files += receipts
        for app, _done in stations:
            app.exchange.receive(receipts, out=None)
        files += _papers(folders, city, stations)
        files += _book(folders, stations[0][0], dict(reversed(written)))
        faults = [line for app in (city, *(app for app, _done in stations))
                  for line in app.store.check()]  # fmt: skip
    finally:
        city.close()
    for app, _done in stations:
        app.close()
    if faults:
        raise EnvironmentFault("demo.check", N_("The sample data does not fold equal"))
    files += _pictures(folders)
    output.line(_("Everything agrees"))
    for path in files:
        output.path(path)
    output.document({"ok": True, "total": len(files)})


def _prepare(out: Path) -> None:
    """An empty folder: an earlier demo's is emptied, any other content is left alone."""
    if out.exists() and any(out.iterdir()) and not (out / MARK).exists():
        raise UserError("demo.folder", N_("The folder {name} is not empty"), name=out.name)
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    (out / MARK).write_text("demo\n", "ascii")


def _station(
    folders: Folders, settings: Settings, city: App, station: SampleStation, files: list[Path]
) -> tuple[App, SampleDone]:
    """A station set up, enrolled and filled."""
    code = f"DEMO{station.number:02d}"
    name = f"示例县第{'一二'[station.number - 1]}林业站"
    request = InitRequest("station", code, name, "示例站长", sample=True)
    app, _done = initialise(folders.data(f"station{station.number}"), settings, request)
    stick = folders.out("stick")
    asked = app.exchange.request(stick / f"enrol-{code}.hlb")
    grant = city.exchange.grant(
        asked.path, stick / f"grant-{code}.hlb", code=asked.code, same_unit=False
    )
    app.exchange.accept(grant.path, code=grant.code)
    files += [asked.path, grant.path]
    done = fill(app, station)
    if station is STATIONS[-1]:
        files.append(_month(folders, app))
    return app, done


def _month(folders: Folders, app: App) -> Path:
    """Some rangers' days, with their gaps and mistakes, entered at once from a folder of files.

    Returns:
        The folder of tracks and photos.
    """
    month = StationMonth(month=MONTH, people=BATCH_PEOPLE, days=BATCH_DAYS)
    folder = folders.out("month")
    enter_month(app, month, folder)
    return folder


def _papers(folders: Folders, city: App, stations: list[tuple[App, SampleDone]]) -> list[Path]:
    """Both papers, the monthly one also as a workbook."""
    papers = folders.out("papers")
    done = [
        city.reports.monthly(None, MONTH, papers / f"monthly-{MONTH}.pdf"),
        city.reports.monthly(None, MONTH, papers / f"monthly-{MONTH}.xlsx"),
    ]
    for number, (app, sample) in enumerate(stations, start=1):
        paper = papers / f"daily-log-station{number}.pdf"
        done.append(app.reports.daily_log(sample.numbers["patrol"], paper))
    return [paper.path for paper in done]


def _book(folders: Folders, app: App, numbers: dict[str, str]) -> list[Path]:
    """The papers of crews, pests, a case and problems.

    Args:
        folders: where they go.
        app: the station that wrote the book.
        numbers: of a record by its type, for papers of one record.
    """
    papers = folders.out("papers")
    done = []
    for kind in KINDS.values():
        number = numbers.get(kind.of, "") if kind.asks == RECORD else ""
        if (
            kind.of == "patrol"
            or kind.code in (CLOSING, MINUTES)
            or (kind.asks == RECORD and not number)
        ):
            continue
        asked = PaperOf(kind.code, number, "", MONTH, f"{MONTH}-01", f"{MONTH}-30", int(MONTH[:4]))
        done.append(write_paper(app, asked, papers / f"{kind.code}.pdf").path)
    return done


def _pictures(folders: Folders) -> list[Path]:
    """The pages of the real window as PNG, of a station and of the city."""
    out = folders.out("pictures")
    for name in ("station1", "city"):
        picture(folders.data(name).root, out, name)
    return sorted(out.glob("*.png"))
