"""The sealing steps in their one order.

``Sender(unit, key, app_version, write, work_dir)`` and
``send(sender, kind, target, recipients, to=, stream=, created=, ...) -> Sent``: writes the inner
file into ``work_dir``, encrypts, signs, writes. ``target`` may be a folder: the file then gets
its own name. ``Sent`` holds path, sealed file and manifest, for the sender's delivery log.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from patrol_app.sync.container import Sealed, WriteFile, seal
from patrol_app.sync.header import BundleName, Header, Kind
from patrol_app.sync.inner import Pieces, write_inner
from patrol_app.sync.keys import SigningKey
from patrol_app.sync.manifest import DOWN, GRANT, PAPERS, RECEIPT


@dataclass(frozen=True)
class Sender:
    """Who seals: unit code, signing key, program version, atomic writer, private folder."""

    unit: str
    key: SigningKey
    app_version: str
    write: WriteFile
    work_dir: Path


@dataclass(frozen=True)
class Range:
    """Part of a chain: first and last seq, link before the first and at the last (hex)."""

    first: int
    upto: int
    link_before: str
    link_upto: str


@dataclass(frozen=True)
class Content:
    """What goes inside: op lines, blobs by sha256, and the documents of the kind."""

    lines: Iterable[bytes] | None = None
    blobs: Mapping[str, Pieces] | None = None
    receipt: bytes | None = None
    grant: bytes | None = None
    papers: bytes | None = None
    down: bytes | None = None

    def documents(self) -> dict[str, bytes]:
        """The JSON documents given, by member name."""
        named = {
            RECEIPT: self.receipt,
            GRANT: self.grant,
            PAPERS: self.papers,
            DOWN: self.down,
        }
        return {name: raw for name, raw in named.items() if raw is not None}


@dataclass(frozen=True)
class Sent:
    """A written file: path, header and sha256 with number code, manifest bytes."""

    path: Path
    sealed: Sealed
    manifest: bytes

    @property
    def header(self) -> Header:
        """The signed header."""
        return self.sealed.header


def number_range(number: int) -> Range:
    """The range of a kind that has no chain: ``from`` and ``upto`` are the file's number."""
    return Range(number, number, "0" * 64, "0" * 64)


def send(
    sender: Sender,
    kind: Kind,
    target: Path,
    recipients: Sequence[str],
    content: Content,
    *,
    to: Sequence[str],
    stream: str,
    span: Range,
    created: int,
    **more: object,
) -> Sent:
    """Seal one file.

    Args:
        sender: who seals.
        kind: any but ``enrol``.
        target: file, or an existing folder for ``header.bundle_name``.
        recipients: age recipients of every unit in ``to`` and of the recovery key.
        content: what goes inside.
        to: unit codes.
        stream: see ``header``.
        span: range of the chain, or :func:`number_range`.
        created: UTC ms.
        more: ``part``, ``parts``, ``delivery_no``, ``audit_head``, ``reply_to``.

    Raises:
        UserError: as ``inner.write_inner`` and ``container.seal``.
    """
    part = more.get("part", 1)
    name = BundleName(sender.unit, stream[:8], span.first, span.upto, int(str(part)))
    path = target / str(name) if target.is_dir() else target
    draft: dict[str, object] = {
        "app_version": sender.app_version,
        "kind": kind,
        "from_unit": sender.unit,
        "to": tuple(to),
        "stream": stream,
        "from": span.first,
        "upto": span.upto,
        "link_before": span.link_before,
        "link_upto": span.link_upto,
        "created": created,
        **more,
    }
    return _seal(sender, kind, path, recipients, content, draft)


def _seal(
    sender: Sender,
    kind: Kind,
    path: Path,
    recipients: Sequence[str],
    content: Content,
    draft: dict[str, object],
) -> Sent:
    """Write the inner file into the private folder, then encrypt and sign it."""
    with tempfile.TemporaryFile(dir=sender.work_dir) as inner:
        written = write_inner(
            inner,
            kind,
            work_dir=sender.work_dir,
            lines=content.lines,
            blobs=content.blobs,
            documents=content.documents(),
        )
        sealed = seal(
            {**draft, "manifest_sha256": written.manifest_sha256},
            inner,
            path,
            sender.key,
            recipients,
            write=sender.write,
            work_dir=sender.work_dir,
        )
    return Sent(path, sealed, written.manifest)
