"""The signed header of a ``.hlb`` file, and the file's name.

``Header`` (strict; ``Header(...)`` to build, ``header.to_bytes()``, ``read_header(raw)``) and
``bundle_name(header) -> str``, ``parse_name(name) -> BundleName``.

What ``stream``, ``from`` and ``upto`` say, by kind:

=========  ==================================  =====================================
kind       stream                              from, upto
=========  ==================================  =====================================
up         the sender's stream                 first and last op; none: from = upto+1
down       the issuer's stream                 both the delivery number
base       the issuer's stream                 both the base-data version
receipt    the stream of the receiving device  both the generation
enrol      the device's stream                 both 0
grant      the device's stream                 both 0
backup     the device's stream                 1 and the last op
=========  ==================================  =====================================

Links are 64 zeros where the kind has no range of a chain (all but up and backup).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Final, Literal, Self

from pydantic import Field, StringConstraints, ValidationError, model_validator

from patrol_app import limits
from patrol_app.domain.journal.canonical import FormatFault
from patrol_app.domain.journal.strict import parse_strict
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.limits import BUNDLE_FILE_BYTES, BUNDLE_HEADER_BYTES
from patrol_app.sync.strict import (
    Document,
    Hex64,
    Kid,
    Ms,
    Seq,
    StreamId,
    UnitCode,
    bad_document,
    read_document,
    write_document,
)

FORMAT: Final = 1
SUITE: Final = "ed25519/age-x25519"
SCHEMA: Final = 1
NO_LINK = "0" * 64
MAX_TO = limits.BUNDLE_RECEIVERS
MAX_PARTS = limits.BUNDLE_PARTS

Kind = Literal["up", "down", "base", "receipt", "enrol", "grant", "backup"]
_CHAINED = ("up", "backup")
_NAME = re.compile(
    r"HL1-([0-9A-Z]{2,12})-([0-9a-f]{8})-(0|[1-9][0-9]{0,8})-(0|[1-9][0-9]{0,8})"
    r"-([1-9][0-9]{0,3})\.hlb"
)


class Header(Document):
    """What the sender signs. Field meanings: docs/format.md; times UTC ms, sizes bytes."""

    fmt: Literal[1] = FORMAT
    suite: Literal["ed25519/age-x25519"] = SUITE
    app_version: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z.+_-]{1,40}$")]
    kid: Kid
    kind: Kind
    from_unit: UnitCode
    to: Annotated[tuple[UnitCode, ...], Field(max_length=MAX_TO)]
    stream: StreamId
    first: Seq = Field(alias="from")
    upto: Seq
    link_before: Hex64 = NO_LINK
    link_upto: Hex64 = NO_LINK
    delivery_no: Annotated[int, Field(ge=1, le=999_999_999)] | None = None
    audit_head: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""
    schema_: Literal[1] = Field(default=SCHEMA, alias="schema")
    created: Ms
    ct_len: Annotated[int, Field(ge=1, le=BUNDLE_FILE_BYTES)]
    ct_sha256: Hex64
    manifest_sha256: Hex64
    part: Annotated[int, Field(ge=1, le=MAX_PARTS)] = 1
    parts: Annotated[int, Field(ge=1, le=MAX_PARTS)] = 1
    reply_to: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""

    @model_validator(mode="after")
    def _kinds(self) -> Self:
        """Rules between fields; each is a plain consequence of the table above."""
        chained = self.kind in _CHAINED
        wrong = (
            self.part > self.parts
            or len(set(self.to)) != len(self.to)
            or bool(self.to) == (self.kind == "enrol")
            or (self.delivery_no is not None) != (self.kind == "down")
            or (not chained and (self.link_before, self.link_upto) != (NO_LINK, NO_LINK))
            or (not chained and self.first != self.upto)
            or (chained and not 1 <= self.first <= self.upto + 1)
            or (self.kind in ("enrol", "grant") and self.upto != 0)
            or (self.kind == "down" and self.upto != self.delivery_no)
            or (self.first == self.upto + 1 and self.link_before != self.link_upto)
            or (self.kind not in (*_CHAINED, "down", "base") and self.parts != 1)
        )
        if wrong:
            raise ValueError("fields do not fit the kind")
        return self

    @property
    def ops_in_range(self) -> int:
        """How many ops of ``stream`` a chained bundle holds."""
        return self.upto - self.first + 1

    def to_bytes(self) -> bytes:
        """The canonical bytes that are signed."""
        return write_document(self)


def read_header(raw: bytes) -> Header:
    """Read header bytes.

    Raises:
        UserError: ``bundle.newer`` for a format or suite of a later program (the file is kept and
            read after an upgrade), ``bundle.header`` for anything else that is not format 1.
    """
    if len(raw) > BUNDLE_HEADER_BYTES:
        raise bad_document("header", "size")
    try:
        loose = parse_strict(raw)
    except FormatFault as fault:
        raise bad_document("header", "json") from fault
    if isinstance(loose, dict) and _newer(loose):
        raise UserError("bundle.newer", N_("The file comes from a newer version: upgrade first."))
    return read_document(Header, raw, "header", BUNDLE_HEADER_BYTES)


def _newer(loose: dict[str, object]) -> bool:
    fmt, schema = loose.get("fmt"), loose.get("schema")
    suite = loose.get("suite")
    other_suite = isinstance(suite, str) and suite != SUITE
    return other_suite or any(type(n) is int and n > 1 for n in (fmt, schema))


def make_header(**fields: object) -> Header:
    """Build a header from plain values (aliases ``from`` and ``schema`` or field names).

    Raises:
        UserError: ``bundle.header`` naming the field: a programming fault or an impossible unit.
    """
    try:
        return Header.model_validate(fields)
    except ValidationError as fault:
        fields_named = ", ".join(str(e["loc"]) for e in fault.errors(include_input=False))
        raise bad_document("header", fields_named) from None


@dataclass(frozen=True)
class BundleName:
    """The parts of a file name; a label for people, the header alone counts."""

    unit: str
    stream8: str
    first: int
    upto: int
    part: int

    def __str__(self) -> str:
        """The name as written on the stick."""
        return f"HL1-{self.unit}-{self.stream8}-{self.first}-{self.upto}-{self.part}.hlb"


def bundle_name(header: Header) -> str:
    """``HL1-<unit>-<stream8>-<from>-<upto>-<part>.hlb``: ASCII, below 60 characters."""
    return str(
        BundleName(header.from_unit, header.stream[:8], header.first, header.upto, header.part)
    )


def parse_name(name: str) -> BundleName:
    """Read a file name.

    Raises:
        UserError: ``bundle.name``.
    """
    match = _NAME.fullmatch(name) if len(name) < limits.BUNDLE_NAME_CHARS else None
    if match is None:
        raise UserError("bundle.name", N_("The file name is not that of an exchange file."))
    unit, stream8, first, upto, part = match.groups()
    return BundleName(unit, stream8, int(first), int(upto), int(part))
