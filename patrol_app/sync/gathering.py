"""Which files a person meant: files as named, and every exchange file of a folder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.limits import FOLDER_FILES
from patrol_app.sync.header import parse_name

SUFFIX = ".hlb"


@dataclass(frozen=True)
class Given:
    """One file to read.

    Attributes:
        path: absolute; named: a person named it, so it is answered whatever it is.
    """

    path: Path
    named: bool


def gather(paths: Sequence[Path]) -> list[Given]:
    """The files behind ``paths``, each once, in the order given; folders by file name.

    Raises:
        UserError: ``receive.nothing``: no file at all; ``receive.too_many``.
    """
    found: dict[Path, Given] = {}
    for path in paths:
        full = path.absolute()
        if full.is_dir():
            inside = sorted(p for p in full.iterdir() if p.suffix == SUFFIX and p.is_file())
            for one in inside:
                found.setdefault(one, Given(one, False))
        else:
            found[full] = Given(full, True)
        if len(found) > FOLDER_FILES:
            raise UserError("receive.too_many", N_("More than {limit} files."), limit=FOLDER_FILES)
    if not found:
        raise UserError("receive.nothing", N_("No exchange file (.hlb) was found."))
    return list(found.values())


def in_stream_order(files: Iterable[Given]) -> list[Given]:
    """The files by stream and first seq as their names say: fewer gaps on the way.

    The outcome does not depend on it; names are labels that anybody may change.
    """
    return sorted(files, key=_place)


def _place(given: Given) -> tuple[str, int, int, str]:
    try:
        name = parse_name(given.path.name)
    except UserError:
        return ("~", 0, 0, str(given.path))
    return (f"{name.unit}-{name.stream8}", name.first, name.part, str(given.path))
