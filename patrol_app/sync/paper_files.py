"""``papers.json``: what the root has signed, as it travels in bundles down and in base data.

Every document carries signatures of its own, so it does not matter who hands it on: a county
may relay papers of stations below it and cannot change one. ``Papers`` is the whole member;
``Certificate`` is in ``enrolment_files``. A document replaces an older one of the same key by
its *serial*: of a root its version, of a certificate ``valid_to``, else ``serial``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.sync.enrolment_files import MAX_PATH, Ancestor, Certificate
from patrol_app.sync.keyring import SignedRoot
from patrol_app.sync.roots import CERTIFICATE_WORD, KeySignature, Root, check_threshold
from patrol_app.sync.strict import (
    Document,
    Hex64,
    Kid,
    Ms,
    Seq,
    Size,
    StreamId,
    UnitCode,
    read_document,
    write_document,
)

REVOCATION_WORD = b"HL-revoke-1"
LINE_WORD = b"HL-line-1"
INSTALLER_WORD = b"HL-install-1"
MAX_ROOTS = limits.PAPERS_ROOTS
MAX_DEVICES = limits.PAPERS_DEVICES
PAPERS_BYTES = limits.PAPERS_BYTES

Signatures = Annotated[tuple[KeySignature, ...], Field(min_length=1, max_length=16)]


class Closed(Document):
    """One journal of a revoked device: nothing behind ``after`` counts."""

    stream: StreamId
    after: Seq


class Revocation(Document):
    """A device that is closed for ever.

    ``streams`` are those known when it was signed; a journal that is not named is closed from
    its first entry. ``serial`` rises with every further revocation of the device.
    """

    v: Literal[1] = 1
    device: Kid
    serial: Annotated[int, Field(ge=1, le=1_000_000)]
    issued: Ms
    streams: Annotated[tuple[Closed, ...], Field(max_length=64)]

    @model_validator(mode="after")
    def _once(self) -> Self:
        """A stream stands once."""
        if len({one.stream for one in self.streams}) != len(self.streams):
            raise ValueError("streams")
        return self

    def after(self, stream: str) -> int:
        """The last seq of ``stream`` that counts."""
        return next((one.after for one in self.streams if one.stream == stream), 0)


class Line(Document):
    """The units above ``unit`` with their keys, from the parent to the root."""

    v: Literal[1] = 1
    unit: UnitCode
    serial: Ms
    ancestors: Annotated[tuple[Ancestor, ...], Field(max_length=MAX_PATH)]


class Installer(Document):
    """A version of the program that stations may install."""

    v: Literal[1] = 1
    version: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z.+_-]{1,40}$")]
    platform: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,20}$")]
    serial: Ms
    bytes: Size
    sha256: Hex64


class SignedCertificate(Document):
    """A certificate as it travels."""

    v: Literal[1] = 1
    certificate: Certificate
    sigs: Signatures


class SignedRevocation(Document):
    """A revocation as it travels."""

    v: Literal[1] = 1
    revocation: Revocation
    sigs: Signatures


class SignedLine(Document):
    """A line as it travels."""

    v: Literal[1] = 1
    line: Line
    sigs: Signatures


class SignedInstaller(Document):
    """An installer's description as it travels."""

    v: Literal[1] = 1
    installer: Installer
    sigs: Signatures


class Papers(Document):
    """The member ``papers.json``.

    ``roots``: every root from the first to the present one, each signed by enough keys of
    itself and of the one before, so that a device that missed some can follow.
    """

    v: Literal[1] = 1
    roots: Annotated[tuple[SignedRoot, ...], Field(min_length=1, max_length=MAX_ROOTS)]
    certificates: Annotated[tuple[SignedCertificate, ...], Field(max_length=MAX_DEVICES)] = ()
    revocations: Annotated[tuple[SignedRevocation, ...], Field(max_length=MAX_DEVICES)] = ()
    lines: Annotated[tuple[SignedLine, ...], Field(max_length=MAX_DEVICES)] = ()
    installer: SignedInstaller | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        """Versions rise."""
        versions = [one.root.version for one in self.roots]
        if versions != sorted(set(versions)):
            raise ValueError("roots")
        return self


Signed = SignedCertificate | SignedRevocation | SignedLine | SignedInstaller


def place(signed: Signed) -> tuple[str, str, int]:
    """(kind, key, serial) of a document: where it is kept, and which of two is the newer."""
    if isinstance(signed, SignedCertificate):
        return "certificate", signed.certificate.device, signed.certificate.valid_to
    if isinstance(signed, SignedRevocation):
        return "revocation", signed.revocation.device, signed.revocation.serial
    if isinstance(signed, SignedLine):
        return "line", signed.line.unit, signed.line.serial
    return "installer", signed.installer.platform, signed.installer.serial


def content(signed: Signed) -> tuple[bytes, Document]:
    """The domain word and the document that are signed."""
    if isinstance(signed, SignedCertificate):
        return CERTIFICATE_WORD, signed.certificate
    if isinstance(signed, SignedRevocation):
        return REVOCATION_WORD, signed.revocation
    if isinstance(signed, SignedLine):
        return LINE_WORD, signed.line
    return INSTALLER_WORD, signed.installer


def holds(signed: Signed, root: Root) -> bool:
    """Whether enough keys of ``root`` signed it."""
    word, document = content(signed)
    try:
        check_threshold(word, document, signed.sigs, root)
    except UserError:
        return False
    return True


_MODELS: dict[str, type[Signed]] = {
    "certificate": SignedCertificate,
    "revocation": SignedRevocation,
    "line": SignedLine,
    "installer": SignedInstaller,
}


@lru_cache(maxsize=4_096)
def read_paper(kind: str, body: str) -> Signed:
    """A document as it was kept.

    Raises:
        UserError: ``bundle.papers``.
    """
    return read_document(_MODELS[kind], body.encode(), "papers", PAPERS_BYTES)


def read_papers(raw: bytes) -> Papers:
    """Read ``papers.json``; its signatures are checked by ``papers.take``.

    Raises:
        UserError: ``bundle.papers``.
    """
    return read_document(Papers, raw, "papers", PAPERS_BYTES)


def write_papers(papers: Papers) -> bytes:
    """The member's bytes."""
    return write_document(papers)
