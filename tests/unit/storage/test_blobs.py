"""Blobs: whole, encrypted, found by content, and any damage is seen."""

import hashlib
import hmac
import io
import os
from pathlib import Path
from typing import Any

import pyrage
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.limits import BLOB_CHUNK_BYTES, BLOB_FILE_BYTES
from patrol_app.storage.blobs import BlobStore, ChunkList

NAME_KEY = bytes(range(32))
IDENTITY = str(pyrage.x25519.Identity.generate())
STEP = 1000


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blob", NAME_KEY, IDENTITY, chunk_bytes=STEP)


def names(store: BlobStore) -> list[str]:
    return sorted(path.name for path in store._folder.rglob("*") if path.is_file())


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.binary(max_size=300).map(lambda b: b * 11))
def test_round_trip(store: BlobStore, data: bytes) -> None:
    digest = store.put(data)
    assert digest == sha(data)
    assert store.get(digest) == data
    assert store.has(digest) and store.verify(digest) and store.size(digest) == len(data)
    assert (store.chunk_list(digest) is not None) == (len(data) > STEP)


def test_name_is_keyed_and_bytes_are_sealed(store: BlobStore, tmp_path: Path) -> None:
    data = b"canary-7151 " * 20
    name = hmac.new(NAME_KEY, bytes.fromhex(store.put(data)), hashlib.sha256).hexdigest()
    raw = (tmp_path / "blob" / name[:2] / name).read_bytes()
    assert raw.startswith(b"age-encryption.org/v1\n") and b"canary" not in raw
    identity = pyrage.x25519.Identity.from_str(IDENTITY)
    assert pyrage.decrypt(raw, [identity]) == data


def test_put_twice_writes_once(store: BlobStore) -> None:
    digest = store.put(b"x")
    before = store.path_of(digest).stat().st_mtime_ns, store.path_of(digest).read_bytes()
    assert store.put(io.BytesIO(b"x")) == digest
    assert (store.path_of(digest).stat().st_mtime_ns, store.path_of(digest).read_bytes()) == before
    assert len(names(store)) == 1


def test_large_content_is_a_list_of_chunks(store: BlobStore, tmp_path: Path) -> None:
    data = os.urandom(2 * STEP) + b"tail"
    source = tmp_path / "video.mp4"
    source.write_bytes(data)
    digest = store.put(source)
    listed = store.chunk_list(digest)
    assert listed == ChunkList(
        digest, len(data), tuple(sha(data[at : at + STEP]) for at in (0, STEP, 2 * STEP))
    )
    assert ChunkList.parse(listed.to_bytes()) == listed
    assert [store.get(chunk) for chunk in listed.chunks][2] == b"tail"
    with store.open_stream(digest) as stream:
        assert stream.read(5) + stream.read() == data


def test_list_travels_to_another_store(store: BlobStore, tmp_path: Path) -> None:
    data = os.urandom(3 * STEP)
    listed = store.chunk_list(store.put(data))
    assert listed is not None
    other = BlobStore(tmp_path / "other", bytes(32), IDENTITY, chunk_bytes=STEP)
    with pytest.raises(EnvironmentFault, match=r"blob\.missing"):
        other.put_list(listed.to_bytes())
    for chunk in listed.chunks:
        other.put(store.get(chunk))
    assert other.put_list(listed.to_bytes()) == sha(data)
    assert other.get(sha(data)) == data


def test_a_lying_list_is_refused_and_harms_nothing(store: BlobStore) -> None:
    one, empty = store.put(b"one"), store.put(b"")
    two = store.put(b"two")
    liars = [
        ChunkList(one, 3, (one,)),
        ChunkList(one, 3, (one, empty)),
        ChunkList(sha(b"onetwo"), 7, (one, two)),
        ChunkList(sha(b"onetwo"), 5, (one, two)),
        ChunkList(sha(b"other"), 6, (one, two)),
        ChunkList(sha(b"onetwo"), BLOB_FILE_BYTES + 1, (one, two)),
        ChunkList("A" * 64, 6, (one, two)),
    ]
    for liar in liars:
        with pytest.raises(UserError, match=r"blob\.list"):
            store.put_list(liar.to_bytes())
    assert store.get(one) == b"one" and len(names(store)) == 3


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b'{"v":1}', b'{"v":2,"sha256":"","bytes":1,"chunks":[]}']
)
def test_malformed_list(store: BlobStore, raw: bytes) -> None:
    with pytest.raises(UserError, match=r"blob\.list"):
        store.put_list(raw)


def test_any_flipped_byte_or_cut_is_seen_and_put_mends(store: BlobStore) -> None:
    digest = store.put(b"evidence photo")
    path = store.path_of(digest)
    whole = path.read_bytes()
    for index in range(0, len(whole), 5):
        path.write_bytes(whole[:index] + bytes([whole[index] ^ 1]) + whole[index + 1 :])
        assert not store.verify(digest), index
        path.write_bytes(whole[:index])
        assert not store.verify(digest), index
    with pytest.raises(EnvironmentFault, match=r"blob\.damaged"):
        store.get(digest)
    store.put(b"evidence photo")
    assert store.verify(digest)


def test_swapped_files_are_seen(store: BlobStore) -> None:
    a, b = store.put(b"a"), store.put(b"b")
    store.path_of(a).write_bytes(store.path_of(b).read_bytes())
    assert not store.verify(a)


def test_damaged_chunk_and_missing_chunk(store: BlobStore) -> None:
    digest = store.put(os.urandom(2 * STEP + 1))
    listed = store.chunk_list(digest)
    assert listed is not None
    store.path_of(listed.chunks[1]).unlink()
    assert not store.verify(digest)
    with pytest.raises(EnvironmentFault, match=r"blob\.missing"):
        store.get(digest)


def test_delete(store: BlobStore) -> None:
    shared = os.urandom(STEP)
    one, two = store.put(shared + b"1"), store.put(shared + b"2")
    assert store.delete(one, keep={sha(shared)})
    assert not store.has(one) and not store.has(sha(b"1")) and store.verify(two)
    assert store.delete(two) and names(store) == []
    assert not store.delete(two)
    plain = store.put(b"plain")
    store.path_of(plain).write_bytes(b"damaged")
    assert store.delete(plain) and names(store) == []


def test_failed_write_leaves_no_name(store: BlobStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(EnvironmentFault, match=r"disk\.full"):
        store.put(b"x")
    assert names(store) == []


def test_other_identity_cannot_read(store: BlobStore, tmp_path: Path) -> None:
    digest = store.put(b"x")
    stranger = BlobStore(tmp_path / "blob", NAME_KEY, str(pyrage.x25519.Identity.generate()))
    assert stranger.has(digest) and not stranger.verify(digest)


def test_malformed_arguments(tmp_path: Path, store: BlobStore) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        BlobStore(tmp_path, b"short", IDENTITY)
    with pytest.raises(ValueError, match="identity"):
        BlobStore(tmp_path, NAME_KEY, "AGE-SECRET-KEY-1NO")
    for wrong in ("", "../../etc/passwd", "A" * 64):
        with pytest.raises(ValueError, match="SHA-256"):
            store.has(wrong)
    with pytest.raises(EnvironmentFault, match=r"disk\.missing"):
        store.put(tmp_path / "none")


def test_one_chunk_of_full_size_is_readable(tmp_path: Path) -> None:
    store = BlobStore(tmp_path / "blob", NAME_KEY, IDENTITY)
    digest = store.put(bytes(BLOB_CHUNK_BYTES))
    assert store.chunk_list(digest) is None and store.size(digest) == BLOB_CHUNK_BYTES
