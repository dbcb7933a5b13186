"""The C2SP/CCTV vectors of age: under a true signature, and as files at the door."""

from __future__ import annotations

import hashlib
import io
import zlib
from collections import defaultdict
from pathlib import Path

import pytest

from patrol_app.errors import UserError
from patrol_app.sync.container import decrypt, open_header, verify
from tests.drills.doors import count
from tests.drills.mangling import Taken
from tests.support.exchange import World
from tests.unit.sync.fixed import CITY_KEYS, DEVICE, SAMPLES

pytestmark = pytest.mark.corpus

# What age takes and this library refuses, or the other way; none of it is our use of age.
KNOWN = {
    "armor_hybrid": "key.identity",  # post-quantum keys: not offered by the library yet
    "armor_scrypt": "bundle.not_for_us",  # a passphrase: never used here
    "armor_whitespace_outside": "bundle.not_for_us",
    "hybrid": "key.identity",
    "hybrid_and_x25519": "key.identity",
    "hybrid_grease": "key.identity",
    "hybrid_multiple_recipients": "key.identity",
    "scrypt": "bundle.not_for_us",
    # headers that age refuses: a stanza without its body is passed over
    "stanza_missing_body": "success",
    "stanza_missing_final_line": "success",
}
# Refusals of our own and of nobody's disk.
CODES = {"success", "bundle.not_for_us", "bundle.body", "key.identity", "bundle.header"}


def vector(path: Path) -> tuple[dict[str, list[str]], bytes]:
    """The head of a vector, and the age file."""
    head, _, body = path.read_bytes().partition(b"\n\n")
    said: dict[str, list[str]] = defaultdict(list)
    for line in head.decode("utf-8").splitlines():
        name, _, value = line.partition(": ")
        said[name].append(value)
    return said, zlib.decompress(body) if said["compressed"] else body


def verdict(parts: Taken, said: dict[str, list[str]], body: bytes) -> str:
    """What becomes of the age file as the body of a truly signed bundle."""
    out = io.BytesIO()
    try:
        stream = io.BytesIO(parts.framed(body))
        verified = verify(open_header(stream), DEVICE.key.public)
        decrypt(stream, verified, said["identity"] or [CITY_KEYS.identity], out)
    except UserError as fault:
        return fault.code
    if said["payload"]:
        assert hashlib.sha256(out.getvalue()).hexdigest() == said["payload"][0]
    return "success"


def test_every_vector_has_its_verdict(corpus: Path) -> None:
    """The pinned list of differences is exact, in both directions."""
    parts = Taken.apart((SAMPLES / "bundle-up.hlb").read_bytes())
    files = count(corpus / "age_cctv")
    differing = {}
    for path in files:
        said, body = vector(path)
        found = verdict(parts, said, body)
        assert found in CODES, (path.name, found)
        if (said["expect"] == ["success"]) != (found == "success"):
            differing[path.name] = found
    assert len(files) > 100
    assert differing == KNOWN


@pytest.mark.ci
def test_as_files_they_are_none_of_ours(corpus: Path, tmp_path: Path) -> None:
    """Each is refused by its first bytes; nothing is kept."""
    world = World.new(tmp_path)
    files = count(corpus / "age_cctv")
    answer = world.city.receive(*files)
    assert [(one.path, one.status) for one in answer.items] == [(p, "refused") for p in files]
    assert {one.code for one in answer.items} == {"bundle.magic"}
    assert world.city.app.store.queries.bundles_in() == []
    world.close()
