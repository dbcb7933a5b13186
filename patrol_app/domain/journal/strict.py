"""A strict reader of foreign JSON (sync.md §4, §12): nothing that comes from outside passes
the standard parser alone, which takes duplicate keys, NaN, lone surrogates and any depth."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from patrol_app.domain.journal.canonical import MAX_INT, FormatFault
from patrol_app.i18n import N_
from patrol_app.limits import JSON_DEPTH

_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")
_SURROGATE = re.compile("[\ud800-\udfff]")


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
