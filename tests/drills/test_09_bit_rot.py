"""A stored photo rots: reading finds it and names it, the backup's mirror mends it."""

from __future__ import annotations

from pathlib import Path

import pytest

from patrol_app.errors import EnvironmentFault
from tests.support.folders import station_copy

PHOTO = b"\xff\xd8 a photo" * 500


def test_found_named_and_fetched(tmp_path: Path) -> None:
    app = station_copy(tmp_path)
    actor = app.session.actor
    sha256 = app.store.blobs.put(PHOTO)
    values = {"sha256": sha256, "bytes": len(PHOTO), "name": "示例.jpg", "role": "photo"}
    photo = app.records.new("attachment", values, actor).record
    app.settings.set("backup_folder", str(tmp_path / "elsewhere"))
    app.backups.make(actor)
    path = app.store.blobs.path_of(sha256)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(EnvironmentFault) as fault:
        app.store.blobs.get(sha256)
    assert fault.value.code == "blob.damaged"
    assert sha256[:12] in fault.value.message()
    # the record is named by the journal's own citation
    assert app.store.queries.find("attachment", photo.number) is not None
    proof = app.backups.prove(app.backups.state().rows[0].path, actor)
    assert proof.damaged == ()  # the mirror holds it whole
    assert app.backups.mend_file(sha256, actor)
    assert app.store.blobs.get(sha256) == PHOTO
    # where no mirror holds it whole, that is said
    for one in (tmp_path / "elsewhere" / "blob").rglob("*"):
        if one.is_file():
            one.write_bytes(b"")
    path.write_bytes(b"")
    assert not app.backups.mend_file(sha256, actor)
    app.close()
