from __future__ import annotations

import hashlib
import uuid

import pytest

from patrol_app.domain.journal.link import ZERO_LINK, chain, link

STREAM = "a0000000-0000-4000-8000-000000000001"
HASHES = [hashlib.sha256(bytes([n])).hexdigest() for n in range(3)]


def test_the_link_is_the_written_formula() -> None:
    data = b"HL-link-1" + uuid.UUID(STREAM).bytes + bytes(7) + b"\x01" + bytes(32)
    expected = hashlib.sha256(data + bytes.fromhex(HASHES[0])).digest()
    assert link(STREAM, 1, ZERO_LINK, HASHES[0]) == expected


def test_a_chain_can_be_taken_up_in_the_middle() -> None:
    whole = chain(STREAM, 1, ZERO_LINK, HASHES)
    assert chain(STREAM, 3, whole[1], HASHES[2:]) == whole[2:]
    assert chain(STREAM, 1, ZERO_LINK, []) == []


def test_every_part_counts() -> None:
    made = {
        link(STREAM, 1, ZERO_LINK, HASHES[0]),
        link(STREAM, 2, ZERO_LINK, HASHES[0]),
        link(STREAM.replace("a", "b"), 1, ZERO_LINK, HASHES[0]),
        link(STREAM, 1, bytes([1] * 32), HASHES[0]),
        link(STREAM, 1, ZERO_LINK, HASHES[1]),
    }
    assert len(made) == 5


@pytest.mark.parametrize(
    ("n", "before", "name"),
    [
        (0, ZERO_LINK, HASHES[0]),
        (2**64, ZERO_LINK, HASHES[0]),
        (1, b"", HASHES[0]),
        (1, ZERO_LINK, "00"),
    ],
)
def test_parts_of_another_size_are_refused(n: int, before: bytes, name: str) -> None:
    with pytest.raises(ValueError):
        link(STREAM, n, before, name)
