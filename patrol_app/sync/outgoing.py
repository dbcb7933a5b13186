"""What every written file has in common: its folder, and its row in the list of files sent."""

from __future__ import annotations

from pathlib import Path

from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.i18n import N_
from patrol_app.services.ports import BundleOut, UnitOfWork
from patrol_app.sync.sending import Sent


def refuse_file(out: Path) -> None:
    """See that files can go to ``out``, which need not be there yet.

    Raises:
        UserError: ``export.folder``: something else bears the name.
    """
    if out.exists() and not out.is_dir():
        raise UserError("export.folder", N_("{name} is not a folder."), name=out.name)


def need_folder(out: Path) -> None:
    """Make the folder that files go to.

    Raises:
        UserError, EnvironmentFault: ``export.folder``.
    """
    refuse_file(out)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise EnvironmentFault(
            "export.folder", N_("The folder {name} cannot be made."), name=out.name
        ) from fault


def note_out(work: UnitOfWork, sent: Sent) -> None:
    """Remember a file that was written whole."""
    header = sent.header
    work.put_bundle_out(
        BundleOut(
            name=sent.path.name,
            sha256=sent.sealed.sha256,
            kind=header.kind,
            stream=header.stream,
            from_seq=header.first,
            upto_seq=header.upto,
            created_ms=header.created,
            bytes=sent.path.stat().st_size,
            to=header.to,
        )
    )
