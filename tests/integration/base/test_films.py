"""A film on a record: kept whole with its hash, bounded, never decoded, given out as it came."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from patrol_app import limits
from patrol_app.bootstrap import App
from patrol_app.errors import UserError
from patrol_app.services.attachments import Attached, attach
from patrol_app.services.films import film_of, save_original
from tests.support.photos import jpeg
from tests.unit.services.test_steps import clerk

pytestmark = pytest.mark.keeps_threads("worker-frames of the module's reader process")
MP4 = b"\x00\x00\x00\x18ftypisom" + bytes(range(256)) * 8


def hung(app: App, drill: str, *paths: Path) -> Attached:
    """The files hung on a drill."""
    return attach(
        app.store, app.clock, app.records, app.reader, app.bus, ("drill", drill), paths, clerk(app)
    )


@pytest.mark.parametrize(
    ("head", "mime"),
    [
        (b"\0\0\0\x18ftypisom", "video/mp4"),
        (b"\0\0\0\x14ftypqt  ", "video/quicktime"),
        (b"\0\0\0\x14ftyp3gp5", "video/3gpp"),
        (b"RIFF\0\0\0\0AVI LIST", "video/x-msvideo"),
        (b"\x1a\x45\xdf\xa3\x01\0\0\0", "video/x-matroska"),
        (b"\0\0\0\x18ftypheic", ""),
        (b"\0\0\0\x18ftypavif", ""),
        (b"RIFF\0\0\0\0WEBPVP8 ", ""),
        (b"\xff\xd8\xff\xe0", ""),
        (b"", ""),
    ],
)
def test_a_film_is_known_by_its_first_bytes(tmp_path: Path, head: bytes, mime: str) -> None:
    file = tmp_path / "随便.bin"
    file.write_bytes(head)
    found = film_of(file)
    assert (found.mime if found else "") == mime


def test_a_film_is_kept_whole_once_and_given_out_again(app: App, folder: Path) -> None:
    drill = app.records.new("drill", {"name": "示例演练"}, clerk(app)).record.id
    film, photo = folder / "VID_1.mp4", folder / "IMG_9.jpg"
    film.write_bytes(MP4)
    photo.write_bytes(jpeg(colour="blue"))
    done = hung(app, drill, film, photo)
    assert (len(done.attachments), done.films, done.left_out) == (2, 1, ())
    rows: list[Any] = [app.records.get("attachment", rec).record for rec in done.attachments]
    held = next(row for row in rows if row.role == "video")
    assert (held.mime, held.bytes, held.derived) == ("video/mp4", len(MP4), ())
    assert (held.sha256, held.taken_source) == (hashlib.sha256(MP4).hexdigest(), "none")
    assert hung(app, drill, film).left_out == ("VID_1.mp4",), "it hangs there already"
    save_original(app.store, held.sha256, folder / "out.mp4")
    assert (folder / "out.mp4").read_bytes() == MP4


def test_a_film_above_the_limit_is_refused_and_nothing_is_kept(
    app: App, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drill = app.records.new("drill", {"name": "示例演练二"}, clerk(app)).record.id
    photo, film = folder / "IMG_8.jpg", folder / "VID_2.mov"
    photo.write_bytes(jpeg(colour="red"))
    film.write_bytes(MP4)
    monkeypatch.setattr(limits, "FILM_BYTES", len(MP4) - 1)
    with pytest.raises(UserError) as caught:
        hung(app, drill, photo, film)
    assert caught.value.code == "film.large"
    assert app.store.queries.children("attachment", "parent_id", drill) == []
