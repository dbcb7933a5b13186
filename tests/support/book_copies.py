"""Open copies of the book of ``paper_book``, written once a process, and every paper of it.

``python -m tests.support.book_copies DIR`` writes the golden texts anew: look at the difference
before keeping it.
"""

from __future__ import annotations

import functools
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from patrol_app import i18n
from patrol_app.bootstrap import App, build
from patrol_app.domain.instant import DAY_MS
from patrol_app.paths import DataPaths
from patrol_app.services import paper_desk as desk
from patrol_app.services.paper_desk import KINDS, SPAN, PaperOf, write_paper
from patrol_app.settings import Settings
from patrol_app.storage.instance import marker_path
from tests.support.chance import BOOK_MS, CHANCE
from tests.support.folders import NOW, station_copy
from tests.support.paper_book import FIRST, LAST, MONTH, YEAR, PaperBook, write_book
from tests.support.stores import FixedClock

GOLDENS = Path(__file__).resolve().parents[1] / "data" / "papers"
DEVICE = re.compile(r"DEMO01-[0-9A-Z]{4}-")  # drawn anew for each folder


@dataclass(frozen=True)
class _Prepared:
    """A closed book: its folder, what the installation remembers of it, its numbers."""

    root: Path
    marker: bytes
    numbers: dict[str, str]
    kept: tempfile.TemporaryDirectory[str]  # removed when the process ends


@functools.cache
def _prepared() -> _Prepared:
    """The one book of this process."""
    kept = tempfile.TemporaryDirectory(prefix="patrol-test-book-")
    app = station_copy(Path(kept.name), "示例站长")
    with CHANCE.drawing("prepared book", BOOK_MS):
        book = write_book(app)
    app.close()
    root = app.paths.root
    return _Prepared(root, marker_path(root).read_bytes(), book.numbers, kept)


def book_copy(folder: Path) -> PaperBook:
    """An open copy under ``folder`` of the book that this process wrote once."""
    prepared = _prepared()
    root = folder / prepared.root.name
    shutil.copytree(prepared.root, root)
    marker = marker_path(root)
    marker.parent.mkdir(parents=True, exist_ok=True)
    marker.write_bytes(prepared.marker)
    clock = FixedClock(NOW + 30 * DAY_MS)
    app = build(DataPaths(root), Settings(folder / "settings.json"), clock=clock)
    return PaperBook(app, dict(prepared.numbers))


def every_paper(book: PaperBook) -> dict[str, PaperOf]:
    """Every paper of M4 that the book can give, by a name."""
    last = {"first": FIRST, "last": LAST}
    made = {code: PaperOf(code, **last) for code, kind in KINDS.items() if kind.asks == SPAN}
    made |= {
        desk.GRAZING: PaperOf(desk.GRAZING, month=MONTH),
        desk.NUMBERS: PaperOf(desk.NUMBERS, year=YEAR),
        desk.PROBLEMS: PaperOf(desk.PROBLEMS),
    }
    named = {
        desk.CASE_INDEX: "case", desk.CLOSING: "closed", "closing-open": "open",
        desk.DRILL: "drill", desk.EQUIPMENT: "team", desk.CARD: "team", desk.MINUTES: "forecast",
        desk.THREAD: "tree",
    }  # fmt: skip
    for name, word in named.items():
        if word in book.numbers:
            made[name] = PaperOf(name.removesuffix("-open"), number=book.numbers[word])
    if "closing-open" in made:
        made["closing-open"] = PaperOf(desk.CLOSING, number=book.numbers["open"])
    for step in (1, 2, 3, 5):
        if "case" in book.numbers:
            number = f"{book.numbers['case']}/{step}"
            made[f"case-paper-{step}"] = PaperOf(desk.CASE_PAPER, number=number)
    return made


def empty_book(folder: Path) -> PaperBook:
    """A station with a team without people, and a drill that nothing was entered of."""
    app = station_copy(folder, "示例站长")
    assert isinstance(app.clock, FixedClock)
    app.clock.now = NOW + 30 * DAY_MS
    new, actor = app.records.new, app.session.actor
    team = new("team", {"name": "示例扑火队", "team_type": "扑火队"}, actor).record
    drill = new("drill", {"name": "示例演练", "team_id": team.id}, actor).record
    return PaperBook(app, {"team": team.id, "drill": drill.number})


def text_of(app: App, asked: PaperOf, folder: Path) -> str:
    """The words of a paper as a reader takes them off the PDF, line by line."""
    paper = write_paper(app, asked, folder / "paper.pdf")
    read = ["pdftotext", "-raw", str(paper.path), "-"]
    said = subprocess.run(read, capture_output=True, check=True).stdout.decode()
    lines = (" ".join(line.split()) for line in said.replace("\f", "\n== page ==\n").splitlines())
    return DEVICE.sub("DEMO01-DDDD-", "\n".join(line for line in lines if line)) + "\n"


def main(out: Path) -> None:
    """Write every golden text to ``out``."""
    i18n.use("zh_CN")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for state, make in (("full", book_copy), ("empty", empty_book)):
            folder = Path(scratch) / state
            folder.mkdir()
            book = make(folder)
            for name, asked in every_paper(book).items():
                (out / f"{name}-{state}.txt").write_text(text_of(book.app, asked, folder))
            book.app.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
