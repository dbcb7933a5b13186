"""Requests and grants: who may say who a device is."""

from __future__ import annotations

import dataclasses
import hashlib
import io
from pathlib import Path

import pyrage
import pytest
from pydantic import ValidationError

from patrol_app.errors import UserError
from patrol_app.sync.container import SIGN_WORD, frame, open_header, seal_plain
from patrol_app.sync.enrolment_files import (
    Certificate,
    EnrolBody,
    Grant,
    Request,
    file_code,
    read_request,
    write_request,
)
from patrol_app.sync.grant_file import GrantFile, read_grant, send_grant
from patrol_app.sync.keys import number_code
from patrol_app.sync.roots import ROOT_WORD, Root, check_succession, sign_with
from patrol_app.sync.sending import Content, number_range, send
from patrol_app.sync.strict import write_document
from tests.unit.sync.fixed import (
    CITY,
    CITY_KEYS,
    DEVICE,
    LINES,
    RECOVERY,
    STATION,
    STRANGER,
    STREAM,
    TIME,
    Party,
    certificate,
    enrol_body,
    grant,
    root,
    sender,
    write_plainly,
)


def request_bytes(work: Path) -> bytes:
    path = work / "request.hlb"
    made = write_request(sender(work), enrol_body(), path, stream=STREAM, created=TIME)
    raw = path.read_bytes()
    assert made.path == path
    assert made.sealed.code == number_code(raw)
    return raw


def request_of(work: Path) -> Request:
    return read_request(io.BytesIO(request_bytes(work)))


def refused_request(raw: bytes) -> str:
    with pytest.raises(UserError) as caught:
        read_request(io.BytesIO(raw))
    return caught.value.code


def test_a_request_reads_back_with_its_number_code(tmp_path: Path) -> None:
    raw = request_bytes(tmp_path)
    held = read_request(io.BytesIO(raw))
    assert held.body == enrol_body()
    assert held.signing_key == DEVICE.key.public
    assert (held.header.kind, held.header.to, held.header.stream) == ("enrol", (), STREAM)
    assert held.code == number_code(raw)
    # the body is plain: a clerk's tool can show it
    assert b'"level":"station"' in raw
    assert raw == request_bytes(tmp_path)  # Ed25519 is deterministic and nothing else varies


def test_a_request_shows_only_the_senders_own_key(tmp_path: Path) -> None:
    for body in (
        enrol_body().model_copy(update={"signing_key": STRANGER.key.public.hex()}),
        enrol_body().model_copy(update={"unit": "DEMO02"}),
    ):
        with pytest.raises(UserError) as caught:
            write_request(sender(tmp_path), body, tmp_path / "x", stream=STREAM, created=TIME)
        assert caught.value.code == "bundle.enrol"


def forged_request(work: Path, body: EnrolBody, sha: str | None = None) -> bytes:
    """A request signed by the device's key with a body of our choice."""
    raw = write_document(body)
    held = request_of(work).header.model_dump(by_alias=True, exclude_none=True)
    for name in ("kid", "ct_len", "ct_sha256"):
        del held[name]
    held["manifest_sha256"] = sha or hashlib.sha256(raw).hexdigest()
    seal_plain(held, raw, work / "forged.hlb", DEVICE.key, write=write_plainly)
    return (work / "forged.hlb").read_bytes()


def test_forged_requests_are_refused(tmp_path: Path) -> None:
    raw = request_bytes(tmp_path)
    opened = open_header(io.BytesIO(raw))
    assert refused_request(raw[:-1]) == "bundle.incomplete"
    assert refused_request(raw.replace("示例站".encode(), "示例局".encode())) == "bundle.body"
    signature = STRANGER.key.sign(SIGN_WORD + opened.header_bytes)
    other = frame(opened.header_bytes, signature) + raw[opened.body_at :]
    assert refused_request(other) == "bundle.signature"
    key = enrol_body().model_copy(update={"signing_key": STRANGER.key.public.hex()})
    assert refused_request(forged_request(tmp_path, key)) == "bundle.kid"
    unit = enrol_body().model_copy(update={"unit": "DEMO02"})
    assert refused_request(forged_request(tmp_path, unit)) == "bundle.enrol"
    assert refused_request(forged_request(tmp_path, enrol_body(), "0" * 64)) == "bundle.enrol"
    age = enrol_body().model_copy(update={"import_key": "age1" + "q" * 58})
    assert refused_request(forged_request(tmp_path, age)) == "key.recipient"
    name = enrol_body().model_copy(update={"name": "a\x1b[31m"})
    assert refused_request(forged_request(tmp_path, name)) == "bundle.enrol"


def grant_bytes(work: Path, paper: Grant | None = None, signer: Party = CITY_KEYS) -> bytes:
    city = sender(work, signer, CITY)
    request = request_of(work)
    sent = send_grant(
        city,
        paper or grant(),
        LINES[:2],
        work / "grant.hlb",
        stream=request.header.stream,
        reply_to=request.sha256,
        created=TIME,
    )
    return sent.path.read_bytes()


def read(raw: bytes, known: Root | None = None, device: Party = DEVICE) -> GrantFile:
    return read_grant(io.BytesIO(raw), io.BytesIO(), device.identity, device.key.public, known)


def refused(raw: bytes, known: Root | None = None, device: Party = DEVICE) -> str:
    with pytest.raises(UserError) as caught:
        read(raw, known, device)
    assert caught.value.message()
    return caught.value.code


def test_a_grant_reads_back_with_its_number_code(tmp_path: Path) -> None:
    raw = grant_bytes(tmp_path)
    held = read(raw)
    assert held.grant == grant()
    assert held.lines == tuple(LINES[:2])
    assert (held.code, held.sha256) == file_code(io.BytesIO(raw))
    assert held.opened.header.reply_to == request_of(tmp_path).sha256
    assert "5a5a5a5a5a5a" not in repr(held) + repr(held.grant)
    assert read(raw, root()).grant == held.grant


def test_a_grant_by_another_root_is_refused_undecrypted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = root(parties=(STRANGER, RECOVERY))
    raw = grant_bytes(tmp_path, grant(other, (STRANGER,)), STRANGER)
    assert read(raw).grant.root == other  # first contact: the number code tells
    monkeypatch.setattr(pyrage, "decrypt_io", lambda *_: pytest.fail("decrypted"))
    assert refused(raw, root()) == "bundle.unknown_key"


def sealed_by(work: Path, signer: Party, paper: Grant, lines: list[bytes], **more: object) -> bytes:
    """A grant file without the sender's own checks."""
    fields: dict[str, object] = {"to": (STATION,), "stream": STREAM, **more}
    sent = send(
        sender(work, signer, CITY),
        "grant",
        work / "made.hlb",
        [DEVICE.recipient],
        Content(lines=lines, grant=write_document(paper)),
        span=number_range(0),
        created=TIME,
        **fields,  # type: ignore[arg-type]
    )
    return sent.path.read_bytes()


def test_forged_grants_are_refused(tmp_path: Path) -> None:
    assert refused(sealed_by(tmp_path, STRANGER, grant(), [])) == "bundle.unknown_key"
    unsigned = grant(signers=(STRANGER,))
    assert refused(sealed_by(tmp_path, CITY_KEYS, unsigned, [])) == "root.signature"
    swapped = grant().model_copy(update={"certificate": certificate(level="city")})
    assert refused(sealed_by(tmp_path, CITY_KEYS, swapped, [])) == "root.signature"
    wrong_root = grant().model_copy(update={"root": root(version=2)})
    assert refused(sealed_by(tmp_path, CITY_KEYS, wrong_root, [])) == "root.signature"
    for more in ({"to": ("DEMO02",)}, {"stream": STREAM.replace("0", "1")}):
        assert refused(sealed_by(tmp_path, CITY_KEYS, grant(), [], **more)) == "bundle.grant"
    for lines in ([b"{}"] * 1_001, [b"x" * 200_000] * 21):
        assert refused(sealed_by(tmp_path, CITY_KEYS, grant(), lines)) == "bundle.grant"


def test_a_grant_for_another_device_is_refused(tmp_path: Path) -> None:
    raw = grant_bytes(tmp_path)
    assert refused(raw, device=STRANGER) == "bundle.not_for_us"
    borrowed = dataclasses.replace(DEVICE, key=STRANGER.key)
    assert refused(raw, device=borrowed) == "grant.other_device"
    assert refused(request_bytes(tmp_path)) == "bundle.kind"


def test_the_sender_of_a_grant_checks_as_the_reader_does(tmp_path: Path) -> None:
    for paper, signer, code in (
        (grant(signers=(STRANGER,)), CITY_KEYS, "root.signature"),
        (grant(), STRANGER, "bundle.grant"),
        (grant(paper=certificate(streams=(STREAM.replace("0", "1"),))), CITY_KEYS, "bundle.grant"),
    ):
        with pytest.raises(UserError) as caught:
            grant_bytes(tmp_path, paper, signer)
        assert caught.value.code == code


def test_certificates_hold_together() -> None:
    for change in (
        {"device": STRANGER.key.kid},
        {"valid_to": TIME - 1},
        {"streams": (STREAM, STREAM)},
        {"streams": ()},
        {"device_no": "1"},
        {"level": "village"},
        {"roles": ("Ranger",)},
    ):
        with pytest.raises(ValidationError):
            certificate(**change)
    assert isinstance(certificate(), Certificate)


def test_a_threshold_counts_different_keys_only(tmp_path: Path) -> None:
    three = root(threshold=2, parties=(CITY_KEYS, RECOVERY, DEVICE))
    good = grant(three, (CITY_KEYS, RECOVERY))
    assert read(grant_bytes(tmp_path, good)).grant == good
    for signers in ((CITY_KEYS,), (CITY_KEYS, CITY_KEYS), (CITY_KEYS, STRANGER)):
        raw = sealed_by(tmp_path, CITY_KEYS, grant(three, signers), [])
        assert refused(raw) == "root.signature"
    broken = good.certificate_sigs[0].model_copy(update={"kid": RECOVERY.key.kid})
    twisted = good.model_copy(update={"certificate_sigs": (broken, good.certificate_sigs[0])})
    assert refused(sealed_by(tmp_path, CITY_KEYS, twisted, [])) == "root.signature"


def test_a_root_is_followed_by_what_its_own_keys_sign() -> None:
    old = root()
    new = root(version=2, parties=(STRANGER, RECOVERY))

    def signed(of: Root, *parties: Party) -> str:
        try:
            check_succession(of, [sign_with(p.key, ROOT_WORD, of) for p in parties], old)
        except UserError as fault:
            return fault.code
        return ""

    assert signed(old, CITY_KEYS) == ""
    assert signed(new, STRANGER, CITY_KEYS) == signed(new, RECOVERY) == ""
    assert signed(new, STRANGER) == signed(new, CITY_KEYS) == "root.signature"
    assert signed(root(version=1, parties=(RECOVERY,)), RECOVERY) == "root.version"


def test_roots_that_cannot_work() -> None:
    key = CITY_KEYS.key.public.hex()
    for keys, threshold in (((key, key), 1), ((key,), 2), ((), 1)):
        with pytest.raises(ValidationError):
            Root(version=1, threshold=threshold, keys=keys)
