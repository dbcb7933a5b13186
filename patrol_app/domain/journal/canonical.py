"""Canonical JSON (RFC 8785, the subset without floats) and a strict reader of foreign JSON.

What is signed or hashed is written by ``canonical``. What comes from outside is read by
``parse_strict`` alone: the standard parser takes duplicate keys, NaN, lone surrogates and
any depth (sync.md §4, §12).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.limits import JSON_DEPTH, JSON_INTEGER

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
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")
_SURROGATE = re.compile("[\ud800-\udfff]")


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


def parse_strict(data: bytes, *, max_depth: int = JSON_DEPTH) -> Any:
    """The JSON value in foreign bytes.

    Args:
        data: UTF-8 without byte order mark.
        max_depth: levels of objects and arrays that are allowed.

    Raises:
        FormatFault: ``json.syntax``, ``json.utf8``, ``json.depth``, ``json.duplicate``,
            ``json.number`` (floats, NaN, beyond 2^53-1) or ``json.text`` (NUL, lone
            surrogate).
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        _refuse("json.utf8")
    _check_depth(text, max_depth)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_float=_no_number,
            parse_constant=_no_number,
            parse_int=_integer,
        )
    except json.JSONDecodeError:
        _refuse("json.syntax")
    # NUL and surrogates cannot stand raw in what was decoded; only an escape makes them.
    if "\\u" in text:
        for found in texts(value):
            if "\x00" in found or _SURROGATE.search(found):
                _refuse("json.text")
    return value


def parse_own(data: bytes) -> Any:
    """The value in bytes that ``canonical`` made, with what it does not refuse refused.

    Raises:
        FormatFault: ``json.depth``, ``json.text``.
    """
    if b"\\u" in data:
        return parse_strict(data)
    text = data.decode("utf-8")
    _check_depth(text, JSON_DEPTH)
    return json.loads(text)


def texts(value: Any) -> list[str]:
    """Every text in a JSON value, keys included, in no particular order."""
    found: list[str] = []
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, dict):
            left.extend(one)
            left.extend(one.values())
        elif isinstance(one, list):
            left.extend(one)
    return found


def _check_depth(text: str, max_depth: int) -> None:
    """Count open brackets outside of texts, before the recursive parser sees them."""
    if text.count("{") + text.count("[") <= max_depth:
        return
    depth = 0
    for found in _BRACKET.finditer(_STRING.sub("", text)):
        depth += 1 if found.group() in "[{" else -1
        if depth > max_depth:
            raise FormatFault(
                "json.depth", N_("Nested deeper than {limit} levels"), limit=max_depth
            )


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        _refuse("json.duplicate")
    return made


def _integer(text: str) -> int:
    # Length first: int() of a very long number is slow and may raise.
    if len(text) > 17 or text == "-0" or not -MAX_INT <= (number := int(text)) <= MAX_INT:
        _refuse("json.number")
    return number


def _no_number(_text: str) -> NoReturn:
    _refuse("json.number")


def _refuse(code: str) -> NoReturn:
    # "from None": the parser's own message would quote what may be personal data.
    raise FormatFault(
        code, N_("The data do not have the agreed form ({rule})"), rule=code
    ) from None
