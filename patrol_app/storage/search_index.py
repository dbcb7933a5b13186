"""The index of words: kept by ``apply`` in the same transaction, made anew when it is old.

One contentless FTS5 table without positions (``detail=none``) and without sizes: an entry costs
about a byte a record. Its row numbers are those of ``record_head``. What stands under a row is
taken out by naming its entries again, so they are made from the stored row, and only by this
module. A row number may move by VACUUM only, which raises the schema's version: the index is
then made anew, as it is after a migration or when fields or entries changed (``current``).
"""

from __future__ import annotations

import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection

from patrol_app.domain.fields import specs
from patrol_app.domain.records import RECORD_TYPES, known, record_type
from patrol_app.storage import own_tables
from patrol_app.storage.repository import repository
from patrol_app.storage.search_words import (
    name_entries,
    number_entries,
    text_entries,
    type_entry,
)
from patrol_app.storage.sqltext import marks, run_many, sliced

VERSION: Final = "1 pypinyin 0.55.0"  # of the entries that ``search_words`` makes
STATE: Final = "search_index"
_SLICE: Final = 500
_PUT: Final = "INSERT INTO search_word (rowid, entries) VALUES (?, ?)"
_TAKE: Final = "INSERT INTO search_word (search_word, rowid, entries) VALUES ('delete', ?, ?)"


@dataclass(frozen=True)
class SearchFields:
    """What of a record type is searched; personal data never.

    Attributes:
        code: record type.
        texts: text columns; names: those whose pinyin is filed too.
        items: JSON columns with the keys of their texts.
        inner: names are found from any character on (the small tables of base data).
    """

    code: str
    texts: tuple[str, ...]
    names: tuple[str, ...]
    items: tuple[tuple[str, tuple[str, ...]], ...]
    inner: bool

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns an entry is made of, in the order ``entries`` takes them."""
        return ("deleted", "number", *self.texts, *(column for column, _keys in self.items))

    def entries(self, row: Sequence[Any]) -> str:
        """Everything a row is filed under, in one text; "" for a deleted record.

        Args:
            row: driver values of ``columns``.
        """
        if row[0]:
            return ""
        found = {type_entry(self.code)}
        if row[1]:
            found |= number_entries(row[1])
        for column, text in zip(self.texts, row[2:], strict=False):
            if text:
                found |= text_entries(text)
                if column in self.names:
                    found |= name_entries(text, inner=self.inner)
        for (_column, keys), raw in zip(self.items, row[2 + len(self.texts) :], strict=True):
            for item in json.loads(raw) if raw and raw != "[]" else ():
                for key in keys:
                    found |= text_entries(item.get(key) or "")
        return " ".join(sorted(found))


@cache
def search_fields(code: str) -> SearchFields | None:
    """What of the type ``code`` is searched; None where the whole type is personal."""
    kind = record_type(code)
    if kind.private:
        return None
    plain = [spec for spec in specs(kind.cls).values() if not spec.ui.private]
    texts = [
        spec.name
        for spec in plain
        if spec.ui.kind in ("text", "longtext") and spec.name not in ("number", "sha256", "mime")
    ]
    items = []
    for spec in plain:
        inner = specs(spec.item).values() if spec.item is not None else ()
        keys = tuple(
            one.name for one in inner if one.ui.kind in ("text", "longtext") and not one.ui.private
        )
        if keys:
            items.append((spec.name, keys))
    names = [name for name in dict.fromkeys((kind.title, "name", "place")) if name in texts]
    return SearchFields(code, tuple(texts), tuple(names), tuple(items), not kind.time)


def standing(connection: Connection, types: Mapping[str, str]) -> dict[str, str]:
    """What records are filed under now, from their stored rows.

    Args:
        types: record type by id, of records that are known.
    """
    found: dict[str, str] = {}
    by_type: dict[str, list[str]] = defaultdict(list)
    for rec, code in types.items():
        by_type[code].append(rec)
    for code, recs in by_type.items():
        fields = search_fields(code) if known(code) else None
        for part in sliced(recs if fields else []):
            assert fields is not None
            rows = connection.exec_driver_sql(
                f"{_select(fields)} WHERE id IN ({marks(part)})", tuple(part)
            )
            found.update((row[0], fields.entries(row[1:])) for row in rows)
    return found


def entries_of(code: str, values: Sequence[Any]) -> str:
    """What a row will be filed under.

    Args:
        code: record type.
        values: driver values of the whole row.
    """
    fields = search_fields(code)
    if fields is None:
        return ""
    return fields.entries([values[place] for place in _places(code)])


def renew(connection: Connection, old: Mapping[str, str], new: Mapping[str, str]) -> None:
    """File records under ``new`` instead of ``old``, entries by id; their heads are stored."""
    moved = [rec for rec in {**old, **new} if old.get(rec, "") != new.get(rec, "")]
    for part in sliced(moved):
        rows = connection.exec_driver_sql(
            f"SELECT rowid, rec FROM record_head WHERE rec IN ({marks(part)}) ORDER BY rowid",
            tuple(part),
        ).all()
        run_many(connection, _TAKE, [(n, old[rec]) for n, rec in rows if old.get(rec)])
        run_many(connection, _PUT, [(n, new[rec]) for n, rec in rows if new.get(rec)])


def purge(connection: Connection) -> None:
    """Leave no trace of what was taken out: after an erasure, not after each delete."""
    connection.exec_driver_sql("INSERT INTO search_word (search_word) VALUES ('optimize')")


def current(connection: Connection) -> bool:
    """Whether the index is of this program and of these tables."""
    return _kept(connection) == _state(connection)


def rebuild(connection: Connection) -> int:
    """Make the whole index anew from the stored rows; how many records it holds."""
    connection.exec_driver_sql("INSERT INTO search_word (search_word) VALUES ('delete-all')")
    count = 0
    for rows in _every(connection):
        run_many(connection, _PUT, rows)
        count += len(rows)
    if count:
        purge(connection)
    own_tables.put_meta(connection, STATE, _state(connection))
    return count


def search_differences(connection: Connection) -> Iterator[str]:
    """One line when the index is not that of the stored rows: entries are counted, not told."""
    if _kept(connection).split(".")[0] != f"{_made_of():08x}":
        yield "search_word: is of another version"
        return
    wanted: Counter[str] = Counter()
    for rows in _every(connection):
        for _number, entries in rows:
            wanted.update(entries.split(" "))
    found = connection.exec_driver_sql("SELECT term, doc FROM search_term")
    held: dict[str, int] = {row[0]: row[1] for row in found}
    wrong = sum(held.pop(entry, 0) != count for entry, count in wanted.items())
    wrong += sum(count > 0 for count in held.values())
    if wrong:
        yield f"search_word: {wrong} entries differ"


def _every(connection: Connection) -> Iterator[list[tuple[int, str]]]:
    """Row number and entries of every record that is filed, in order, some at a time."""
    after = -1
    while True:
        heads = connection.exec_driver_sql(
            "SELECT rowid, rec, type FROM record_head WHERE rowid > ? ORDER BY rowid LIMIT ?",
            (after, _SLICE),
        ).all()
        if not heads:
            return
        after = heads[-1][0]
        entries = standing(connection, {rec: code for _number, rec, code in heads})
        yield [(number, entries[rec]) for number, rec, _code in heads if entries.get(rec)]


@cache
def _places(code: str) -> tuple[int, ...]:
    """Where the searched columns stand among the driver values of a row."""
    fields = search_fields(code)
    assert fields is not None
    names = [column.name for column in repository(code).table.columns]
    return tuple(names.index(column) for column in fields.columns)


def _select(fields: SearchFields) -> str:
    columns = ", ".join(f'"{column}"' for column in fields.columns)
    return f'SELECT id, {columns} FROM "{fields.code}"'


@cache
def _made_of() -> int:
    """A digest of the fields that are filed."""
    every = [search_fields(kind.code) for kind in RECORD_TYPES]
    return zlib.crc32(repr((VERSION, every)).encode())


def _kept(connection: Connection) -> str:
    found = connection.exec_driver_sql("SELECT value FROM meta WHERE key = ?", (STATE,))
    return str(found.scalar() or "")


def _state(connection: Connection) -> str:
    schema = connection.exec_driver_sql("PRAGMA schema_version").scalar()
    return f"{_made_of():08x}.{schema}"
