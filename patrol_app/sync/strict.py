"""Signed JSON documents: canonical bytes, a strict schema, one fault for everything wrong.

``read_document(Model, raw, part) -> Model`` and ``write_document(model) -> bytes``. What is read
must be the very bytes that writing it gives: duplicate keys, other number forms, blanks, nulls
for absent fields and unknown fields are all refused by that one comparison.
"""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from patrol_app import limits
from patrol_app.domain.journal.canonical import FormatFault, canonical
from patrol_app.domain.journal.strict import parse_strict
from patrol_app.errors import UserError
from patrol_app.i18n import N_

Hex64 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Hex128 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]
Kid = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
UnitCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{2,12}$")]
StreamId = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"),
]
AgeRecipient = Annotated[str, StringConstraints(pattern=r"^age1[0-9a-z]{58}$")]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{0,63}$")]
# Nine digits keep the file's name below 60 characters; a station writes some 10^5 ops a year.
SEQ_LIMIT = limits.SEQ_MOST
Seq = Annotated[int, Field(ge=0, le=SEQ_LIMIT)]
Ms = Annotated[int, Field(ge=0, lt=2**53)]
Size = Annotated[int, Field(ge=0, lt=2**53)]


class Document(BaseModel):
    """Base of every signed JSON document: exact types, no unknown fields, immutable."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, populate_by_name=True, hide_input_in_errors=True
    )


M = TypeVar("M", bound=Document)


def bad_document(part: str, reason: str) -> UserError:
    """The one refusal for a signed JSON part that is not as the format says.

    Args:
        part: the part's technical name, e.g. ``header``.
        reason: fields and kinds of the fault, never values.
    """
    return UserError(
        f"bundle.{part}", N_("The file's {part} is not valid: {reason}"), part=part, reason=reason
    )


def write_document(document: Document) -> bytes:
    """Canonical JSON bytes of ``document``; a field that is None is left out."""
    return canonical(document.model_dump(mode="json", by_alias=True, exclude_none=True))


def read_document(model: type[M], raw: bytes, part: str, limit: int) -> M:
    """Read one document that must be canonical and of exactly this schema.

    Args:
        model: schema.
        raw: the bytes as signed.
        part: technical name for the message and the code ``bundle.<part>``.
        limit: the most bytes taken.

    Raises:
        UserError: ``bundle.<part>``.
    """
    if len(raw) > limit:
        raise bad_document(part, "size")
    try:
        parse_strict(raw)  # depth, duplicate keys, NaN, surrogates: before any other parser
        document = model.model_validate_json(raw, strict=True)
        same = write_document(document) == raw
    except FormatFault as fault:
        raise bad_document(part, "json") from fault
    except ValidationError as fault:
        raise bad_document(part, _where(fault)) from None
    if not same:
        raise bad_document(part, "canonical")
    return document


def _where(fault: ValidationError) -> str:
    """Field names and fault kinds of a validation error, without values (no personal data)."""
    entries = fault.errors(include_input=False, include_url=False, include_context=False)
    words = [f"{'.'.join(str(step) for step in e['loc'])[:60]} ({e['type']})" for e in entries[:5]]
    return ", ".join(words)
