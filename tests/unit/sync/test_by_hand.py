"""The steps of docs/format.md, run as they are written, with the real tools."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from patrol_app.sync.chained import line_hash
from tests.unit.sync.fixed import CITY_KEYS, DEVICE, LINES, SAMPLES, STRANGER

DOC = SAMPLES.parents[3] / "docs" / "format.md"
TOOLS = ("openssl", "age", "unzip", "zstd", "jq", "perl", "sha256sum", "od", "awk")
ABSENT = [tool for tool in TOOLS if shutil.which(tool) is None]

pytestmark = pytest.mark.skipif(bool(ABSENT), reason=f"not installed: {', '.join(ABSENT)}")


def steps() -> list[str]:
    found = re.findall(r"^```sh\n(.*?)^```$", DOC.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert len(found) == 4
    return found


def run(folder: Path, blocks: list[str]) -> subprocess.CompletedProcess[str]:
    script = "set -euo pipefail\n" + "\n".join(blocks)
    return subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=240,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    )


def lay_out(folder: Path, sample: str = "bundle-up.hlb", sender: str = "") -> None:
    shutil.copy(SAMPLES / sample, folder / "bundle.hlb")
    shutil.copy(SAMPLES / "recovery.txt", folder)
    (folder / "sender.hex").write_text((sender or DEVICE.key.public.hex()) + "\n", "ascii")


def test_an_inspector_checks_and_opens_a_bundle(tmp_path: Path) -> None:
    lay_out(tmp_path)
    done = run(tmp_path, steps())
    assert done.returncode == 0, done.stderr
    assert "Signature Verified Successfully" in done.stdout
    assert (tmp_path / "sender.pem").read_bytes() == DEVICE.key.public_pem()
    assert "records.jsonl.zst" in done.stdout
    assert '{"seq":5,"type":"finding"' in done.stdout
    hashes = (tmp_path / "op-hashes.txt").read_text("ascii").split()
    assert hashes == [line_hash(line) for line in LINES]


def test_a_receipt_opens_the_same_way(tmp_path: Path) -> None:
    lay_out(tmp_path, "receipt.hlb", CITY_KEYS.key.public.hex())
    done = run(tmp_path, steps()[:3])
    assert done.returncode == 0, done.stderr
    assert "receipt.json" in done.stdout


def test_the_steps_stop_at_a_forged_or_damaged_file(tmp_path: Path) -> None:
    lay_out(tmp_path, sender=STRANGER.key.public.hex())
    assert run(tmp_path, steps()[:2]).returncode != 0  # not the key named
    lay_out(tmp_path)
    raw = bytearray((tmp_path / "bundle.hlb").read_bytes())
    at = raw.index(b'"created":') + 12
    raw[at] ^= 1
    (tmp_path / "bundle.hlb").write_bytes(raw)
    forged = run(tmp_path, steps()[:2])
    assert forged.returncode != 0
    assert "Signature Verified Successfully" not in forged.stdout
    raw[at] ^= 1
    raw[-1] ^= 1
    (tmp_path / "bundle.hlb").write_bytes(raw)
    assert run(tmp_path, steps()[:2]).returncode == 0
    assert run(tmp_path, steps()[:3]).returncode != 0
    assert not (tmp_path / "inner.zip").exists()
