"""Reading a journal line: strict types, the exact set of keys, limits (sync.md §1, §12).

Canonical form is not asked for: the hash is over the bytes as written, and a rule about
spacing would only hold records back. Every value is still checked by its exact type.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from patrol_app.domain.journal.canonical import MAX_INT, FormatFault
from patrol_app.domain.journal.clock import Hlc
from patrol_app.domain.journal.entry import (
    DELETED,
    FIELD_KEY,
    JUDGED_MARK,
    PLAIN_KEY,
    SUBMITTED,
    VERSION,
    DeviceTime,
    ErasedOp,
    Op,
    op_hash,
)
from patrol_app.domain.journal.strict import parse_own, parse_strict, texts
from patrol_app.i18n import N_
from patrol_app.limits import JSON_TEXT_CHARS, OP_LINE_BYTES

_HASH = re.compile(r"[0-9a-f]{64}")
_SALT = re.compile(r"[0-9a-f]{32}")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TYPE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_OP_NAMES = frozenset(
    "v stream seq rec type parents hlc actor device_time city_time_seen schema salt fields judged"
    "".split()
)
_ERASED_NAMES = frozenset("erased stream seq rec parents keys".split())


def read_op(raw: bytes) -> Op | ErasedOp:
    """The op in one line.

    Args:
        raw: the line without its line feed.

    Raises:
        FormatFault: ``op.line`` (too long, or a line break in it), ``op.version`` (a later
            form), ``op.text`` (text too long), ``op.form`` (a wrong part, named in
            ``params``) or a code of ``parse_strict``.
    """
    _check_line(raw)
    return _read(parse_strict(raw), raw)


def read_own(raw: bytes) -> Op | ErasedOp:
    """As ``read_op`` for a line that ``canonical`` has just written.

    Raises:
        FormatFault: as ``read_op``.
    """
    _check_line(raw)
    return _read(parse_own(raw), raw)


def _check_line(raw: bytes) -> None:
    if len(raw) > OP_LINE_BYTES or b"\n" in raw or b"\r" in raw:
        raise FormatFault(
            "op.line",
            N_("A journal line is longer than {limit} bytes or broken in two"),
            limit=OP_LINE_BYTES,
        )


def _read(value: Any, raw: bytes) -> Op | ErasedOp:
    _need(isinstance(value, dict), "op")
    if len(raw) > JSON_TEXT_CHARS and any(len(text) > JSON_TEXT_CHARS for text in texts(value)):
        raise FormatFault(
            "op.text", N_("A text is longer than {limit} characters"), limit=JSON_TEXT_CHARS
        )
    return _erased(value, raw) if "erased" in value else _op(value, raw)


def _op(value: Mapping[str, Any], raw: bytes) -> Op:
    version = value.get("v")
    if _is_int(version, VERSION + 1):
        raise FormatFault(
            "op.version",
            N_("Upgrade needed: the entry was written in form {version}"),
            version=version,
        )
    _need(value.keys() == _OP_NAMES, "op")
    _need(_is_int(version, VERSION), "v")
    _place(value)
    _need(_is_text(value["type"], _TYPE), "type")
    hlc, actor, city = value["hlc"], value["actor"], value["city_time_seen"]
    _need(isinstance(hlc, list) and len(hlc) == 2 and all(_is_int(n, 0) for n in hlc), "hlc")
    _need(actor == "" or _is_text(actor, _UUID), "actor")
    _need(city is None or _is_int(city), "city_time_seen")
    _need(_is_int(value["schema"], 1), "schema")
    _need(_is_text(value["salt"], _SALT), "salt")
    return Op(
        v=VERSION,
        stream=value["stream"],
        seq=value["seq"],
        rec=value["rec"],
        type=value["type"],
        parents=_hashes(value["parents"], "parents"),
        hlc=Hlc(*hlc),
        actor=actor,
        device_time=_device_time(value["device_time"]),
        city_time_seen=city,
        schema=value["schema"],
        salt=value["salt"],
        fields=_fields(value["fields"]),
        judged=_judged(value["judged"]),
        raw=raw,
        op_hash=op_hash(raw),
    )


def _erased(value: Mapping[str, Any], raw: bytes) -> ErasedOp:
    _need(value.keys() == _ERASED_NAMES, "op")
    _place(value)
    erased, keys = value["erased"], value["keys"]
    _need(_is_text(erased, _HASH), "erased")
    _need(isinstance(keys, list) and all(_is_written(key) for key in keys), "keys")
    _need(all(one < other for one, other in pairwise(keys)), "keys")
    parents = _hashes(value["parents"], "parents")
    return ErasedOp(erased, value["stream"], value["seq"], value["rec"], parents, tuple(keys), raw)


def _place(value: Mapping[str, Any]) -> None:
    """Stream, seq and rec, which both kinds of line carry."""
    _need(_is_text(value["stream"], _UUID), "stream")
    _need(_is_int(value["seq"], 1), "seq")
    _need(_is_text(value["rec"], _UUID), "rec")


def _hashes(value: Any, part: str) -> tuple[str, ...]:
    """Op hashes, sorted, without repeats."""
    _need(isinstance(value, list) and all(_is_text(one, _HASH) for one in value), part)
    _need(all(one < other for one, other in pairwise(value)), part)
    return tuple(value)


def _device_time(value: Any) -> DeviceTime:
    good = isinstance(value, dict) and value.keys() == {"wall", "uptime", "gnss"}
    _need(good and _is_int(value["wall"]) and _is_int(value["uptime"], 0), "device_time")
    _need(value["gnss"] is None or _is_int(value["gnss"]), "device_time")
    return DeviceTime(value["wall"], value["uptime"], value["gnss"])


def _fields(value: Any) -> dict[str, Any]:
    _need(isinstance(value, dict), "fields")
    lists = set()
    for key, one in value.items():
        _need(FIELD_KEY.fullmatch(key) is not None, "fields")
        name, slash, _key = key.partition("/")
        if slash:
            lists.add(name)
            # The item's key stands in the field key alone; twice could differ.
            _need(one is None or (isinstance(one, dict) and "key" not in one), "fields")
    _need(lists.isdisjoint(value), "fields")
    deleted, submitted = value.get(DELETED), value.get(SUBMITTED)
    if deleted is not None:
        _need(isinstance(deleted, dict) and deleted.keys() == {"reason"}, DELETED)
        _need(isinstance(deleted["reason"], str), DELETED)
    if submitted is not None:
        good = isinstance(submitted, dict) and submitted.keys() == {"by", "at", "heads"}
        _need(good and _is_int(submitted["at"]), SUBMITTED)
        _need(submitted["by"] == "" or _is_text(submitted["by"], _UUID), SUBMITTED)
        _hashes(submitted["heads"], SUBMITTED)
    return dict(value)


def _judged(value: Any) -> dict[str, Any]:
    _need(isinstance(value, dict), "judged")
    for name, one in value.items():
        good = isinstance(one, dict) and one.keys() == {"value", "rule_version", "inputs_sha256"}
        _need(good and PLAIN_KEY.fullmatch(name) is not None, "judged")
        _need(isinstance(one["rule_version"], str), "judged")
        _need(_is_text(one["inputs_sha256"], _HASH), "judged")
    return dict(value)


def _is_written(key: Any) -> bool:
    """Whether ``key`` can stand in an erased line: a field key or a marked judged name."""
    if not isinstance(key, str):
        return False
    pattern = PLAIN_KEY if key.startswith(JUDGED_MARK) else FIELD_KEY
    return pattern.fullmatch(key.removeprefix(JUDGED_MARK)) is not None


def _is_int(value: Any, least: int = -MAX_INT) -> bool:
    # bool is an int to Python; true is no number in a journal.
    return type(value) is int and value >= least


def _is_text(value: Any, pattern: re.Pattern[str]) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _need(good: bool, part: str) -> None:
    if not good:
        raise FormatFault("op.form", N_("A journal entry is wrong in its part {part}"), part=part)
