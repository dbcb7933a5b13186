"""A search in SQL: which records the index proposes, and what their text must hold.

The condition on the text is the truth (that of LIKE); the index only says where to look. A
word that more than ``FEW`` records may hold is looked for along the list itself: it is met
again soon, and a list of all its records would be long.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from patrol_app.storage.search_index import SearchFields
from patrol_app.storage.search_words import number_query, pinyin_query, type_entry, words_query
from patrol_app.storage.sqltext import marks, sliced

FEW: Final = 2_000
_FOUND: Final = "SELECT rowid FROM search_word WHERE search_word MATCH ? "


@dataclass(frozen=True)
class Wanted:
    """A word to be found in records of one type.

    Attributes:
        fields: what of the type is searched.
        word: as typed, without spaces around it.
    """

    fields: SearchFields
    word: str

    @property
    def condition(self) -> tuple[str, tuple[Any, ...]]:
        """The condition on a row's text and number in SQL, with its values."""
        part = f"%{escaped(self.word)}%"
        texts = [f"\"{column}\" LIKE ? ESCAPE '\\'" for column in self.fields.texts]
        values: list[Any] = [part] * len(texts)
        for column, keys in self.fields.items:
            texts.append(
                f'EXISTS (SELECT 1 FROM json_tree("{column}") AS leaf WHERE '
                f"leaf.key IN ({marks(keys)}) AND leaf.type = 'text' "
                "AND leaf.value LIKE ? ESCAPE '\\')"
            )
            values += [*keys, part]
        if number_query(self.word):
            start = escaped(self.word)
            for form in (f"{start}%", f"_{start}%", f"%-{start}%"):
                texts.append("\"number\" LIKE ? ESCAPE '\\'")
                values.append(form)
        return f"({' OR '.join(texts)})", tuple(values)

    @property
    def question(self) -> str:
        """The FTS5 expression for records that may hold the word; "" where none can tell."""
        parts = (words_query(self.word), number_query(self.word))
        return self._of_type(" OR ".join(f"({one})" for one in parts if one)) if parts[0] else ""

    @property
    def spoken(self) -> str:
        """The expression for records whose name begins with these pinyin letters."""
        return self._of_type(pinyin_query(self.word))

    def _of_type(self, expression: str) -> str:
        return f'"{type_entry(self.fields.code)}" AND ({expression})' if expression else ""


def proposed(connection: Connection, wanted: Wanted) -> str | None:
    """Ids of the records that hold the word, as a JSON list; None where they are many.

    A search by pinyin needs no look at the text: its entries are whole.
    """
    found = _rows(connection, wanted.question)
    if found is None:
        return None
    said = (_rows(connection, wanted.spoken) or []) if wanted.spoken else []
    recs = held(connection, wanted, _recs(connection, found))
    every = dict.fromkeys([*recs, *_recs(connection, said)])
    return json.dumps(list(every))


def newest(connection: Connection, wanted: Wanted, limit: int) -> list[str]:
    """Ids of at most ``limit`` records that hold the word, the last recorded first."""
    if not wanted.question:
        return _scanned(connection, wanted, limit)
    both = f"({wanted.question})"
    if wanted.spoken:
        both += f" OR ({wanted.spoken})"
    found: list[str] = []
    below, size = 1 << 62, max(limit, 16)
    while len(found) < limit:
        rows = connection.exec_driver_sql(
            f"{_FOUND} AND rowid < ? ORDER BY rowid DESC LIMIT ?", (both, below, size)
        ).all()
        if not rows:
            break
        numbers = [row[0] for row in rows]
        recs = _recs(connection, numbers)
        good = set(held(connection, wanted, recs))
        if wanted.spoken and len(good) < len(recs):
            good |= set(_recs(connection, _among(connection, wanted.spoken, numbers)))
        found += [rec for rec in recs if rec in good]
        below, size = numbers[-1], min(4 * size, FEW)
    return found[:limit]


def held(connection: Connection, wanted: Wanted, recs: list[str]) -> list[str]:
    """Those of ``recs`` whose text or number holds the word, in their order."""
    text, values = wanted.condition
    good: set[str] = set()
    for part in sliced(recs, 500):
        rows = connection.exec_driver_sql(
            f'SELECT id FROM "{wanted.fields.code}" WHERE id IN ({marks(part)}) AND {text}',
            (*part, *values),
        )
        good.update(row[0] for row in rows)
    return [rec for rec in recs if rec in good]


def escaped(text: str) -> str:
    """``text`` with the wild cards of LIKE taken literally."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _rows(connection: Connection, question: str) -> list[int] | None:
    """Row numbers that the index gives, newest first; None for no answer or too many."""
    if not question:
        return None
    rows = connection.exec_driver_sql(
        f"{_FOUND} ORDER BY rowid DESC LIMIT ?", (question, FEW + 1)
    ).all()
    return None if len(rows) > FEW else [row[0] for row in rows]


def _among(connection: Connection, question: str, numbers: list[int]) -> list[int]:
    rows = connection.exec_driver_sql(
        f"{_FOUND} AND rowid BETWEEN ? AND ?", (question, numbers[-1], numbers[0])
    )
    return [row[0] for row in rows]


def _recs(connection: Connection, numbers: list[int]) -> list[str]:
    """Record ids by row number, the greatest number first."""
    found: list[tuple[int, str]] = []
    for part in sliced(numbers, 500):
        rows = connection.exec_driver_sql(
            f"SELECT rowid, rec FROM record_head WHERE rowid IN ({marks(part)})", tuple(part)
        )
        found += [(row[0], row[1]) for row in rows]
    return [rec for _number, rec in sorted(found, reverse=True)]


def _scanned(connection: Connection, wanted: Wanted, limit: int) -> list[str]:
    """The same without the index: a word of punctuation alone has no entries."""
    text, values = wanted.condition
    rows = connection.exec_driver_sql(
        f'SELECT id FROM "{wanted.fields.code}" JOIN record_head AS head ON head.rec = id '
        f"WHERE deleted = 0 AND {text} ORDER BY head.rowid DESC LIMIT ?",
        (*values, limit),
    )
    return [row[0] for row in rows]
