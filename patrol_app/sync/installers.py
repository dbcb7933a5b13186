"""A new version of the program with base data: published at the city, offered at a station."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from patrol_app import __version__
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.limits import BLOB_FILE_BYTES, MIB
from patrol_app.services.delivery_types import InstallerOffer
from patrol_app.services.ports import Queries
from patrol_app.sync import papers
from patrol_app.sync.desk import Desk
from patrol_app.sync.keyring import Keyring
from patrol_app.sync.paper_files import INSTALLER_WORD, Installer, SignedInstaller, holds
from patrol_app.sync.root_signer import RootSigner, read_keys

# How an installer's file name ends, and what it is for.
PLATFORMS = {".exe": "windows", ".msi": "windows", ".deb": "linux", ".run": "linux"}


def publish(desk: Desk, file: Path, version: str, root_keys: Sequence[Path] = ()) -> None:
    """Keep an installer and have the root sign for it; the next base data carries it.

    Args:
        desk: this store, which holds a root key.
        file: the installer.
        version: of the program in it.
        root_keys: further root keys, for a threshold above one.

    Raises:
        UserError: ``installer.kind``, ``installer.version``, ``file.missing``, ``file.size``;
            as ``RootSigner``.
    """
    platform = PLATFORMS.get(file.suffix.lower())
    if platform is None:
        raise UserError(
            "installer.kind", N_("{name} is no installer of this program."), name=file.name
        )
    signer = RootSigner(desk.keyring, read_keys(root_keys))
    with desk.spooled(file, BLOB_FILE_BYTES) as spooled:
        raw = spooled.path.read_bytes()
    now = desk.clock.now_ms()
    held = [one.installer.serial for one in papers.kept(desk.store.queries, SignedInstaller)]
    made = _installer(version, platform, max([now, *(serial + 1 for serial in held)]), raw)
    desk.store.blobs.put(raw)
    signed = SignedInstaller(installer=made, sigs=signer.sign(INSTALLER_WORD, made))
    with desk.store.begin(N_("delivering")) as work:
        papers.put(work, signed, now)
        work.audit("exchange.installer", {"version": version, "platform": platform})
        changes = work.commit()
    desk.publish(changes)


def newest(queries: Queries) -> SignedInstaller | None:
    """The installer that the papers speak of, the newest; None before the first."""
    held = papers.kept(queries, SignedInstaller)
    return max(held, key=lambda one: one.installer.serial) if held else None


def offer(desk: Desk) -> InstallerOffer | None:
    """A version above the running one, signed by the root known here; else None."""
    signed, root = newest(desk.store.queries), Keyring(desk.store.queries).root()
    if signed is None or root is None or not holds(signed, root.root):
        return None
    made = signed.installer
    if order(made.version) <= order(__version__):
        return None
    ending = {"windows": ".exe", "linux": ".deb"}.get(made.platform, ".bin")
    return InstallerOffer(
        version=made.version,
        platform=made.platform,
        name=f"patrol-{made.version}{ending}",
        bytes=made.bytes,
        sha256=made.sha256,
        ready=desk.store.blobs.has(made.sha256),
    )


def save(desk: Desk, target: Path) -> Path:
    """Write the installer on offer, proved, to ``target`` (a file, or a folder).

    Raises:
        UserError: ``installer.none``: nothing newer is here, or its file has not come.
        EnvironmentFault: the disk failed, or the stored file is damaged.
    """
    found = offer(desk)
    if found is None or not found.ready:
        raise UserError("installer.none", N_("No newer version of the program is here."))
    raw = desk.store.blobs.get(found.sha256)
    path = (target / found.name if target.is_dir() else target).absolute()
    desk.files.write(path, lambda out: _copy(raw, out.write))
    return path


def order(version: str) -> tuple[tuple[int, int | str], ...]:
    """A key that sorts versions as people count: 0.10 is above 0.9, 1.0 above 1.0-rc1."""
    parts: list[tuple[int, int | str]] = []
    number, _dash, before = version.partition("-")
    for piece in number.replace("+", ".").split("."):
        parts.append((1, int(piece)) if piece.isdigit() else (0, piece))
    return (*parts, (0, before) if before else (0, "\uffff"))


def _installer(version: str, platform: str, serial: int, raw: bytes) -> Installer:
    from pydantic import ValidationError

    try:
        return Installer(
            version=version,
            platform=platform,
            serial=serial,
            bytes=len(raw),
            sha256=hashlib.sha256(raw).hexdigest(),
        )
    except ValidationError:
        raise UserError(
            "installer.version", N_("This is no version number."), field="installer_version"
        ) from None


def _copy(raw: bytes, write: object) -> None:
    assert callable(write)
    for start in range(0, len(raw), MIB):
        write(raw[start : start + MIB])
