"""kind=grant: signed by a root key, encrypted to the device.

Inside grant.json, the ops of the units on the path to the root as written, and papers.json::

    send_grant(sender, grant, lines, target, stream=, created=, ...) -> Sent
    read_grant(stream, scratch, identity, device_public, known=None) -> GrantFile
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.sync.container import (
    Opened,
    decrypt,
    decrypt_unverified_grant,
    open_header,
    verify,
)
from patrol_app.sync.enrolment_files import (
    MAX_GRANT_BYTES,
    MAX_GRANT_OPS,
    Grant,
    file_code,
)
from patrol_app.sync.header import Header
from patrol_app.sync.inner import DOCUMENT_BYTES, Inner
from patrol_app.sync.keys import age_recipient, public_pem
from patrol_app.sync.manifest import GRANT, PAPERS
from patrol_app.sync.reading import check_kind
from patrol_app.sync.roots import CERTIFICATE_WORD, Root, check_succession, check_threshold
from patrol_app.sync.sending import Content, Sender, Sent, number_range, send
from patrol_app.sync.strict import bad_document, read_document, write_document


@dataclass(frozen=True, repr=False)
class GrantFile:
    """A grant whose signatures hold under the root named in ``grant.root``.

    ``lines``: raw ops of the units on the path. ``code``: to be read back by telephone; without
    that the root is taken on trust (市级未核对).
    """

    grant: Grant
    lines: tuple[bytes, ...]
    opened: Opened
    code: str
    sha256: str
    papers: bytes = b""


def send_grant(
    sender: Sender,
    grant: Grant,
    lines: Iterable[bytes],
    target: Path,
    *,
    stream: str,
    created: int,
    reply_to: str = "",
    papers: bytes | None = None,
) -> Sent:
    """Seal a grant for the device that its certificate names.

    Args:
        sender: the granting unit with a *root* key.
        grant: its content; checked as a reader will check it.
        lines: raw ops of the units on the path to the root.
        target: file.
        stream: the journal that asked, or the device's newest.
        created: UTC ms.
        reply_to: sha256 of the request answered; empty where the city sends it unasked.
        papers: ``papers.json`` for the device.
    """
    certificate = grant.certificate
    _check_grant(grant, bytes.fromhex(certificate.signing_key), None)
    if grant.root.key_of(sender.key.kid) is None or stream not in certificate.streams:
        raise bad_document("grant", "sender")
    return send(
        sender,
        "grant",
        target,
        [certificate.import_key],
        Content(lines=lines, grant=write_document(grant), papers=papers),
        to=(certificate.unit,),
        stream=stream,
        span=number_range(0),
        created=created,
        reply_to=reply_to,
    )


def read_grant(
    stream: BinaryIO,
    scratch: BinaryIO,
    identity: str,
    device_public: bytes,
    known: Root | None = None,
) -> GrantFile:
    """Read a grant.

    Args:
        stream: the spooled file.
        scratch: empty private temporary file.
        identity: this device's age identity.
        device_public: this device's raw signing key.
        known: the root this device has already; then the signature is checked before anything is
            decrypted. Without one the root inside is taken and its number code must be compared.

    Raises:
        UserError: as ``container``; ``bundle.unknown_key``, ``bundle.grant``,
            ``grant.other_device``, ``root.signature``, ``root.version``.
    """
    opened = open_header(stream)
    check_kind(opened, ("grant",))
    if known is None:
        scratch.write(decrypt_unverified_grant(stream, opened, identity))
    else:
        decrypt(stream, verify(opened, _root_key(known, opened.header)), [identity], scratch)
    inner = Inner.open(scratch, opened.header)
    grant = read_document(Grant, inner.document(GRANT), "grant", DOCUMENT_BYTES)
    if known is None:
        verify(opened, _root_key(grant.root, opened.header))
    _check_grant(grant, device_public, known)
    unit, header = grant.certificate.unit, opened.header
    if header.to != (unit,) or header.stream not in grant.certificate.streams:
        raise bad_document("grant", "header")
    records = inner.manifest.records
    if records is None or records.ops > MAX_GRANT_OPS or records.bytes > MAX_GRANT_BYTES:
        raise bad_document("grant", "records")
    code, sha = file_code(stream)
    papers = inner.document(PAPERS) if inner.has(PAPERS) else b""
    return GrantFile(grant, tuple(inner.lines()), opened, code, sha, papers)


def _root_key(root: Root, header: Header) -> bytes:
    public = root.key_of(header.kid)
    if public is None:
        raise UserError(
            "bundle.unknown_key",
            N_("The sender {kid} is not known here: the file is quarantined."),
            kid=header.kid,
        )
    return public


def _check_grant(grant: Grant, device_public: bytes, known: Root | None) -> None:
    check_succession(grant.root, grant.root_sigs, known)
    check_threshold(CERTIFICATE_WORD, grant.certificate, grant.certificate_sigs, grant.root)
    if grant.certificate.signing_key != device_public.hex():
        raise UserError("grant.other_device", N_("The grant was made for another device."))
    for recipient in (grant.recovery_key, *(a.import_key for a in grant.ancestors)):
        age_recipient(recipient)
    for key in (*grant.root.keys, *(k for a in grant.ancestors for k in a.signing_keys)):
        public_pem(bytes.fromhex(key))
