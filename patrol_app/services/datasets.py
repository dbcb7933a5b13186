"""Datasets: tables of base data that travel as one file each (sync.md §8).

The journal holds who published which version; the rows are loaded from the file once it is
here. The higher version stands; a lower one is kept and not loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from patrol_app.domain.instant import beijing
from patrol_app.domain.records import record_type
from patrol_app.domain.records.dataset import AREAS, KINDS, RULES, VOCABULARY
from patrol_app.domain.vocabulary import extend
from patrol_app.errors import EnvironmentFault, PatrolError, UserError
from patrol_app.events import Changes, EventBus
from patrol_app.i18n import N_
from patrol_app.services.base.content import counted, decode
from patrol_app.services.clock import clock_state
from patrol_app.services.dataset_types import TOPIC, DatasetInfo
from patrol_app.services.ports import Clock, Queries, Store, UnitOfWork
from patrol_app.services.records import RecordService
from patrol_app.services.session import Actor

TYPE: Final = "dataset"
RULED: Final = frozenset({VOCABULARY, RULES})  # need the right ``rules`` beside
FAULTS: Final = "dataset_faults"  # meta key: sha256 of files that could not be read
_KEPT_FAULTS: Final = 20


class Datasets:
    """The datasets of one data folder.

    Args:
        store: the open data folder.
        clock: the device's clocks.
        records: writes the journal's note.
        bus: told what changed.
    """

    def __init__(
        self, store: Store, clock: Clock, records: RecordService, bus: EventBus | None = None
    ) -> None:
        self._store = store
        self._clock = clock
        self._records = records
        self._bus = bus or EventBus()

    def current(self, kind: str) -> DatasetInfo | None:
        """The version that the tables hold; None before the first."""
        return self._store.queries.datasets_loaded().get(kind)

    def known(self, kind: str = "") -> list[DatasetInfo]:
        """Every version that was published here or arrived, the highest of each kind first."""
        return self._store.queries.datasets(kind)

    def waiting(self) -> list[DatasetInfo]:
        """Higher versions whose file has not arrived: shown as wanted."""
        return [info for info in self._above() if not self._store.blobs.has(info.sha256)]

    def content(self, kind: str) -> bytes:
        """The file of the version in use.

        Raises:
            UserError: ``dataset.none``.
            EnvironmentFault: the file is absent or damaged.
        """
        info = self.current(kind)
        if info is None:
            raise UserError("dataset.none", N_("There is no such base data here yet"))
        return self._store.blobs.get(info.sha256)

    def publish(
        self, actor: Actor, kind: str, name: str, content: bytes, valid_from: str
    ) -> DatasetInfo:
        """Write a new version: its file, the journal's note, and the tables.

        Args:
            actor: who publishes; needs ``write:base``.
            kind: one of ``domain.records.dataset.KINDS``.
            name: shown to people.
            content: as ``services.base.content.encode`` gives it.
            valid_from: first day of its use, ``YYYY-MM-DD``.

        Raises:
            UserError: ``session.forbidden``, ``dataset.kind``, ``dataset.content``.
        """
        with self._store.begin(N_("saving")) as work:
            info = self.write(work, actor, kind, name, content, valid_from)
            changes = work.commit()
        if kind == VOCABULARY:
            self.use_words()
        self._bus.publish(changes)
        return info

    def write(
        self,
        work: UnitOfWork,
        actor: Actor,
        kind: str,
        name: str,
        content: bytes,
        valid_from: str,
    ) -> DatasetInfo:
        """As ``publish``, inside a transaction that the caller commits and tells of.

        Raises:
            UserError: as ``publish``.
        """
        actor.need_write(record_type(TYPE))
        if kind in RULED:
            actor.need("rules")
        if kind not in KINDS:
            raise UserError("dataset.kind", N_("There is no such kind of base data"))
        count = counted(content, kind)
        sha256 = self._store.blobs.put(content)
        issuer = work.queries.identity().unit
        version = self._next_version(work.queries, kind)
        code = f"{kind}-{version}-{issuer}"
        values: dict[str, Any] = {
            "code": code,
            "kind": kind,
            "name": name[:400],
            "version": version,
            "sha256": sha256,
            "bytes": len(content),
            "valid_from": valid_from,
            "issuer": issuer,
            "count": count,
        }
        made = self._records.write_new(work, record_type(TYPE), [values], actor)
        info = DatasetInfo(
            kind, version, made[0].id, code, sha256, name[:400], issuer, valid_from, count
        )
        # in the same transaction: nothing unreadable is ever published
        rows = table_rows(kind, content)
        if valid_from <= self._today():
            work.load_dataset(info, rows)
        else:
            for _row in rows:
                pass
        return info

    def refresh(self) -> list[str]:
        """Load what arrived: the highest version of each kind whose file is here.

        Called after receiving and when the folder is opened. A file that cannot be read is
        remembered and named by ``faults``; the version before stays in use.

        Returns:
            The kinds that were loaded.
        """
        day = self._today()
        bad = set(self.faults())
        loaded: list[str] = []
        for info in self._above():
            if info.kind in loaded or info.sha256 in bad or info.valid_from > day:
                continue
            if self._store.blobs.has(info.sha256) and self._load(info, bad):
                loaded.append(info.kind)
        if VOCABULARY in loaded:
            self.use_words()
        if loaded:
            self._bus.publish(Changes(topics=frozenset({TOPIC})))
        return loaded

    def faults(self) -> tuple[str, ...]:
        """sha256 of files that arrived and could not be read, the newest last."""
        return tuple((self._store.queries.meta(FAULTS) or "").split())

    def use_words(self) -> None:
        """Extend the program's vocabularies by the words of this folder."""
        rows = self._store.queries.words()
        extend((row.vocabulary, row.code, row.zh, row.en, row.retired) for row in rows)

    def on_changes(self, changes: Changes) -> None:
        """A listener of the bus: something was received, so look for datasets."""
        named = any(kind == TYPE for kind, _rec in changes.records)
        if named or "exchange" in changes.topics:
            self.refresh()

    def _above(self) -> list[DatasetInfo]:
        """Known versions above the one in use, the highest of each kind first."""
        held = self._store.queries.datasets_loaded()
        found = self.known()
        return [
            info
            for info in found
            if info.kind in KINDS
            and (info.kind not in held or info.version > held[info.kind].version)
        ]

    def _load(self, info: DatasetInfo, bad: set[str]) -> bool:
        try:
            content = self._store.blobs.get(info.sha256)
            with self._store.begin(N_("Loading base data")) as work:
                work.load_dataset(info, table_rows(info.kind, content))
                work.audit("dataset.load", {"kind": info.kind, "version": info.version})
                work.commit()
        except UserError as fault:
            self._remember(info, fault, bad)
            return False
        except EnvironmentFault as fault:
            if fault.code not in ("blob.missing", "blob.damaged"):
                raise
            return False  # wanted again with the next receipt
        return True

    def _remember(self, info: DatasetInfo, fault: PatrolError, bad: set[str]) -> None:
        bad.add(info.sha256)
        with self._store.begin(N_("Loading base data")) as work:
            work.put_meta(FAULTS, " ".join([*self.faults(), info.sha256][-_KEPT_FAULTS:]))
            work.audit("dataset.refused", {"kind": info.kind, "code": fault.code})
            work.commit()

    def _today(self) -> str:
        """The Beijing day, ``YYYY-MM-DD``."""
        return beijing(clock_state(self._clock, self._store.queries).now_ms).strftime("%Y-%m-%d")

    def _next_version(self, queries: Queries, kind: str) -> int:
        """Above every known one; made of the day, so that what is published later stands.

        Station and city count apart: plain 1, 2, 3 would let an old table win over a new one.
        """
        day = self._today().replace("-", "")
        highest = max((info.version for info in queries.datasets(kind)), default=0)
        return max(highest + 1, int(day) * 100 + 1)


def table_rows(kind: str, content: bytes) -> Iterator[Mapping[str, Any]]:
    """The rows of a file as its table holds them.

    Raises:
        UserError: ``dataset.content``, ``dataset.newer``.
    """
    if kind not in AREAS:
        yield from decode(content, kind)
        return
    from patrol_app.geo.shapes import wkb_of
    from patrol_app.services.base.content import bad_content

    for number, row in enumerate(decode(content, kind), 2):
        shape = row.pop("shape", None)
        if shape is None:
            yield row
            continue
        try:
            wkb, box = wkb_of(shape)
        except (ValueError, OverflowError) as error:
            raise bad_content(f"line {number}: shape") from error
        yield {**row, "wkb": wkb, "box": box}
