"""Drill 15: a forged sender, an unknown key, a revoked device: kept aside, said, never deleted."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from patrol_app.sync.container import SIGN_WORD, frame, open_header
from patrol_app.sync.keys import SigningKey
from tests.e2e.prepared import city, enrolled, opened
from tests.e2e.program import Program

# Several whole programs: left out of the plain run.
pytestmark = pytest.mark.ci


def sent(place: Program, stick: Path, text: str) -> Path:
    """One more finding, and the package that brings it."""
    place.add("finding", description=text)
    (item,) = place.run("export", "--out", stick).good().items
    return Path(item["file"])


def signed_by_another(path: Path, target: Path) -> Path:
    """The same header and body under a stranger's signature."""
    raw = path.read_bytes()
    found = open_header(io.BytesIO(raw))
    front = frame(found.header_bytes, SigningKey.new().sign(SIGN_WORD + found.header_bytes))
    target.write_bytes(front + raw[found.body_at :])
    return target


def test_forged_unknown_and_revoked_senders(tmp_path: Path) -> None:
    """Nothing of the three comes in; two wait for a person; the decision is kept with its why."""
    above = city(tmp_path / "city")
    place = enrolled(tmp_path / "station", above)
    stranger = enrolled(tmp_path / "stranger", city(tmp_path / "other", "DEMO90"), "DEMO91")
    stick = tmp_path / "stick"
    good = sent(place, stick, "示例：真")
    forged = signed_by_another(good, tmp_path / "forged.hlb")
    error = above.run("receive", forged, "--yes").refused()
    assert error["code"] == "bundle.signature"
    above.run("receive", good, "--yes").good()

    unknown = sent(stranger, tmp_path / "b", "示例：外来")
    assert above.run("receive", unknown, "--yes").refused()["code"] == "bundle.unknown_key"
    above.run("device", "revoke", "DEMO01", "--note", "示例：遗失").good()
    late = sent(place, stick, "示例：撤销后")
    answer = above.run("receive", late, "--yes", "--out", tmp_path / "back")
    assert answer.refused()["code"] == "bundle.revoked"

    listed = above.run("list", "finding", "--drafts").good().items
    assert {row["description"] for row in listed} == {"示例：真"}
    aside = {row["name"]: row for row in above.run("quarantine", "list").good().items}
    assert {row["reason"] for row in aside.values()} == {"bundle.unknown_key", "bundle.revoked"}
    error = above.run("quarantine", "take", aside[unknown.name]["sha256"]).refused()
    assert error["code"] == "quarantine.not_takeable"
    above.run("quarantine", "reject", unknown.name, "--note", "示例：不认识").good()
    above.run("quarantine", "take", late.name, "--note", "示例：电话核实").good()
    listed = above.run("list", "finding", "--drafts").good().items
    assert {row["description"] for row in listed} == {"示例：真", "示例：撤销后"}
    assert above.run("quarantine", "list").good().items == []
    kept = {path.read_bytes() for path in (above.data / "quarantine").glob("*.hlb")}
    assert kept == {unknown.read_bytes(), late.read_bytes()}
    # the revoked device hears of it
    (receipt,) = (tmp_path / "back").glob("*.hlb")
    place.run("receive", receipt, "--yes").good()
    with opened(place) as app:
        assert "revoked" in app.store.queries.receipts()[0].flags
    assert above.run("check").good().document["ok"] is True
