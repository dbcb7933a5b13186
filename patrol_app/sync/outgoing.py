"""What every written file has in common: its row in the list of files sent."""

from __future__ import annotations

from patrol_app.services.ports import BundleOut, UnitOfWork
from patrol_app.sync.sending import Sent


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
