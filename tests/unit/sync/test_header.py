"""The signed header, its rules between fields, and file names."""

from __future__ import annotations

import json

import pytest

from patrol_app.errors import UserError
from patrol_app.sync.header import bundle_name, make_header, parse_name, read_header
from tests.unit.sync.fixed import CITY, STATION, STREAM, TIME

BASE: dict[str, object] = {
    "app_version": "0.1.0",
    "kid": "0123456789abcdef",
    "kind": "up",
    "from_unit": STATION,
    "to": (CITY,),
    "stream": STREAM,
    "from": 1,
    "upto": 5,
    "link_before": "0" * 64,
    "link_upto": "a" * 64,
    "created": TIME,
    "ct_len": 10,
    "ct_sha256": "b" * 64,
    "manifest_sha256": "c" * 64,
}
UNCHAINED: dict[str, object] = {"link_upto": "0" * 64, "from": 0, "upto": 0}


def refused(raw: bytes) -> str:
    with pytest.raises(UserError) as caught:
        read_header(raw)
    assert caught.value.message()
    return caught.value.code


def test_header_bytes_are_canonical_and_read_back() -> None:
    header = make_header(**BASE)
    raw = header.to_bytes()
    assert read_header(raw) == header
    held = json.loads(raw)
    assert list(held) == sorted(held)
    assert (held["fmt"], held["schema"], held["from"], held["to"]) == (1, 1, 1, [CITY])
    assert "delivery_no" not in held
    assert header.ops_in_range == 5


@pytest.mark.parametrize(
    "change",
    [
        {"part": 2, "parts": 1},
        {"to": ()},
        {"to": (CITY, CITY)},
        {"to": ("demo",)},
        {"from": 0},
        {"from": 7},
        {"from": 6, "upto": 5},
        {"delivery_no": 1},
        {"kind": "receipt"},
        {"kind": "receipt", "link_upto": "0" * 64},
        {"kind": "receipt", **UNCHAINED, "parts": 2},
        {"kind": "enrol", **UNCHAINED},
        {"kind": "grant", **UNCHAINED, "from": 1, "upto": 1},
        {"kind": "down", **UNCHAINED, "from": 2, "upto": 2},
        {"kind": "down", **UNCHAINED, "from": 2, "upto": 2, "delivery_no": 3},
        {"kind": "mail"},
        {"kid": "0123"},
        {"stream": STREAM.upper()},
        {"ct_len": 0},
        {"ct_len": 800 * 2**20},
        {"ct_sha256": "B" * 64},
        {"ct_sha256": "b" * 64 + "\n"},
        {"upto": True},
        {"upto": "5"},
        {"upto": 10**9},
        {"app_version": "1 0"},
        {"reply_to": "no"},
        {"colour": "red"},
    ],
)
def test_impossible_headers_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(UserError) as caught:
        make_header(**{**BASE, **change})
    assert caught.value.code == "bundle.header"


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "enrol", **UNCHAINED, "to": ()},
        {"kind": "grant", **UNCHAINED},
        {"kind": "receipt", **UNCHAINED, "from": 4, "upto": 4, "reply_to": "d" * 64},
        {"kind": "down", **UNCHAINED, "from": 2, "upto": 2, "delivery_no": 2, "parts": 2},
        {"from": 6, "upto": 5, "link_before": "a" * 64},
    ],
)
def test_each_kind_has_a_valid_header(change: dict[str, object]) -> None:
    header = make_header(**{**BASE, **change})
    assert read_header(header.to_bytes()) == header


def test_foreign_json_is_refused() -> None:
    raw = make_header(**BASE).to_bytes()
    twice = raw.replace(b'"kind":"up"', b'"kind":"up","kind":"up"')
    for bad in (
        twice,
        raw + b"\n",
        raw.replace(b":", b": ", 1),
        raw.replace(b'"upto":5', b'"upto":5.0'),
        raw.replace(b'"upto":5', b'"upto":NaN'),
        raw.replace(b'"reply_to":""', b'"delivery_no":null,"reply_to":""'),
        raw.replace(b'"reply_to":""', b'"reply_to":"","zoo":1'),
        raw.replace(b',"reply_to":""', b""),
        b"[" * 9_000,
        b"[]",
        b"\xff\xfe",
        b" " * 20_000,
    ):
        assert refused(bad) == "bundle.header"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"fmt":1', b'"fmt":2'),
        (b'"schema":1', b'"schema":7'),
        (b'"suite":"ed25519/age-x25519"', b'"suite":"sm2/sm4"'),
    ],
)
def test_a_header_of_a_later_format_says_upgrade(old: bytes, new: bytes) -> None:
    assert refused(make_header(**BASE).to_bytes().replace(old, new)) == "bundle.newer"


def test_names_are_short_ascii_and_read_back() -> None:
    longest = make_header(
        **{
            **BASE,
            "from_unit": "A" * 12,
            "from": 999_999_999,
            "upto": 999_999_999,
            "parts": 9999,
            "part": 9999,
        }
    )
    name = bundle_name(longest)
    assert len(name) < 60
    assert name.isascii()
    held = parse_name(name)
    assert (held.unit, held.stream8, held.part) == ("A" * 12, STREAM[:8], 9999)
    assert str(held) == name
    for bad in ("HL1-A-0f8fad5b-1-2-1.hlb", name.lower(), name + ".part", "../" + name, ""):
        with pytest.raises(UserError):
            parse_name(bad)
