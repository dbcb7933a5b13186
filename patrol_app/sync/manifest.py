"""``manifest.json``: the member list inside a bundle, bound to the signed header by its hash.

``Manifest`` (strict), ``read_manifest(raw, header) -> Manifest``, ``MEMBERS`` (names each kind
may have), ``member_order(names) -> list[str]``. First the document of the kind, then the records,
the blobs by hash, and last the manifest, which does not list itself: so a blob is read once.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.limits import BUNDLE_BLOBS, BUNDLE_EXPANDED_BYTES, BUNDLE_OPS
from patrol_app.sync.header import Header, Kind
from patrol_app.sync.strict import Document, Hex64, Size, bad_document, read_document

MANIFEST: Final = "manifest.json"
RECEIPT: Final = "receipt.json"
GRANT: Final = "grant.json"
PAPERS: Final = "papers.json"
DOWN: Final = "down.json"
RECORDS: Final = "records.jsonl.zst"
BLOB: Final = "blob/"
MANIFEST_BYTES: Final = limits.MANIFEST_BYTES
_ORDER: Final = (RECEIPT, GRANT, PAPERS, DOWN, RECORDS)

# kind -> (must have, may have, blobs allowed). A bundle may carry its sender's own receipt for
# what came the other way, so that one stick does for both directions.
MEMBERS: Final[dict[str, tuple[frozenset[str], frozenset[str], bool]]] = {
    "up": (frozenset({RECORDS}), frozenset({RECEIPT}), True),
    "down": (frozenset({DOWN, RECORDS}), frozenset({RECEIPT, PAPERS}), True),
    "base": (frozenset({DOWN, RECORDS}), frozenset({PAPERS}), True),
    "receipt": (frozenset({RECEIPT}), frozenset(), False),
    "grant": (frozenset({GRANT, RECORDS}), frozenset({PAPERS}), False),
    "backup": (frozenset({RECORDS}), frozenset(), True),
}


class Listed(Document):
    """One member: name, stored bytes, sha256 of them."""

    name: Annotated[
        str,
        StringConstraints(
            pattern=r"^((receipt|grant|papers|down)\.json|records\.jsonl\.zst|blob/[0-9a-f]{64})$"
        ),
    ]
    size: Size
    sha256: Hex64


class RecordsInfo(Document):
    """The records after decompression: lines, and bytes with their line feeds."""

    ops: Annotated[int, Field(ge=0, le=BUNDLE_OPS)]
    bytes: Annotated[int, Field(ge=0, le=BUNDLE_EXPANDED_BYTES)]


class Manifest(Document):
    """Every member but the manifest itself."""

    v: Literal[1] = 1
    kind: Kind
    members: Annotated[tuple[Listed, ...], Field(max_length=BUNDLE_BLOBS + 5)]
    records: RecordsInfo | None = None

    def blobs(self) -> list[str]:
        """The sha256 of every blob, in order."""
        return [m.name[len(BLOB) :] for m in self.members if m.name.startswith(BLOB)]


def member_order(names: list[str]) -> list[str]:
    """``names`` in the one order that a file has."""
    place = {name: n for n, name in enumerate(_ORDER)}
    return sorted(names, key=lambda name: (place.get(name, len(place)), name))


def read_manifest(raw: bytes, header: Header) -> Manifest:
    """Read the manifest and hold it against the signed header.

    Raises:
        UserError: ``bundle.manifest_hash`` when it is not the signed one (a re-wrapped file),
            ``bundle.manifest`` when it is not valid or does not fit the kind.
    """
    if hashlib.sha256(raw).hexdigest() != header.manifest_sha256:
        raise UserError(
            "bundle.manifest_hash", N_("The content does not belong to the signed header.")
        )
    manifest = read_document(Manifest, raw, "manifest", MANIFEST_BYTES)
    if manifest.kind != header.kind or header.kind not in MEMBERS:
        raise bad_document("manifest", "kind")
    _check_members(manifest)
    ops = manifest.records.ops if manifest.records else 0
    if header.kind in ("up", "backup") and ops != header.ops_in_range:
        raise bad_document("manifest", "ops")
    return manifest


def _check_members(manifest: Manifest) -> None:
    names = [m.name for m in manifest.members]
    must, may, blobs_allowed = MEMBERS[manifest.kind]
    fixed = {name for name in names if not name.startswith(BLOB)}
    blobs = manifest.blobs()
    if len(set(names)) != len(names) or names != member_order(names):
        raise bad_document("manifest", "order")
    if not must <= fixed <= must | may or (blobs and not blobs_allowed):
        raise bad_document("manifest", "members")
    if (manifest.records is not None) != (RECORDS in fixed) or len(blobs) > BUNDLE_BLOBS:
        raise bad_document("manifest", "records")
    if any(m.name.startswith(BLOB) and m.name[len(BLOB) :] != m.sha256 for m in manifest.members):
        raise bad_document("manifest", "blob name")
    expanded = manifest.records.bytes if manifest.records else 0
    if expanded + sum(m.size for m in manifest.members) > BUNDLE_EXPANDED_BYTES:
        raise bad_document("manifest", "expanded")
