"""Sealing, opening and the order in which a file is believed."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import struct
from pathlib import Path

import pyrage
import pytest

from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.storage.files import write_atomic
from patrol_app.sync import container
from patrol_app.sync.chained import chained_lines
from patrol_app.sync.container import MAGIC, SIGN_WORD, frame, open_header, verify
from patrol_app.sync.header import Header, make_header
from patrol_app.sync.inner import Inner
from patrol_app.sync.keys import SigningKey, number_code
from patrol_app.sync.reading import open_inner, open_verified
from patrol_app.sync.sending import Content, Sent, send
from tests.unit.sync.fixed import (
    BLOBS,
    CITY,
    CITY_KEYS,
    DEVICE,
    LINES,
    RECOVERY,
    STATION,
    STRANGER,
    STREAM,
    TIME,
    send_up,
    sender,
    span_of,
    write_plainly,
)


def key_of(kid: str) -> bytes | None:
    """The station's key is the only one enrolled."""
    return DEVICE.key.public if kid == DEVICE.key.kid else None


def read(raw: bytes, identity: str = CITY_KEYS.identity) -> list[bytes]:
    """All steps over a bundle up; its op lines."""
    stream, scratch = io.BytesIO(raw), io.BytesIO()
    verified = open_verified(stream, CITY, ("up",), key_of)
    inner = open_inner(stream, verified, [identity], scratch)
    return [line.raw for line in chained_lines(verified.header, inner.lines())]


def refused(raw: bytes, identity: str = CITY_KEYS.identity) -> str:
    with pytest.raises(UserError) as caught:
        read(raw, identity)
    assert caught.value.message()
    return caught.value.code


@pytest.fixture
def sent(tmp_path: Path) -> Sent:
    return send_up(tmp_path, tmp_path)


def body_of(sent: Sent) -> tuple[Header, bytes]:
    raw = sent.path.read_bytes()
    return sent.header, raw[open_header(io.BytesIO(raw)).body_at :]


def signed(header: Header, body: bytes, key: SigningKey = DEVICE.key) -> bytes:
    raw = header.to_bytes()
    return frame(raw, key.sign(SIGN_WORD + raw)) + body


def changed(header: Header, **fields: object) -> Header:
    return make_header(**{**header.model_dump(by_alias=True, exclude_none=True), **fields})


def rebuilt(header: Header, clear: bytes) -> bytes:
    """A forger's file with the station's own signature: other clear text, the same manifest."""
    body = pyrage.encrypt(clear, [pyrage.x25519.Recipient.from_str(CITY_KEYS.recipient)])
    sha = hashlib.sha256(body).hexdigest()
    return signed(changed(header, ct_len=len(body), ct_sha256=sha), body)


def test_a_bundle_up_reads_back_at_the_city_and_with_the_recovery_key(sent: Sent) -> None:
    raw = sent.path.read_bytes()
    assert sent.path.name == f"HL1-{STATION}-0f8fad5b-1-5-1.hlb"
    assert read(raw) == LINES == read(raw, RECOVERY.identity)
    stream, scratch = io.BytesIO(raw), io.BytesIO()
    verified = open_verified(stream, CITY, ("up",), key_of)
    inner = open_inner(stream, verified, [STRANGER.identity, CITY_KEYS.identity], scratch)
    assert sorted(inner.blobs()) == sorted(hashlib.sha256(b).hexdigest() for b in BLOBS)
    for blob in BLOBS:
        sha = hashlib.sha256(blob).hexdigest()
        assert b"".join(inner.blob(sha)) == blob
        assert inner.blob_size(sha) == len(blob)
    assert hashlib.sha256(sent.manifest).hexdigest() == verified.header.manifest_sha256
    assert raw.startswith(verified.opened.proof())
    assert sent.sealed.sha256 == hashlib.sha256(raw).hexdigest()
    assert sent.sealed.code == number_code(raw)


def test_the_stores_own_writer_fits(tmp_path: Path) -> None:
    station = dataclasses.replace(sender(tmp_path), write=write_atomic)
    content = Content(lines=LINES)
    sent = send(
        station,
        "up",
        tmp_path,
        [CITY_KEYS.recipient],
        content,
        to=(CITY,),
        stream=STREAM,
        span=span_of(LINES),
        created=TIME,
    )
    assert read(sent.path.read_bytes()) == LINES
    assert [p.name for p in tmp_path.iterdir()] == [sent.path.name]


def test_an_empty_range_is_a_whole_bundle(tmp_path: Path) -> None:
    sent = send_up(tmp_path, tmp_path / "blobs-only.hlb", [])
    assert read(sent.path.read_bytes()) == []
    assert (sent.header.first, sent.header.upto) == (1, 0)


def test_other_files_and_cut_files_are_named_as_such(sent: Sent) -> None:
    raw = sent.path.read_bytes()
    assert refused(b"") == refused(b"PK\x03\x04" + raw) == "bundle.magic"
    assert refused(MAGIC.replace(b"\r\n", b"\n") + raw[8:]) == "bundle.magic"
    for length in (1, 7, 8, 11, 12, 40, len(raw) - 1):
        assert refused(raw[:length]) == "bundle.incomplete"
    assert refused(raw + b"\0") == "bundle.surplus"
    assert refused(MAGIC + struct.pack(">I", 2**31) + raw[12:]) == "bundle.header_length"
    assert refused(MAGIC + struct.pack(">I", 0) + raw[12:]) == "bundle.header_length"


def test_a_file_that_shrinks_while_it_is_read_is_incomplete(sent: Sent) -> None:
    raw = sent.path.read_bytes()
    verified = verify(open_header(io.BytesIO(raw)), DEVICE.key.public)
    with pytest.raises(UserError) as caught:
        container.decrypt(io.BytesIO(raw[:-9]), verified, [CITY_KEYS.identity], io.BytesIO())
    assert caught.value.code == "bundle.incomplete"


def test_unknown_sender_is_refused_before_anything_is_decrypted(
    sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pyrage, "decrypt_io", lambda *_: pytest.fail("decrypted"))
    header, body = body_of(sent)
    forged = changed(header, kid=STRANGER.key.kid)
    assert refused(signed(forged, body, STRANGER.key)) == "bundle.unknown_key"
    # the stranger signs but names the station's key
    assert refused(signed(header, body, STRANGER.key)) == "bundle.signature"
    # content and address are in the signed part
    raw = header.to_bytes()
    for other in (changed(header, to=("DEMO99",)), changed(header, upto=6)):
        swapped = frame(other.to_bytes(), DEVICE.key.sign(SIGN_WORD + raw)) + body
        assert refused(swapped) == "bundle.signature"
    assert refused(signed(changed(header, to=("DEMO99",)), body)) == "bundle.not_addressed"
    receipt = changed(header, kind="receipt", link_upto="0" * 64, **{"from": 1, "upto": 1})
    assert refused(signed(receipt, body)) == "bundle.kind"


def test_a_signature_over_other_words_does_not_hold(sent: Sent) -> None:
    header, body = body_of(sent)
    raw = header.to_bytes()
    assert refused(frame(raw, DEVICE.key.sign(raw)) + body) == "bundle.signature"


def test_verify_wants_the_key_that_the_header_names(sent: Sent) -> None:
    opened = open_header(io.BytesIO(sent.path.read_bytes()))
    with pytest.raises(UserError) as caught:
        verify(opened, STRANGER.key.public)
    assert caught.value.code == "bundle.kid"


def test_swapped_ciphertext_is_refused_undecrypted(
    sent: Sent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, body = body_of(sent)
    _, other = body_of(send_up(tmp_path, tmp_path / "second.hlb"))
    other = (other + bytes(len(body)))[: len(body)]  # age pads its head by a random length
    monkeypatch.setattr(pyrage, "decrypt_io", lambda *_: pytest.fail("decrypted"))
    front = sent.path.read_bytes()[: -len(body)]
    assert refused(front + other) == "bundle.body"


def test_rewrapped_content_is_refused(sent: Sent, tmp_path: Path) -> None:
    other = send_up(tmp_path, tmp_path / "other.hlb", LINES[:4])
    header, body = body_of(other)
    clear = pyrage.decrypt(body, [pyrage.x25519.Identity.from_str(CITY_KEYS.identity)])
    assert refused(rebuilt(sent.header, clear)) == "bundle.manifest_hash"
    # the right manifest, but a header that claims another range
    longer = changed(header, upto=5)
    assert refused(rebuilt(longer, clear)) == "bundle.manifest"
    chain = changed(header, link_upto="d" * 64)
    assert refused(rebuilt(chain, clear)) == "bundle.chain"
    assert read(rebuilt(header, clear)) == LINES[:4]


def test_another_units_keys_cannot_open_it(sent: Sent) -> None:
    assert refused(sent.path.read_bytes(), STRANGER.identity) == "bundle.not_for_us"


def test_a_passphrase_file_inside_is_refused(sent: Sent) -> None:
    body = b"age-encryption.org/v1\n-> scrypt bBjlhJVYZeE4aqUdmtRHfw 15\n"
    sha = hashlib.sha256(body).hexdigest()
    header = changed(sent.header, ct_len=len(body), ct_sha256=sha)
    assert refused(signed(header, body)) == "bundle.not_for_us"


def test_special_readers_take_their_own_kind_only(sent: Sent) -> None:
    stream = io.BytesIO(sent.path.read_bytes())
    opened = open_header(stream)
    for call in (
        lambda: container.plain_body(stream, opened),
        lambda: container.decrypt_unverified_grant(stream, opened, CITY_KEYS.identity),
    ):
        with pytest.raises(UserError) as caught:
            call()
        assert caught.value.code == "bundle.kind"


def test_sealing_stops_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "BUNDLE_FILE_BYTES", 17_000)
    with pytest.raises(UserError) as caught:
        send_up(tmp_path, tmp_path / "x.hlb")
    assert caught.value.code == "bundle.too_large"
    assert not (tmp_path / "x.hlb").exists()


def test_a_full_disk_while_sealing_is_the_environments_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise pyrage.EncryptError("OSError: [Errno 28] No space left on device")

    monkeypatch.setattr(pyrage, "encrypt_io", full)
    with pytest.raises(EnvironmentFault) as caught:
        send_up(tmp_path, tmp_path / "x.hlb")
    assert caught.value.code == "disk.write"
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_while_decrypting_is_not_a_wrong_key(sent: Sent) -> None:
    class Full(io.BytesIO):
        def write(self, _: object) -> int:
            raise OSError(28, "No space left on device")

    raw = io.BytesIO(sent.path.read_bytes())
    verified = verify(open_header(raw), DEVICE.key.public)
    with pytest.raises(OSError, match="No space"):
        container.decrypt(raw, verified, [CITY_KEYS.identity], Full())


def test_an_unknown_recipient_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        container.seal(
            {},
            io.BytesIO(b"x"),
            tmp_path / "x.hlb",
            DEVICE.key,
            ["age1nobody"],
            write=write_plainly,
            work_dir=tmp_path,
        )
    assert caught.value.code == "key.recipient"
    assert list(tmp_path.iterdir()) == []


def test_a_chain_with_more_or_fewer_lines_is_refused(sent: Sent) -> None:
    for lines in (LINES[:4], [*LINES, LINES[0]]):
        with pytest.raises(UserError) as caught:
            list(chained_lines(sent.header, lines))
        assert caught.value.code == "bundle.records"


def test_documents_that_are_not_there(sent: Sent) -> None:
    stream, scratch = io.BytesIO(sent.path.read_bytes()), io.BytesIO()
    verified = open_verified(stream, CITY, ("up",), key_of)
    inner: Inner = open_inner(stream, verified, [CITY_KEYS.identity], scratch)
    with pytest.raises(UserError) as caught:
        inner.document("grant.json")
    assert caught.value.code == "bundle.zip"
