"""The quick way through a GPX whose points all have one shape, with a proof that they have.

Every byte of a point that is skipped by the XML parser is accounted for: its tags equal the first
point's tags byte by byte, its numbers consist of digits, its time fits the template, and the text
between holds nothing but legal characters (no ``<``, no ``&``, no ``]]>``, no control characters,
ASCII only). What remains of the document (everything outside the points, and the first point of
each run) goes through the safe reader, so that structure, names, waypoints, comments and faults
are its decision. Any doubt gives None, and the safe reader takes the whole document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from patrol_app.geo.readers.time_columns import TEMPLATE_LENGTHS, parse_rows

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]

LEAST: Final = 64  # points below which the quick way is not quicker
_MOST_RUNS: Final = 5_000
_MOST_DIGITS: Final = 15  # the number is an exact double before it is divided
_FIRST = re.compile(
    rb'<trkpt (lat|lon)="[-.0-9]+" (lat|lon)="[-.0-9]+">'
    rb"(?P<inner>(?:[^<&]*<(?P<word>[A-Za-z][\w.-]*)>[^<&]*</(?P=word)>){0,12})[^<&]*</trkpt>"
)
_CHILD = re.compile(rb"<([A-Za-z][\w.-]*)>[^<]*<")
_ILLEGAL: Final = bytes(code for code in range(32) if code not in (9, 10, 13))
_CLOSE: Final = b"</trkpt>"
_ZERO: Final = np.uint8(ord("0"))


@dataclass(frozen=True)
class Scan:
    """The points of a document and what is left of it.

    Attributes:
        columns: ``lat``, ``lon`` and perhaps ``ele``, ``hdop`` as doubles (n,), ``time`` as
            UTC ms (n,).
        skeleton: the document with the first point of each run only.
        starts: index of each run's first point (r,), then n.
    """

    columns: dict[str, npt.NDArray[Any]]
    skeleton: bytes
    starts: Places


def scan(data: bytes) -> Scan | None:
    """The points of a GPX without prefixes when all have one shape, else None.

    Args:
        data: UTF-8 bytes.
    """
    first = _FIRST.search(data)
    if first is None or first.group(1) == first.group(2):
        return None
    words = [match.group(1) for match in _CHILD.finditer(first.group("inner"))]
    if len(set(words)) != len(words) or b"trkpt" in words:
        return None
    raw = np.frombuffer(data, dtype=np.uint8)
    angles = np.flatnonzero(raw == ord("<"))
    size = 2 + 2 * len(words)
    begins = _points(raw, angles)
    if begins.size < LEAST or int(begins[-1]) + size > angles.size:
        return None
    tags = angles[begins[:, None] + np.arange(size)].T
    if not _same_tags(raw, tags, words):
        return None
    places = _attributes(raw, tags, first.group(1), first.group(2))
    runs = np.flatnonzero(np.diff(begins, prepend=-size) != size)
    if places is None or runs.size > _MOST_RUNS:
        return None
    ends = tags[-1] + len(_CLOSE)
    spans = _spans(tags[0], ends, runs)
    if not _legal(b"".join(data[begin:end] for begin, end in spans)):
        return None
    columns = _columns(raw, tags, words, places)
    if columns is None:
        return None
    skeleton = _skeleton(data, spans, ends[runs].tolist())
    return Scan(columns, skeleton, np.concatenate((runs, [begins.size])))


def _points(raw: Bytes, angles: Places) -> Places:
    """Which of the ``<`` begin a point, as numbers into ``angles``."""
    inside = angles[angles < raw.size - len(_CLOSE)]
    found = np.flatnonzero(raw[inside + 5] == ord("t"))
    for offset, letter in enumerate(b"trkp", start=1):
        found = found[raw[inside[found] + offset] == letter]
    return found


def _same_tags(raw: Bytes, tags: Places, words: list[bytes]) -> bool:
    """Whether row j of ``tags`` (k, n) holds places of the same tag everywhere."""
    texts = [b"<trkpt "]
    for word in words:
        texts += [b"<" + word + b">", b"</" + word + b">"]
    texts.append(_CLOSE)
    for row, text in zip(tags, texts, strict=True):
        if int(row[-1]) + len(text) > raw.size:
            return False
        if not _stands(raw, row, text):
            return False
    return True


def _stands(raw: Bytes, where: Places, text: bytes) -> bool:
    """Whether ``text`` stands at every place of ``where``; eight bytes are compared at once."""
    if not where.size:
        return True
    if int(where.max()) + len(text) + 8 > raw.size or int(where.min()) < 0:
        return all((raw[where + at] == code).all() for at, code in enumerate(text))
    # every place begins a word of its own: unaligned words, one byte apart
    words: npt.NDArray[np.uint64] = np.ndarray((raw.size - 7,), "<u8", raw.data, strides=(1,))
    for at in range(0, len(text), 8):
        part = text[at : at + 8]
        mask = np.uint64((1 << 8 * len(part)) - 1)
        if not ((words[where + at] & mask) == np.uint64(int.from_bytes(part, "little"))).all():
            return False
    return True


def _attributes(
    raw: Bytes, tags: Places, one: bytes, two: bytes
) -> dict[bytes, tuple[Places, Places]] | None:
    """Begin and end of both numbers of every point; None when the tag is written otherwise."""
    quotes = np.flatnonzero(raw == ord('"'))
    first = tags[0] + len(b'<trkpt lat="')
    at = np.searchsorted(quotes, first)
    if not at.size or int(at[-1]) + 2 >= quotes.size:
        return None
    end, begin, last = quotes[at], quotes[at + 1] + 1, quotes[at + 2]
    between = b'" ' + two + b'="'
    if (begin - end != len(between)).any() or (last + 1 >= tags[1]).any():
        return None
    checks = (
        (tags[0] + len(b"<trkpt "), one + b'="'),
        (end, between),
        (last, b'">'),
    )
    for where, text in checks:
        if not _stands(raw, where, text):
            return None
    return {one: (first, end), two: (begin, last)}


def _spans(begins: Places, ends: Places, runs: Places) -> list[tuple[int, int]]:
    """First and last byte of each run of neighbouring points."""
    lasts = np.concatenate((runs[1:] - 1, [begins.size - 1]))
    return list(zip(begins[runs].tolist(), ends[lasts].tolist(), strict=True))


def _skeleton(data: bytes, spans: list[tuple[int, int]], first_ends: list[int]) -> bytes:
    pieces = []
    at = 0
    for (_, end), first_end in zip(spans, first_ends, strict=True):
        pieces.append(data[at:first_end])
        at = end
    return b"".join([*pieces, data[at:]])


def _legal(text: bytes) -> bool:
    """Whether nothing in the runs could mean something to an XML parser beside the tags."""
    return (
        text.isascii()
        and b"&" not in text
        and b"]]>" not in text
        and len(text.translate(None, _ILLEGAL)) == len(text)
    )


def _columns(
    raw: Bytes, tags: Places, words: list[bytes], places: dict[bytes, tuple[Places, Places]]
) -> dict[str, npt.NDArray[Any]] | None:
    found: dict[str, npt.NDArray[Any]] = {}
    for number, word in enumerate(words):
        begin, end = tags[1 + 2 * number] + len(word) + 2, tags[2 + 2 * number]
        if word == b"time":
            length = int(end[0] - begin[0])
            if length not in TEMPLATE_LENGTHS or (end - begin != length).any():
                return None
            rows = np.lib.stride_tricks.sliding_window_view(raw, length)[begin]
            times = parse_rows(rows)
            if times is None:
                return None
            found["time"] = times
        elif word in (b"ele", b"hdop"):
            places = {**places, word: (begin, end)}
    for word, (begin, end) in places.items():
        values = decimals(raw, begin, end)
        if values is None:
            return None
        found[word.decode()] = values
    return found


def decimals(raw: Bytes, begin: Places, end: Places) -> npt.NDArray[np.float64] | None:
    """The decimal numbers ``-?digits[.digits]`` between two places each, as ``float`` gives them.

    Digits and power of ten are exact doubles, so their quotient is the correctly rounded value.
    None when one is written otherwise or has more than ``_MOST_DIGITS`` digits.

    Args:
        raw: the document.
        begin: first byte of each number (n,).
        end: one past its last byte (n,).
    """
    length = end - begin
    longest, shortest = int(length.max()), int(length.min())
    if shortest < 1 or longest > _MOST_DIGITS + 2:
        return None
    mantissa = np.zeros(length.size, dtype=np.float64)
    power, place, offset = 1.0, 0.0, 0
    # From the right, as long as all numbers have a digit, or all the point, at this offset.
    while offset < shortest:
        byte = raw[end - 1 - offset]
        digit = byte - _ZERO
        if (digit <= 9).all():
            mantissa += digit * power
            power *= 10
        elif not place and (byte == ord(".")).all():
            place = power
        else:
            break
        offset += 1
    return _rest(raw, end, length, offset, mantissa, power, place)


def _rest(
    raw: Bytes,
    end: Places,
    length: Places,
    begun: int,
    mantissa: npt.NDArray[np.float64],
    shared_power: float,
    shared_place: float,
) -> npt.NDArray[np.float64] | None:
    """``decimals`` from offset ``begun`` on, where the numbers differ in shape."""
    power = np.full(length.size, shared_power)
    places = np.full(length.size, shared_place)  # power at the point, 0 before it is met
    negative = np.zeros(length.size, dtype=np.bool_)
    for offset in range(begun, int(length.max())):
        byte = raw[np.maximum(end - 1 - offset, 0)]
        digit = byte - _ZERO
        whole = offset < length
        here = whole & (digit <= 9)
        point = whole & (byte == ord("."))
        sign = whole & (byte == ord("-")) & (length == offset + 1)
        if (whole & ~(here | point | sign)).any() or (places[point] > 0).any():
            return None
        mantissa += np.where(here, digit * power, 0)
        places[point] = power[point]
        power[here] *= 10
        negative |= sign
    if (power < 10).any() or power.max() > 10.0**_MOST_DIGITS:
        return None
    values = mantissa / np.where(places > 0, places, 1.0)
    return np.where(negative, -values, values)
