"""Which folders can hold a live data base, as far as the system tells.

A data base in use must not lie on a network share, a removable disk or in a folder that
another program copies to a cloud: locks and syncs mean little there (SQLite, "How To Corrupt").
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from patrol_app.errors import EnvironmentFault
from patrol_app.i18n import N_

NETWORK_TYPES: Final = frozenset(
    "nfs nfs4 cifs smb3 smbfs afs ceph glusterfs lustre ncpfs 9p virtiofs davfs vboxsf".split()
)
# File systems of sticks and cards: no permissions, weak guarantees.
STICK_TYPES: Final = frozenset("vfat msdos exfat fuseblk iso9660 udf hfs hfsplus".split())
# Layered root file systems of containers go by a fuse name and lie on a local disk.
LOCAL_FUSE: Final = frozenset({"fuse.fuse-overlayfs", "fuse.zfs"})

SYNC_NAMES: Final = re.compile(
    r"(onedrive( - .+)?|dropbox( \(.+\))?|坚果云|我的坚果云|nutstore( files)?|google drive"
    r"|googledrive|icloud ?drive|icloud~.+|baidusyncdisk|百度网盘|百度网盘同步空间|wps云盘"
    r"|wpsdrive|微云|syncthing|nextcloud|owncloud|seafile)",
    re.IGNORECASE,
)
# Files and folders that a synchronising program leaves in the root of its folder.
SYNC_MARKS: Final = (".dropbox", ".dropbox.cache", ".stfolder", ".nutstore", ".owncloudsync.log")
SYNC_VARIABLES: Final = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")

_MESSAGES: Final = {
    "network": N_("The data folder is on a network disk. Choose a folder on this computer."),
    "removable": N_("The data folder is on a removable disk. Choose a folder on this computer."),
    "synced": N_("The data folder is copied to a cloud by another program. Choose another folder."),
}


def refuse_unfit_folder(path: Path) -> None:
    """Refuse a data folder on a removable, network or synchronised place (best effort).

    Args:
        path: the data folder, which need not exist yet.

    Raises:
        EnvironmentFault: ``folder.network``, ``folder.removable`` or ``folder.synced``.
    """
    place = Path(os.path.realpath(path))
    if is_synced(place, os.environ):
        raise _refusal("synced")
    kind = _windows_kind(place) if sys.platform == "win32" else _posix_kind(place)
    if kind:
        raise _refusal(kind)


def is_synced(place: Path, environment: Mapping[str, str]) -> bool:
    """Whether ``place`` (absolute) lies in a cloud program's folder, by names and marks."""
    if any(SYNC_NAMES.fullmatch(part) for part in place.parts):
        return True
    roots = [Path(environment[name]) for name in SYNC_VARIABLES if environment.get(name)]
    if any(place == root or root in place.parents for root in roots):
        return True
    return any((folder / mark).exists() for folder in _upward(place) for mark in SYNC_MARKS)


def kind_of_type(fs_type: str) -> str:
    """``network``, ``removable`` or an empty text for a Linux file system type."""
    if fs_type in LOCAL_FUSE:
        return ""
    if fs_type in NETWORK_TYPES or fs_type.startswith("fuse."):
        return "network"
    return "removable" if fs_type in STICK_TYPES else ""


def mount_type(place: Path, mounts: str) -> str:
    """The file system type under ``place``, from the text of ``/proc/mounts``.

    Octal escapes of blanks in mount points are undone; the last of several mounts on one
    point is the one that is seen.
    """
    best, found = -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        raw = re.sub(r"\\([0-7]{3})", lambda hit: chr(int(hit[1], 8)), fields[1])
        point = Path(raw.encode("latin-1", "replace").decode("utf-8", "replace"))
        depth = len(point.parts)
        if (place == point or point in place.parents) and depth >= best:
            best, found = depth, fields[2]
    return found


def _refusal(kind: str) -> EnvironmentFault:
    return EnvironmentFault(f"folder.{kind}", _MESSAGES[kind])


def _upward(place: Path) -> tuple[Path, ...]:
    """``place`` and its parents, without the root and the user's home (programs' settings)."""
    home = Path.home()
    return tuple(
        folder
        for folder in (place, *place.parents)
        if folder != home and folder != Path(folder.anchor)
    )


def _posix_kind(place: Path) -> str:
    """The kind of the volume under ``place`` on Linux; empty where the system tells nothing."""
    try:
        # latin-1 keeps each byte, so that names undone from octal escapes decode together
        mounts = Path("/proc/mounts").read_text(encoding="latin-1")
    except OSError:
        return ""
    found = mount_type(place, mounts)
    # some containers and virtual machines get their own root that way
    own_root = found in ("9p", "virtiofs") and found == mount_type(Path("/"), mounts)
    if not own_root and (kind := kind_of_type(found)):
        return kind
    existing = next(folder for folder in (place, *place.parents) if folder.exists())
    device = existing.stat().st_dev
    node = os.path.realpath(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}")
    return "removable" if _is_stick(Path(node)) else ""


def _is_stick(node: Path) -> bool:
    """Whether a block device's folder in sysfs hangs on USB or says that it is removable."""
    if any(re.fullmatch(r"usb\d+", part) for part in node.parts):
        return True
    for folder in (node, node.parent):
        try:
            if (folder / "removable").read_text(encoding="ascii").strip() == "1":
                return True
        except OSError:
            continue
    return False


def _windows_kind(place: Path) -> str:
    """The kind of the volume under ``place`` on Windows (GetDriveTypeW, fileapi.h)."""
    if sys.platform != "win32":
        return ""
    import ctypes

    if place.drive.startswith("\\\\"):
        return "network"
    drive = ctypes.windll.kernel32.GetDriveTypeW(ctypes.c_wchar_p(place.anchor))
    return {2: "removable", 4: "network", 5: "removable"}.get(int(drive), "")
