"""Which files a person meant: files as named, and every exchange file of a folder or stick."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.limits import FOLDER_FILES
from patrol_app.services.exchange_types import PassedOver
from patrol_app.sync.header import parse_name

SUFFIX = ".hlb"
DEEPEST = 4  # folders within folders; a whole system disk is not searched to its end
MOST_FOLDERS = limits.STICK_FOLDERS
MOST_PASSED = 200  # named one by one; the rest is counted
# What systems leave on a stick, besides names that begin with a dot.
_SYSTEM = frozenset(
    {"system volume information", "$recycle.bin", "recycler", "thumbs.db", "desktop.ini",
     "__macosx", "lost+found"}
)  # fmt: skip


@dataclass(frozen=True)
class Given:
    """One file to read.

    Attributes:
        path: absolute; named: a person named it, so it is answered whatever it is.
        title: its name when it came, where it is kept under another one here.
    """

    path: Path
    named: bool
    title: str = ""

    @property
    def name(self) -> str:
        """What the file was called when it came."""
        return self.title or self.path.name


@dataclass
class Gathered:
    """What lies behind the paths given.

    Attributes:
        files: exchange files, each once; folders by name.
        passed: what was not read, and why, each named once; ``more``: further ones.
    """

    files: list[Given] = field(default_factory=list)
    passed: list[PassedOver] = field(default_factory=list)
    more: int = 0

    def pass_over(self, path: Path, code: str) -> None:
        """Note a file or folder that is not read."""
        if len(self.passed) < MOST_PASSED:
            self.passed.append(PassedOver(path, code))
        else:
            self.more += 1


def gather_all(paths: Sequence[Path]) -> Gathered:
    """The files behind ``paths`` and what is passed over on the way.

    Folders are read to a depth of four. Hidden and system files, links and other kinds of
    files are named with their reason; nothing is opened here.

    Raises:
        UserError: ``receive.nothing``: no file at all; ``receive.too_many``.
    """
    found: dict[Path, Given] = {}
    gathered = Gathered()
    for path in paths:
        full = path.absolute()
        if full.is_dir():
            for one in _inside(full, gathered):
                found.setdefault(one, Given(one, False))
                _bounded(len(found))
        else:
            found[full] = Given(full, True)
            _bounded(len(found))
    if not found:
        raise UserError("receive.nothing", N_("No exchange file (.hlb) was found."))
    gathered.files = list(found.values())
    return gathered


def gather(paths: Sequence[Path]) -> list[Given]:
    """The files alone, see :func:`gather_all`."""
    return gather_all(paths).files


def hidden(name: str) -> bool:
    """Whether a system, not a person, keeps a file or folder of this name."""
    return name.startswith((".", "~$")) or name.casefold() in _SYSTEM


def in_stream_order(files: Iterable[Given]) -> list[Given]:
    """The files by stream and first seq as their names say: fewer gaps on the way.

    The outcome does not depend on it; names are labels that anybody may change.
    """
    return sorted(files, key=_place)


def _bounded(count: int) -> None:
    if count > FOLDER_FILES:
        raise UserError("receive.too_many", N_("More than {limit} files."), limit=FOLDER_FILES)


def _inside(top: Path, gathered: Gathered) -> list[Path]:
    """Exchange files below ``top``, folder by folder."""
    found: list[Path] = []
    folders = 0
    for place, inner, names in os.walk(top):
        at = Path(place)
        folders += 1
        inner[:] = _entered(at, len(at.parts) - len(top.parts), inner, gathered)
        for name in sorted(names):
            path = at / name
            if path.is_symlink() or not path.is_file():
                gathered.pass_over(path, "file.link")
            elif hidden(name):
                gathered.pass_over(path, "file.hidden")
            elif path.suffix.lower() != SUFFIX:
                gathered.pass_over(path, "file.other")
            else:
                found.append(path)
                _bounded(len(found))
        if folders >= MOST_FOLDERS:
            for name in inner:
                gathered.pass_over(at / name, "folder.many")
            break
    return found


def _entered(at: Path, depth: int, names: Sequence[str], gathered: Gathered) -> list[str]:
    """The folders of ``at`` that are read."""
    kept = []
    for name in sorted(names):
        path = at / name
        if hidden(name):
            gathered.pass_over(path, "folder.hidden")
        elif path.is_symlink():
            gathered.pass_over(path, "file.link")
        elif depth >= DEEPEST:
            gathered.pass_over(path, "folder.deep")
        else:
            kept.append(name)
    return kept


def _place(given: Given) -> tuple[str, int, int, str]:
    try:
        name = parse_name(given.path.name)
    except UserError:
        return ("~", 0, 0, str(given.path))
    return (f"{name.unit}-{name.stream8}", name.first, name.part, str(given.path))
