"""Keys, number codes and the recovery file."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from patrol_app.errors import UserError
from patrol_app.sync.keys import (
    SigningKey,
    age_identity,
    age_recipient,
    check_signature,
    kid_of,
    new_age_identity,
    number_code,
    public_pem,
    recipient_of,
    same_code,
)
from patrol_app.sync.recovery_file import RecoveryFile, read_recovery
from tests.unit.sync.fixed import CITY, RECOVERY, TIME


def code_of(function: object, *args: object) -> str:
    with pytest.raises(UserError) as caught:
        function(*args)  # type: ignore[operator]
    return caught.value.code


def test_key_id_is_the_head_of_the_hash_of_the_raw_public_key() -> None:
    key = SigningKey(bytes(range(32)))
    assert key.kid == kid_of(key.public) == hashlib.sha256(key.public).hexdigest()[:16]
    assert repr(key) == f"SigningKey({key.kid})"
    assert key.public_pem().startswith(b"-----BEGIN PUBLIC KEY-----")


def test_rfc_8032_vector_1() -> None:
    seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
    key = SigningKey(bytes.fromhex(seed))
    assert key.public.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    signature = key.sign(b"")
    assert signature.hex().startswith("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065")
    check_signature(key.public, signature, b"")
    assert code_of(check_signature, key.public, signature, b"x") == "bundle.signature"


def test_new_keys_differ_and_bad_ones_are_refused() -> None:
    assert SigningKey.new().seed != SigningKey.new().seed
    identity = new_age_identity()
    assert identity != new_age_identity()
    assert recipient_of(identity).startswith("age1")
    assert code_of(SigningKey, b"short") == "key.seed"
    assert code_of(public_pem, b"short") == "key.public"
    assert code_of(age_identity, "AGE-SECRET-KEY-1X") == "key.identity"
    assert code_of(age_recipient, "age1x") == "key.recipient"


def test_number_code_is_twelve_digits_in_threes_of_four() -> None:
    expected = str(int(hashlib.sha256(b"file").hexdigest(), 16) % 10**12).zfill(12)
    code = number_code(b"file")
    assert code == f"{expected[:4]}-{expected[4:8]}-{expected[8:]}"
    assert same_code(code, code)
    assert same_code(" " + code.replace("-", " "), code)
    wide = code.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    assert same_code(wide.replace("-", ""), code)
    assert not same_code("1" * 12, code)
    assert not same_code(code + "x", code)
    assert not same_code("", code)
    assert not same_code(code[:-1], code)


def recovery() -> RecoveryFile:
    return RecoveryFile(CITY, TIME, RECOVERY.identity, RECOVERY.key)


def test_recovery_file_reads_back() -> None:
    raw = recovery().to_bytes()
    held = read_recovery(b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n") + b"\r\n")
    assert (held.unit, held.created, held.identity) == (CITY, TIME, RECOVERY.identity)
    assert held.root.seed == RECOVERY.key.seed
    assert RECOVERY.identity not in repr(held)


def test_recovery_file_with_any_line_gone_doubled_or_changed_is_refused() -> None:
    lines = recovery().to_bytes().splitlines(keepends=True)
    for n, line in enumerate(lines):
        changed = line[:-3] + (b"A" if line[-3:-2] != b"A" else b"B") + line[-2:]
        for part in ([], [line, line]):
            if n == 0 and part:
                continue  # a doubled title is a comment
            mangled = b"".join(lines[:n] + part + lines[n + 1 :])
            assert code_of(read_recovery, mangled) == "recovery.format"
        if n not in (1, 2):  # unit and time are free text
            assert code_of(read_recovery, b"".join([*lines[:n], changed, *lines[n + 1 :]]))
    assert code_of(read_recovery, b"#" * 20_000) == "recovery.format"
    assert code_of(read_recovery, b"\xff\xfe") == "recovery.format"


@pytest.mark.skipif(shutil.which("age") is None, reason="age is not installed")
def test_debians_age_decrypts_with_the_recovery_file_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "recovery.txt").write_bytes(recovery().to_bytes())
    (tmp_path / "clear").write_bytes(b"sample")
    subprocess.run(
        ["age", "-r", RECOVERY.recipient, "-o", "sealed", "clear"], cwd=tmp_path, check=True
    )
    done = subprocess.run(
        ["age", "-d", "-i", "recovery.txt", "sealed"], cwd=tmp_path, check=True, capture_output=True
    )
    assert done.stdout == b"sample"
