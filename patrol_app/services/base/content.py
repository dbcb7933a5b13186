"""The file of a dataset: JSON lines under zstd, one line a row (docs/format.md, dataset).

Written in one form alone; read line by line within limits, so that a hostile file costs little.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from patrol_app import limits
from patrol_app.domain.records.dataset import (
    AREAS,
    CALENDAR,
    DIVISION,
    KINDS,
    PATCH,
    REPEATS,
    RULES,
    VOCABULARY,
)
from patrol_app.errors import UserError
from patrol_app.i18n import N_

FORMAT: Final = "dataset/1"
LEVEL: Final = 9
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_UNCLEAN = re.compile("[\x00\ud800-\udfff]")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Names:
    """The names of one kind of row: text, integer and flag fields, and what sorts it."""

    texts: frozenset[str]
    integers: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    key: tuple[str, ...] = ("code",)

    @property
    def every(self) -> frozenset[str]:
        """All of them."""
        return self.texts | self.integers | self.flags | self.others


_AREA = Names(
    frozenset({"code", "name"}), frozenset({"area_m2"}), others=frozenset({"shape", "attrs"})
)
NAMES: Final[Mapping[str, Names]] = {
    **dict.fromkeys((*AREAS, PATCH), _AREA),
    DIVISION: Names(
        frozenset({"code", "name", "level", "parent_code", "valid_from", "valid_to"}),
        others=frozenset({"old_codes"}),
    ),
    CALENDAR: Names(frozenset({"day", "name"}), flags=frozenset({"working"}), key=("day",)),
    VOCABULARY: Names(
        frozenset({"vocabulary", "code", "zh", "en"}),
        frozenset({"position"}),
        frozenset({"retired"}),
        key=("vocabulary", "code"),
    ),
    RULES: Names(
        frozenset({"key", "region", "unit", "source", "confidence", "valid_from", "valid_to"}),
        frozenset({"value"}),
        frozenset({"enabled"}),
        key=("key", "region", "valid_from"),
    ),
    REPEATS: Names(frozenset({"rec", "tag", "day"}), key=("rec", "tag")),
}


def bad_content(reason: str) -> UserError:
    """The refusal of a dataset file, with the place and the rule that it breaks."""
    return UserError(
        "dataset.content", N_("The base data file is not read: {reason}"), reason=reason
    )


def encode(kind: str, rows: Iterable[Row]) -> bytes:
    """The file of ``rows``; the same rows in any order give the same lines.

    Args:
        kind: one of ``KINDS``.
        rows: see ``NAMES``; texts that are empty and shapes that are None may be left out.

    Raises:
        UserError: ``dataset.content``: a row that no reader would take, or two of one key.
    """
    import zstandard

    names = NAMES[kind]
    kept = [{name: value for name, value in row.items() if value is not None} for row in rows]
    kept.sort(key=lambda row: [str(row.get(name, "")) for name in names.key])
    head = {"fmt": FORMAT, "kind": kind, "count": len(kept)}
    out = io.BytesIO()
    with zstandard.ZstdCompressor(level=LEVEL).stream_writer(out, closefd=False) as stream:
        stream.write(_line(head))
        before: tuple[str, ...] | None = None
        for number, row in enumerate(kept, 2):
            before = _checked(names, row, number, before)
            stream.write(_line(row))
    if out.tell() > limits.DATASET_BYTES:
        raise bad_content("size")
    return out.getvalue()


def decode(data: bytes, kind: str) -> Iterator[dict[str, Any]]:
    """The rows of a file, one at a time, each checked.

    Args:
        data: the file.
        kind: what it must hold.

    Raises:
        UserError: ``dataset.newer``; ``dataset.content`` with line and reason.
    """
    names = NAMES[kind]
    lines = _lines(data)
    count = _count(next(lines, b""), kind)
    before: tuple[str, ...] | None = None
    number = 1
    for number, line in enumerate(lines, 2):
        if number > count + 1:
            raise bad_content("more rows than counted")
        row = _parse(line, number)
        before = _checked(names, row, number, before)
        yield row
    if number != count + 1:
        raise bad_content("fewer rows than counted")


def counted(data: bytes, kind: str) -> int:
    """How many rows a file says it holds.

    Raises:
        UserError: ``dataset.newer``, ``dataset.content``.
    """
    return _count(next(_lines(data), b""), kind)


def _count(line: bytes, kind: str) -> int:
    """The number of rows in a header line.

    Raises:
        UserError: ``dataset.newer``, ``dataset.content``.
    """
    head = _parse(line, 1)
    if isinstance(head.get("fmt"), str) and head["fmt"] != FORMAT:
        if head["fmt"].startswith("dataset/"):
            raise UserError("dataset.newer", N_("The base data need a newer program"))
        raise bad_content("line 1: format")
    count = head.get("count")
    if set(head) != {"fmt", "kind", "count"} or head["kind"] != kind or type(count) is not int:
        raise bad_content("line 1: header")
    if not 0 <= count <= limits.DATASET_ROWS:
        raise bad_content("line 1: count")
    return count


def kind_of(data: bytes) -> str:
    """The kind that a file says it holds.

    Raises:
        UserError: ``dataset.content``.
    """
    kind = _parse(next(_lines(data), b""), 1).get("kind")
    if kind not in KINDS:
        raise bad_content("line 1: kind")
    return str(kind)


def _line(row: Mapping[str, Any]) -> bytes:
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass") + b"\n"


def _lines(data: bytes) -> Iterator[bytes]:
    """Lines without their line feed; every byte is counted as it comes."""
    import zstandard

    if len(data) > limits.DATASET_BYTES:
        raise bad_content("size")
    opener = zstandard.ZstdDecompressor(max_window_size=limits.ZSTD_WINDOW_BYTES)
    rest, total = b"", 0
    try:
        with opener.stream_reader(io.BytesIO(data)) as stream:
            while piece := stream.read(limits.ZSTD_READ_BYTES):
                total += len(piece)
                if total > limits.DATASET_EXPANDED_BYTES:
                    raise bad_content("size")
                *whole, rest = (rest + piece).split(b"\n")
                yield from whole
                if len(rest) > limits.DATASET_LINE_BYTES:
                    raise bad_content("line length")
    except zstandard.ZstdError as error:
        raise bad_content("zstd") from error
    if rest:
        raise bad_content("the last line is cut")


def _parse(line: bytes, number: int) -> dict[str, Any]:
    try:
        row = json.loads(
            line.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_float=_refused,
            parse_constant=_refused,
        )
    except (ValueError, RecursionError) as error:
        raise bad_content(f"line {number}: JSON") from error
    if not isinstance(row, dict):
        raise bad_content(f"line {number}: object")
    return row


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands there twice")
    return made


def _refused(_text: str) -> NoReturn:
    raise ValueError("not an integer")


def _checked(
    names: Names, row: Row, number: int, before: tuple[str, ...] | None
) -> tuple[str, ...]:
    """The key of a row that keeps the rules of its kind and comes after ``before``."""
    if not set(row) <= names.every:
        raise bad_content(f"line {number}: names")
    for name, value in row.items():
        if name in names.texts:
            fits = _is_text(value)
        elif name in names.integers:
            fits = _is_integer(value)
        elif name in names.flags:
            fits = isinstance(value, bool)
        elif name == "attrs":
            fits = isinstance(value, dict) and all(map(_is_attribute, value.items()))
        elif name == "old_codes":
            fits = isinstance(value, list) and all(map(_is_text, value))
        else:
            fits = isinstance(value, list)  # a shape is checked where it is read
        if not fits:
            raise bad_content(f"line {number}: {name}")
    key = tuple(str(row.get(name, "")) for name in names.key)
    if not key[0] or (names.key == ("day",) and not _DAY.fullmatch(key[0])):
        raise bad_content(f"line {number}: key")
    if before is not None and key <= before:
        raise bad_content(f"line {number}: order")
    return key


def _is_text(value: Any) -> bool:
    return (
        isinstance(value, str)
        and len(value) <= limits.BASE_CELL_CHARS
        and not _UNCLEAN.search(value)
    )


def _is_integer(value: Any) -> bool:
    return type(value) is int and abs(value) < limits.JSON_INTEGER


def _is_attribute(pair: tuple[Any, Any]) -> bool:
    """A name with a text, an integer, or a list of texts (season windows)."""
    name, value = pair
    if not _is_text(name) or len(name) > limits.NAME_CHARS:
        return False
    listed = isinstance(value, list) and all(map(_is_text, value))
    return listed or _is_text(value) or _is_integer(value)
