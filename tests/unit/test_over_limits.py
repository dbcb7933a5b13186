"""Outside input one above a limit is refused by name, and not for its size at the limit."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from patrol_app import limits
from patrol_app.cli.batch import _sheet
from patrol_app.domain.journal.strict import parse_strict
from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.services.batch.days import read_days
from patrol_app.services.external_json import read_file, read_json
from patrol_app.services.profiles import read_profiles
from patrol_app.sync.down_body import DownBody, Journal
from patrol_app.sync.enrolment_files import EnrolBody, Grant
from patrol_app.sync.header import Header, parse_name, read_header
from patrol_app.sync.keyring import Ancestry
from patrol_app.sync.manifest import Manifest
from patrol_app.sync.paper_files import Papers, read_papers
from patrol_app.sync.receipt_body import Receipt, StreamState
from patrol_app.sync.recovery_file import read_recovery
from patrol_app.sync.roots import Root
from patrol_app.sync.strict import read_document


def file_of(read: Callable[[Path], object], name: str) -> Callable[[Path, bytes], object]:
    """Writes the bytes to a file of that name and reads it."""

    def call(folder: Path, data: bytes) -> object:
        """What ``read`` says of the file."""
        (folder / name).write_bytes(data)
        return read(folder / name)

    return call


def of(read: Callable[[bytes], object]) -> Callable[[Path, bytes], object]:
    """Reads the bytes as they are."""
    return lambda _folder, data: read(data)


def document(model: type[Any], part: str, limit: int) -> Callable[[Path, bytes], object]:
    """Reads the bytes as a strict document."""
    return lambda _folder, data: read_document(model, data, part, limit)


def text(size: int) -> bytes:
    """A JSON object of ``size`` bytes."""
    return b'{"a":"' + b"x" * (size - 8) + b'"}'


# limit -> (reader, input one above it, code of the refusal)
BYTES: dict[str, tuple[Callable[[Path, bytes], object], bytes, str]] = {
    "BUNDLE_HEADER_BYTES": (of(read_header), text(limits.BUNDLE_HEADER_BYTES + 1), "bundle.header"),
    "MANIFEST_BYTES": (
        document(Manifest, "manifest", limits.MANIFEST_BYTES),
        text(limits.MANIFEST_BYTES + 1),
        "bundle.manifest",
    ),
    "PAPERS_BYTES": (of(read_papers), text(limits.PAPERS_BYTES + 1), "bundle.papers"),
    "PAPER_BYTES": (
        document(Root, "root", limits.PAPER_BYTES), text(limits.PAPER_BYTES + 1), "bundle.root"
    ),
    "ENROL_BODY_BYTES": (
        document(EnrolBody, "enrol", limits.ENROL_BODY_BYTES),
        text(limits.ENROL_BODY_BYTES + 1),
        "bundle.enrol",
    ),
    "BUNDLE_NAME_CHARS": (
        of(lambda data: parse_name(data.decode())),
        b"HL1-" + b"D" * 20 + b"-0f8fad5b-999999999-999999999-9999.hlb",
        "bundle.name",
    ),
    "RECOVERY_FILE_BYTES": (
        of(read_recovery), b"#" * (limits.RECOVERY_FILE_BYTES + 1), "recovery.format"
    ),
    "JSON_DEPTH": (
        of(parse_strict), b"[" * (limits.JSON_DEPTH + 1) + b"]" * (limits.JSON_DEPTH + 1),
        "json.depth",
    ),
    "ADD_FILE_BYTES": (
        file_of(read_file, "a.json"), text(limits.ADD_FILE_BYTES + 1), "file.size"
    ),
    "JSON_TEXT_CHARS": (of(read_json), text(limits.JSON_TEXT_CHARS + 9), "json.text"),
    "JSON_INTEGER": (of(read_json), b"[%d]" % limits.JSON_INTEGER, "json.number"),
    "NUMBER_CHARS": (of(read_json), b"[0." + b"1" * limits.NUMBER_CHARS + b"]", "json.number"),
    "DAYS_BYTES": (file_of(_sheet, "a.csv"), b"x" * (limits.DAYS_BYTES + 1), "file.too_large"),
    "PROFILE_BYTES": (
        file_of(lambda path: read_profiles(path.parent), "a.toml"),
        b"#" * (limits.PROFILE_BYTES + 1),
        "profile.broken",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BYTES)
def test_one_above_is_refused_by_name(name: str, tmp_path: Path) -> None:
    read, data, code = BYTES[name]
    with pytest.raises((UserError, EnvironmentFault)) as caught:
        read(tmp_path, data)
    assert caught.value.code == code


# limit -> (document, field, what pydantic says of one too many)
MANY: dict[str, list[tuple[type[BaseModel], str]]] = {
    "BUNDLE_RECEIVERS": [(Header, "to")],
    "BUNDLE_PARTS": [(Header, "part"), (Header, "parts")],
    "SEQ_MOST": [(Header, "first"), (Header, "upto")],
    "RECEIPT_LIST": [(StreamState, "missing"), (StreamState, "held"), (Receipt, "wanted")],
    "RECEIPT_STREAMS": [(Receipt, "streams")],
    "DOWN_JOURNALS": [(DownBody, "streams")],
    "DOWN_RANGES": [(Journal, "lines")],
    "PAPERS_ROOTS": [(Papers, "roots")],
    "PAPERS_DEVICES": [(Papers, "certificates"), (Papers, "revocations"), (Papers, "lines")],
    "GRANT_PATH": [(Grant, "ancestors"), (Ancestry, "ancestors")],
    "ROOT_KEYS": [(Root, "keys"), (Root, "threshold")],
}


def sizes_refused(model: type[BaseModel], field: str, size: int) -> set[str]:
    """Which faults of size pydantic finds in ``size`` items, or in the number ``size``."""
    info = model.model_fields[field]
    many = "tuple" in str(info.annotation)
    # items of any kind: a bad one would be named before their number is
    adapter: TypeAdapter[Any] = TypeAdapter(
        Annotated[tuple[Any, ...] if many else int, *info.metadata]
    )
    value: object = [None] * size if many else size
    try:
        adapter.validate_python(value)
    except ValidationError as fault:
        found = {one["type"] for one in fault.errors(include_input=False, include_url=False)}
        return found & {"too_long", "less_than_equal", "less_than"}
    return set()


@pytest.mark.parametrize(
    ("name", "model", "field"),
    [(name, *one) for name, fields in MANY.items() for one in fields],
)
def test_one_too_many_is_refused(name: str, model: type[BaseModel], field: str) -> None:
    most = getattr(limits, name)
    assert sizes_refused(model, field, most) == set()
    assert sizes_refused(model, field, most + 1)


def test_a_document_that_is_small_enough_is_refused_for_another_reason() -> None:
    """Else the first test would hold for a reader that refuses everything."""
    assert read_json(text(1_000)) == json.loads(text(1_000))
    for row in (b"x" * 200_000, b"date\n" + b"x" * 200_000):
        with pytest.raises(UserError, match=r"batch\.days"):
            read_days(row)
    assert parse_name("HL1-DEMO01-0f8fad5b-1-5-1.hlb").upto == 5
