"""Places in journals as inclusive ranges: put together, counted, asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

Spans = tuple[tuple[int, int], ...]


def spans_of(numbers: Iterable[int]) -> Spans:
    """Ascending inclusive ranges of ``numbers``, which may come in any order and repeat."""
    found: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return tuple(found)


def merged(spans: Iterable[tuple[int, int]]) -> Spans:
    """The same places as ascending ranges that neither overlap nor touch."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return tuple(found)


def numbers_of(spans: Sequence[tuple[int, int]]) -> Iterator[int]:
    """Every number of ``spans``, in their order."""
    for first, last in spans:
        yield from range(first, last + 1)


def count_of(lines: Mapping[str, Sequence[tuple[int, int]]]) -> int:
    """How many places ``lines`` (ranges by stream) holds."""
    return sum(last - first + 1 for spans in lines.values() for first, last in spans)


class Places:
    """A set of places (stream, seq), asked often."""

    def __init__(self) -> None:
        self._given: dict[str, list[tuple[int, int]]] = {}
        self._ready: dict[str, tuple[list[int], Spans]] = {}
        self._whole: set[str] = set()

    def add(self, lines: Mapping[str, Sequence[tuple[int, int]]]) -> None:
        """Add ranges by stream."""
        for stream, spans in lines.items():
            self._given.setdefault(stream, []).extend(spans)
            self._ready.pop(stream, None)

    def add_whole(self, stream: str) -> None:
        """Add every place of a stream."""
        self._whole.add(stream)

    def whole(self, stream: str) -> bool:
        """Whether every place of ``stream`` is in it."""
        return stream in self._whole

    def has(self, stream: str, seq: int) -> bool:
        """Whether the place is in it."""
        if stream in self._whole:
            return True
        if stream not in self._given:
            return False
        if stream not in self._ready:
            spans = merged(self._given[stream])
            self._ready[stream] = ([first for first, _last in spans], spans)
        firsts, spans = self._ready[stream]
        at = bisect_right(firsts, seq) - 1
        return at >= 0 and seq <= spans[at][1]
