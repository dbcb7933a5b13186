"""Reading FILE.json: bounded, without the parser's traps, decimals exact."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.i18n import N_

FILE_BYTES = limits.ADD_FILE_BYTES
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")
_NUMBER_CHARS = limits.NUMBER_CHARS


def read_file(path: Path) -> Any:
    """The JSON value of a file; ``-`` is not a name here.

    Raises:
        UserError: ``file.read`` (absent, unreadable), ``file.size`` or a code of ``read_json``.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(FILE_BYTES + 1)
    except OSError as error:
        raise UserError(
            "file.read",
            N_("The file {name} cannot be read: {reason}"),
            name=path.name,
            reason=error.strerror or type(error).__name__,
        ) from None
    if len(data) > FILE_BYTES:
        raise UserError("file.size", N_("The file is larger than {limit} bytes"), limit=FILE_BYTES)
    return read_json(data)


def read_json(data: bytes) -> Any:
    """The JSON value of ``data``; numbers with a point become ``Decimal``, exactly.

    A byte order mark is taken (Windows editors write one).

    Raises:
        UserError: ``json.utf8``, ``json.syntax`` (with line and column), ``json.depth``,
            ``json.duplicate``, ``json.number``, ``json.text``.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError("json.utf8", N_("The file is not UTF-8 text")) from None
    depth = 0
    for found in _BRACKET.finditer(_STRING.sub('""', text)):
        depth += 1 if found.group() in "[{" else -1
        if depth > limits.JSON_DEPTH:
            raise UserError(
                "json.depth", N_("Nested deeper than {limit} levels"), limit=limits.JSON_DEPTH
            )
    try:
        value = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_refuse_number,
        )
    except json.JSONDecodeError as error:
        raise UserError(
            "json.syntax",
            N_("Not JSON at line {line}, column {column}"),
            line=error.lineno,
            column=error.colno,
        ) from None
    _check_texts(value)
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _value in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise UserError(
            "json.duplicate", N_("The field {name} stands there twice"), name=double[:60]
        )
    return made


def _decimal(text: str) -> Decimal:
    if len(text) > _NUMBER_CHARS:
        _refuse_number(text)
    value = Decimal(text)
    if abs(value.adjusted()) > _NUMBER_CHARS:
        _refuse_number(text)
    return value


def _integer(text: str) -> int:
    if len(text) > _NUMBER_CHARS or abs(int(text)) >= limits.JSON_INTEGER:
        _refuse_number(text)
    return int(text)


def _refuse_number(_text: str) -> NoReturn:
    raise UserError("json.number", N_("A number in the file is too large or not a number"))


def _check_texts(value: Any) -> None:
    """Refuse what no store can carry: NUL, lone surrogates, endless texts."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            left.extend(one)
            left.extend(one.values())
        elif isinstance(one, list):
            left.extend(one)
        elif isinstance(one, str) and (
            len(one) > limits.JSON_TEXT_CHARS
            or "\x00" in one
            or any("\ud800" <= char <= "\udfff" for char in one)
        ):
            raise UserError("json.text", N_("A text in the file is too long or broken"))
