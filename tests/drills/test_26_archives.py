"""Drill 26: hostile archives through every importer: named, nothing outside, bounded."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app.bootstrap import App
from patrol_app.errors import UserError
from patrol_app.geo.readers.archive import Archive
from tests.drills.doors import TAKEN, Doors, count
from tests.drills.memory import CHILDREN
from tests.support.folders import station_copy

MEMORY_MB = 300


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """A station."""
    made = station_copy(tmp_path / "station")
    yield made
    made.close()


def members(*named: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    """An archive with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in named:
            made.writestr(name, data)
    return out.getvalue()


def link() -> zipfile.ZipInfo:
    """A symbolic link."""
    info = zipfile.ZipInfo("link.kml")
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return info


HOSTILE = {
    "slip": members(("../../evil.kml", b"x")),
    "absolute": members(("/etc/evil.kml", b"x")),
    "drive": members(("C:evil.kml", b"x")),
    "backslash": members(("..\\evil.kml", b"x")),
    "device": members(("con.kml", b"x")),
    "twice": members(("Ä.kml", b"x"), ("ä.KML".lower(), b"y")),
    "link": members((link(), b"/etc/passwd")),
    "bomb": members(("doc.kml", bytes(60 << 20))),
    "entries": members(*((f"{n}.kml", b"") for n in range(10_001))),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_each_rule_is_said(name: str) -> None:
    """The reader of archives refuses by its rule, before any content is given."""
    with pytest.raises(UserError) as caught:
        Archive(HOSTILE[name])
    assert caught.value.code == "zip.refused" and caught.value.params["reason"]


@pytest.mark.ci
@pytest.mark.corpus
def test_every_archive_through_every_door(app: App, corpus: Path, tmp_path: Path) -> None:
    """As they are, as KMZ and as an exchange file: each named once, no file outside."""
    files = count(corpus / "zip")
    work = tmp_path / "outer" / "work"
    work.mkdir(parents=True)
    doors = Doors(app, work)
    for suffix in ("", ".kmz", ".hlb"):
        answers = doors.all(files, suffix)
        assert all(len(found) == len(files) for found in answers.values())
        if suffix != ".kmz":
            assert TAKEN not in answers["receive"].values()
    assert {path.name for path in tmp_path.iterdir()} == {"station", "outer"}
    assert {path.name for path in (tmp_path / "outer").iterdir()} == {"work"}
    assert len(list(work.iterdir())) == 2 * len(files)
    if CHILDREN:  # with Python and its libraries themselves
        assert 10 < doors.peak_mb < 2 * MEMORY_MB


@pytest.mark.ci
def test_handmade_ones_through_every_door(app: App, tmp_path: Path) -> None:
    """As KMZ and zip; whatever their name they are refused and leave nothing."""
    files = []
    for name, data in HOSTILE.items():
        for suffix in (".kmz", ".zip"):
            files.append(tmp_path / (name + suffix))
            files[-1].write_bytes(data)
    answers = Doors(app, tmp_path / "none").all(files)
    for door in ("import", "base", "map", "receive"):
        assert TAKEN not in answers[door].values(), (door, answers[door])
