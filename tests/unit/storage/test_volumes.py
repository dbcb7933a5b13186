"""Folders that cannot hold a live store."""

from pathlib import Path

import pytest

from patrol_app.errors import EnvironmentFault
from patrol_app.storage.volumes import (
    is_synced,
    kind_of_type,
    mount_type,
    refuse_unfit_folder,
)

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/x /srv nfs4 rw 0 0
/dev/sdb1 /media/U\\040盘 vfat rw 0 0
tmpfs /srv/local tmpfs rw 0 0
""".encode().decode("latin-1")


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/home/a", ""),
        ("/srv", "network"),
        ("/srv/data", "network"),
        ("/srvdata", ""),
        ("/srv/local/x", ""),
        ("/media/U 盘/data", "removable"),
    ],
)
def test_mounts(place: str, kind: str) -> None:
    assert kind_of_type(mount_type(Path(place), MOUNTS)) == kind


def test_fuse_is_foreign_but_containers_are_not() -> None:
    assert kind_of_type("fuse.sshfs") == "network"
    assert kind_of_type("fuse.fuse-overlayfs") == ""


@pytest.mark.parametrize("name", ["OneDrive", "OneDrive - 林业局", "Dropbox", "坚果云", "Nutstore"])
def test_synced_names(name: str, tmp_path: Path) -> None:
    assert is_synced(tmp_path / name / "data", {})
    assert not is_synced(tmp_path / f"x{name}x" / "data", {})


def test_synced_marks_and_variables(tmp_path: Path) -> None:
    place = tmp_path / "share" / "data"
    place.mkdir(parents=True)
    assert not is_synced(place, {"OneDrive": str(tmp_path / "other")})
    assert is_synced(place, {"OneDrive": str(tmp_path / "share")})
    (tmp_path / "share" / ".stfolder").mkdir()
    assert is_synced(place, {})


def test_refusal_and_an_ordinary_folder(tmp_path: Path) -> None:
    refuse_unfit_folder(tmp_path / "not" / "yet")
    with pytest.raises(EnvironmentFault, match=r"folder\.synced"):
        refuse_unfit_folder(tmp_path / "Dropbox" / "data")
