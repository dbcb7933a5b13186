"""The samples of papers and root-key file: what an earlier version wrote is read for ever."""

from __future__ import annotations

import pytest

from patrol_app.errors import UserError
from patrol_app.sync.keyring import SignedRoot
from patrol_app.sync.paper_files import (
    LINE_WORD,
    REVOCATION_WORD,
    Closed,
    Line,
    Papers,
    Revocation,
    Signed,
    SignedCertificate,
    SignedLine,
    SignedRevocation,
    holds,
    read_papers,
    write_papers,
)
from patrol_app.sync.root_key_file import RootKeyFile, read_root_key
from patrol_app.sync.roots import CERTIFICATE_WORD, ROOT_WORD, check_succession, sign_with
from tests.unit.sync.fixed import (
    CITY,
    CITY_KEYS,
    DEVICE,
    RECOVERY,
    SAMPLES,
    STATION,
    STRANGER,
    STREAM,
    TIME,
    certificate,
    grant,
    root,
)


def papers() -> Papers:
    """Two roots, a certificate, a revocation and a line under the second one."""
    first = root()
    second = root(version=2, threshold=2, parties=(CITY_KEYS, RECOVERY, STRANGER))
    signers = (CITY_KEYS, RECOVERY)
    paper = certificate(numbers=("01",))
    closed = Revocation(
        device=DEVICE.key.kid, serial=1, issued=TIME, streams=(Closed(stream=STREAM, after=5),)
    )
    line = Line(unit=STATION, serial=TIME, ancestors=grant().ancestors)
    return Papers(
        roots=(
            SignedRoot(root=first, sigs=(sign_with(CITY_KEYS.key, ROOT_WORD, first),)),
            SignedRoot(
                root=second, sigs=tuple(sign_with(p.key, ROOT_WORD, second) for p in signers)
            ),
        ),
        certificates=(
            SignedCertificate(
                certificate=paper,
                sigs=tuple(sign_with(p.key, CERTIFICATE_WORD, paper) for p in signers),
            ),
        ),
        revocations=(
            SignedRevocation(
                revocation=closed,
                sigs=tuple(sign_with(p.key, REVOCATION_WORD, closed) for p in signers),
            ),
        ),
        lines=(
            SignedLine(line=line, sigs=tuple(sign_with(p.key, LINE_WORD, line) for p in signers)),
        ),
    )


KEY_FILE = RootKeyFile(CITY, TIME, STRANGER.key)


def test_the_sample_of_papers_is_read_and_holds() -> None:
    raw = (SAMPLES / "papers.json").read_bytes()
    assert write_papers(papers()) == raw
    held = read_papers(raw)
    first, second = held.roots
    check_succession(second.root, second.sigs, first.root)
    every: tuple[Signed, ...] = (*held.certificates, *held.revocations, *held.lines)
    for signed in every:
        assert holds(signed, second.root)
        assert not holds(signed.model_copy(update={"sigs": signed.sigs[:1] * 2}), second.root)
    assert held.revocations[0].revocation.after(STREAM) == 5
    assert held.revocations[0].revocation.after(STREAM.replace("0", "1")) == 0
    assert held.certificates[0].certificate.number_of(STREAM) == "01"


def test_the_sample_of_a_root_key_file_is_read() -> None:
    raw = (SAMPLES / "root-key.txt").read_bytes()
    assert KEY_FILE.to_bytes() == raw
    assert read_root_key(raw).kid == STRANGER.key.kid
    assert read_root_key(raw.replace(b"\n", b"\r\n")).kid == STRANGER.key.kid
    assert read_root_key((SAMPLES / "recovery.txt").read_bytes()).kid == RECOVERY.key.kid
    assert STRANGER.key.seed.hex() not in repr(KEY_FILE)
    for place in range(0, len(raw), 7):
        bad = bytearray(raw)
        bad[place] ^= 4
        try:
            kid = read_root_key(bytes(bad)).kid
        except UserError as fault:
            assert fault.code == "root.key_file"
        else:
            assert kid == STRANGER.key.kid  # a comment that says nothing about the key
    spaced = (SAMPLES / "papers.json").read_bytes().replace(b"{", b"{ ", 1)
    with pytest.raises(UserError, match=r"bundle\.papers"):
        read_papers(spaced)
