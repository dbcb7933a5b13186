"""What a device below has to get: whole ancestries, minus what it holds (sync.md §8)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from patrol_app.domain.records.unit import unit_id
from patrol_app.services.delivery_ports import Delivery, Spoken
from patrol_app.services.ports import DeviceInfo, Queries, StreamInfo
from patrol_app.services.units import ancestors, below
from patrol_app.sync import papers
from patrol_app.sync.device_word import DeviceWord, word_of
from patrol_app.sync.keyring import ACTIVE
from patrol_app.sync.paper_files import SignedLine
from patrol_app.sync.spans import Places, Spans, spans_of

_TRAVEL = frozenset({"track", "travel", "dataset"})


@dataclass(frozen=True)
class Picked:
    """What waits for one device.

    Attributes:
        records: ids of records with something that was in no delivery; lines: every line of
            them that the device does not hold, as ranges by stream.
        bytes: of those lines; blobs: (sha256, stated bytes) of files that they cite.
        wanted: files that the device asks for; papers: ``papers.json`` as it is now.
        fresh_papers: the device has not been sent these papers.
        again: deliveries to be written once more.
    """

    device: DeviceInfo
    word: DeviceWord
    deliveries: tuple[Delivery, ...]
    records: frozenset[str] = frozenset()
    lines: Mapping[str, Spans] = field(default_factory=dict)
    sizes: Mapping[tuple[str, int], int] = field(default_factory=dict)
    blobs: Mapping[str, int] = field(default_factory=dict)
    wanted: tuple[str, ...] = ()
    papers: bytes = b""
    fresh_papers: bool = False

    @property
    def news(self) -> bool:
        """Whether there is anything for a delivery of its own."""
        return bool(self.records or self.wanted or self.fresh_papers)

    @property
    def missing(self) -> tuple[Delivery, ...]:
        """Deliveries that the device asks for."""
        word = self.word
        return tuple(d for d in self.deliveries if d.no <= word.upto and not word.has(d.no))

    @property
    def open(self) -> tuple[Delivery, ...]:
        """Deliveries that the device has not acknowledged."""
        return tuple(d for d in self.deliveries if not d.acked_ms)

    @property
    def again(self) -> tuple[Delivery, ...]:
        """What is asked for goes again; without news whatever was not acknowledged does."""
        return self.missing if self.news or self.missing else self.open

    @property
    def epoch(self) -> str:
        """The journal that the device writes now."""
        return self.device.streams[-1] if self.device.streams else ""


class Selection:
    """Picks for one device after the other; what all of them share is read once.

    Args:
        queries: of this store.
    """

    def __init__(self, queries: Queries) -> None:
        self._queries = queries
        self.streams: dict[str, StreamInfo] = {one.stream: one for one in queries.streams()}
        self.vouched = frozenset(below(queries, queries.identity().unit))
        self._spoken: dict[str, dict[str, list[Spoken]]] = {}
        told = {one.line.unit for one in papers.kept(queries, SignedLine)}
        self._beside = {
            unit: {s for s in streams if s in self.streams and self.streams[s].unit in told}
            for unit, streams in queries.streams_beside().items()
        }

    def devices(self) -> list[DeviceInfo]:
        """Active devices of units below, by unit and number."""
        own = self._queries.identity().unit
        found = [d for d in self._queries.devices() if d.status == ACTIVE and d.unit != own]
        return sorted(found, key=lambda d: (d.unit, d.device_no, d.kid))

    def pick(self, device: DeviceInfo) -> Picked:
        """What waits for ``device``.

        Raises:
            UserError: ``enrol.not_root``: this store has no root, so nobody stands below it.
        """
        queries = self._queries
        word, rows = word_of(queries, device.kid), queries.deliveries(device.kid)
        units = below(queries, device.unit)
        held, sent = self._held(device, word, rows, units)
        path = (device.unit, *ancestors(queries, device.unit))
        beside = {stream for unit in units for stream in self._beside.get(unit, ())}
        streams = {
            name: info
            for name, info in self.streams.items()
            if info.unit in self.vouched
            and (info.unit in {*units, *path} or name in beside)
            and not held.whole(name)
        }
        fresh = {
            line.rec
            for name in streams
            for line in self._concerning(name, units, path)
            if not held.has(name, line.seq) and not sent.has(name, line.seq)
        }
        seqs: dict[str, list[int]] = defaultdict(list)
        sizes: dict[tuple[str, int], int] = {}
        for stream, seq, _rec, size in queries.places_of(sorted(fresh)):
            if stream in streams and not held.has(stream, seq):
                seqs[stream].append(seq)
                sizes[stream, seq] = size
        raw = papers.for_device(queries, device, {self.streams[name].unit for name in beside})
        epoch = device.streams[-1] if device.streams else ""
        last = next((row for row in reversed(rows) if row.papers and row.epoch == epoch), None)
        waiting = {sha for row in rows if not row.acked_ms and row.epoch == epoch
                   for sha in row.blobs}  # fmt: skip
        return Picked(
            device=device,
            word=word,
            deliveries=tuple(rows),
            records=frozenset(fresh),
            lines={stream: spans_of(found) for stream, found in sorted(seqs.items())},
            sizes=sizes,
            blobs=self._blobs(device, seqs),
            wanted=tuple(s for s in word.wanted if s not in waiting) if word.stands(device) else (),
            papers=raw,
            fresh_papers=last is None or last.papers != hashlib.sha256(raw).hexdigest(),
        )

    def _held(
        self, device: DeviceInfo, word: DeviceWord, rows: list[Delivery], units: tuple[str, ...]
    ) -> tuple[Places, Places]:
        """Places that the device holds, and those sent and not acknowledged."""
        held, sent = Places(), Places()
        stands = word.stands(device)
        present = device.streams[-1] if device.streams else ""
        for row in rows:
            if row.acked_ms and stands:
                held.add(row.lines)
            elif row.epoch == present:
                sent.add(row.lines)
        if stands:
            own = {s: upto for s, upto in word.held.items() if s in device.streams and upto}
            held.add({stream: ((1, upto),) for stream, upto in own.items()})
        held.add_whole(present)
        if len(device.streams) <= 1:
            # What units below it write comes to it from below; after a restore it may lack that.
            for name, info in self.streams.items():
                if info.unit in units[1:]:
                    held.add_whole(name)
        return held, sent

    def _concerning(
        self, stream: str, units: tuple[str, ...], path: tuple[str, ...]
    ) -> list[Spoken]:
        """Lines of a stream that concern records of ``units``, or the units of the path."""
        if stream not in self._spoken:
            by_home: dict[str, list[Spoken]] = defaultdict(list)
            for line in self._queries.spoken(stream):
                for home in line.homes:
                    by_home[home].append(line)
            self._spoken[stream] = by_home
        by_home = self._spoken[stream]
        found = [line for unit in units for line in by_home.get(unit, ())]
        trunk = {unit_id(code) for code in path}
        found += [line for code in path for line in by_home.get(code, ()) if line.rec in trunk]
        return found

    def _blobs(self, device: DeviceInfo, seqs: Mapping[str, list[int]]) -> dict[str, int]:
        """Files of those lines: of the device's own earlier journals all, else what is shown."""
        found: dict[str, int] = {}
        for stream, places in sorted(seqs.items()):
            for sha256, role, size in self._queries.cited(stream, sorted(places)):
                if role in _TRAVEL or stream in device.streams:
                    found[sha256] = max(size, found.get(sha256, 0))
        return found
