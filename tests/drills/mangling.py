"""Bundles damaged on purpose, by chance or by somebody who knows the format; the same each run."""

from __future__ import annotations

import functools
import hashlib
import io
import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyrage
import pytest

from patrol_app.errors import UserError
from patrol_app.sync.chained import chained_lines
from patrol_app.sync.container import FIXED_BYTES, SIGN_WORD, SIGNATURE_BYTES, frame, open_header
from patrol_app.sync.header import Header, make_header
from patrol_app.sync.reading import open_inner, open_verified
from tests.unit.sync import fixed
from tests.unit.sync.fixed import CITY, CITY_KEYS, DEVICE, blob_map, op_line, send_up

Change = Callable[[random.Random, bytearray], None]
TAKEN = "taken"


def read_whole(raw: bytes) -> tuple[list[bytes], dict[str, bytes]]:
    """Every step that a city takes before its store is touched: op lines and blobs.

    Raises:
        UserError: the file is refused.
    """
    stream = io.BytesIO(raw)
    key = {DEVICE.key.kid: DEVICE.key.public}.get
    verified = open_verified(stream, CITY, ("up",), key)
    inner = open_inner(stream, verified, [CITY_KEYS.identity], io.BytesIO())
    lines = [line.raw for line in chained_lines(verified.header, inner.lines())]
    return lines, {sha: b"".join(inner.blob(sha)) for sha in inner.blobs()}


def verdicts(files: Iterable[bytes]) -> Counter[str]:
    """How often each answer came: a refusal's code, or ``taken``; anything else is raised."""
    found: Counter[str] = Counter()
    for raw in files:
        try:
            read_whole(raw)
        except UserError as fault:
            assert fault.message()
            found[fault.code] += 1
        else:
            found[TAKEN] += 1
    return found


def cuts(raw: bytes, step: int = 1) -> Iterator[bytes]:
    """Every beginning of a file."""
    return (raw[:length] for length in range(0, len(raw), step))


def flips(raw: bytes, step: int = 1) -> Iterator[bytes]:
    """Every file with one bit turned."""
    for bit in range(0, len(raw) * 8, step):
        mangled = bytearray(raw)
        mangled[bit // 8] ^= 1 << bit % 8
        yield bytes(mangled)


def large_bundle(folder: Path) -> bytes:
    """A bundle of 2,000 entries and six blobs, above 600 KB."""
    lines = [op_line(seq) for seq in range(1, 2_001)]
    chance = random.Random(5)
    photos = tuple(chance.randbytes(100_000) for _n in range(6))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fixed, "blob_map", functools.partial(blob_map, photos))
        raw = send_up(folder, folder / "large.hlb", lines).path.read_bytes()
    assert len(raw) > 600_000
    return raw


def _place(chance: random.Random, raw: bytearray) -> slice:
    start = chance.randrange(len(raw))
    return slice(start, start + chance.choice((1, 2, 16, 64, 1000)))


def _flip(chance: random.Random, raw: bytearray) -> None:
    for _n in range(chance.choice((1, 1, 2, 50))):
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)


def _flip_front(chance: random.Random, raw: bytearray) -> None:
    raw[chance.randrange(min(2_000, len(raw)))] = chance.randrange(256)


def _cut(chance: random.Random, raw: bytearray) -> None:
    del raw[chance.randrange(len(raw)) :]


def _drop(chance: random.Random, raw: bytearray) -> None:
    del raw[_place(chance, raw)]


def _insert(chance: random.Random, raw: bytearray) -> None:
    at = chance.randrange(len(raw) + 1)
    raw[at:at] = chance.randbytes(chance.choice((1, 4, 100)))


def _zero(chance: random.Random, raw: bytearray) -> None:
    place = _place(chance, raw)
    raw[place] = bytes(len(raw[place]))


def _again(chance: random.Random, raw: bytearray) -> None:
    raw[0:0] = raw[_place(chance, raw)]


def _swap(chance: random.Random, raw: bytearray) -> None:
    one, two = _place(chance, raw), _place(chance, raw)
    size = min(len(raw[one]), len(raw[two]))
    first, second = bytes(raw[one][:size]), bytes(raw[two][:size])
    raw[one.start : one.start + size] = second
    raw[two.start : two.start + size] = first


def _append(chance: random.Random, raw: bytearray) -> None:
    raw += chance.randbytes(chance.choice((1, 22, 5_000)))


CHANGES: tuple[Change, ...] = (
    _flip, _flip_front, _cut, _drop, _insert, _zero, _again, _swap, _append,
)  # fmt: skip


def mangled(raw: bytes, count: int, seed: int) -> Iterator[bytes]:
    """``count`` files with one to three changes by chance, none equal to ``raw``."""
    chance = random.Random(seed)
    while count:
        changed = bytearray(raw)
        for _n in range(chance.choice((1, 1, 1, 2, 3))):
            if changed:
                chance.choice(CHANGES)(chance, changed)
        if bytes(changed) != raw:
            count -= 1
            yield bytes(changed)


@dataclass(frozen=True)
class Taken:
    """A bundle taken apart by one who has the station's own keys: the worst forger."""

    header: Header
    clear: bytes

    @classmethod
    def apart(cls, raw: bytes) -> Taken:
        """Header and clear inner file."""
        opened = open_header(io.BytesIO(raw))
        key = pyrage.x25519.Identity.from_str(CITY_KEYS.identity)
        return cls(opened.header, pyrage.decrypt(raw[opened.body_at :], [key]))

    def sealed(self, clear: bytes, **fields: object) -> bytes:
        """Another clear text and other header fields under the station's true signature."""
        body = pyrage.encrypt(clear, [pyrage.x25519.Recipient.from_str(CITY_KEYS.recipient)])
        return self.framed(body, **fields)

    def framed(self, body: bytes, **fields: object) -> bytes:
        """Any bytes as the encrypted body under the station's true signature."""
        changed = {"ct_len": len(body), "ct_sha256": hashlib.sha256(body).hexdigest(), **fields}
        held = self.header.model_dump(by_alias=True, exclude_none=True)
        raw = make_header(**{**held, **changed}).to_bytes()
        return frame(raw, DEVICE.key.sign(SIGN_WORD + raw)) + body


def re_headed(raw: bytes, **fields: object) -> bytes:
    """The header's JSON with other fields and the old signature."""
    opened = open_header(io.BytesIO(raw))
    held = {**json.loads(opened.header_bytes), **fields}
    text = json.dumps(held, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    signature = raw[FIXED_BYTES + len(opened.header_bytes) :][:SIGNATURE_BYTES]
    return frame(text, signature) + raw[opened.body_at :]
