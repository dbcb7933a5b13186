"""Canonical JSON (RFC 8785, the subset without floats).

What is signed or hashed is written by ``canonical``; what comes from outside is read by
``strict`` alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from patrol_app.errors import UserError
from patrol_app.limits import JSON_INTEGER

MAX_INT = JSON_INTEGER - 1
# Own values may nest deeper than foreign ones are allowed to; the bound ends a cycle.
_WRITE_DEPTH = 64
_COPIED, _MOVED = 1, 2
_BY_CODE_POINT = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False
)
_BY_CODE_UNIT = json.JSONEncoder(
    sort_keys=False, separators=(",", ":"), ensure_ascii=False, check_circular=False
)


class FormatFault(UserError):
    """Foreign bytes that do not have the agreed form; the code says which rule they break."""


def canonical(value: Any) -> bytes:
    """``value`` as RFC 8785 bytes.

    Args:
        value: mappings with text keys, lists, tuples, text, integers |n| <= 2^53-1,
            booleans and None, at most 64 levels.

    Raises:
        ValueError: floats, larger integers, lone surrogates, other types, deeper values.
    """
    found = _kind(value, 0)
    if found:
        value = _plain(value)
    if found & _MOVED:
        return _BY_CODE_UNIT.encode(_reordered(value)).encode("utf-8")
    return _BY_CODE_POINT.encode(value).encode("utf-8")


def _kind(value: Any, depth: int) -> int:
    """Check a value; what its writing takes, as a sum of ``_COPIED`` and ``_MOVED``.

    Raises:
        ValueError: see ``canonical``.
    """
    # Every save passes here several times: exact types come first, without a call for each.
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return 0
    if kind is int:
        if not -MAX_INT <= value <= MAX_INT:
            raise ValueError("integer beyond 2^53-1")
        return 0
    if depth >= _WRITE_DEPTH:
        raise ValueError("nested too deep")
    if kind is dict:
        return _kind_of_keys(value) | _kind_of_items(value.values(), depth + 1)
    if kind is list or kind is tuple:
        return _kind_of_items(value, depth + 1)
    if isinstance(value, Mapping):
        return _COPIED | _kind_of_keys(value) | _kind_of_items(value.values(), depth + 1)
    if isinstance(value, list | tuple):
        return _kind_of_items(value, depth + 1)
    if isinstance(value, str):
        return 0
    if isinstance(value, int):
        return _kind(int(value), depth)
    raise ValueError(f"no canonical form for {kind.__name__}")


def _kind_of_items(items: Iterable[Any], depth: int) -> int:
    found = 0
    for item in items:
        if type(item) is not str and item is not None:
            found |= _kind(item, depth)
    return found


def _kind_of_keys(keys: Iterable[Any]) -> int:
    found = 0
    for key in keys:
        if not isinstance(key, str):
            raise ValueError("a key is not text")
        # Beyond U+D7FF the two orders part: a pair of surrogates sorts before U+E000.
        if not key.isascii() and max(key) >= "\ud800":
            found = _MOVED
    return found


def _plain(value: Any) -> Any:
    """The value with every mapping as a dict, which alone the encoder takes."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _reordered(value: Any) -> Any:
    """The value with the keys of every mapping in UTF-16 order."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return {key: _reordered(value[key]) for key in keys}
    if isinstance(value, list):
        return [_reordered(item) for item in value]
    return value
