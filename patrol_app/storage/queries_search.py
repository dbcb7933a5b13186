"""Reading by words: the newest records whose text, number or name holds what was typed."""

from __future__ import annotations

from collections.abc import Sequence

from patrol_app.services.ports import Stored
from patrol_app.storage.reading import Reading
from patrol_app.storage.repository import repository
from patrol_app.storage.search_index import search_fields
from patrol_app.storage.search_sql import Wanted, newest


class SearchQueries(Reading):
    """Search over the index of words."""

    def search(self, word: str, types: Sequence[str], limit: int) -> list[Stored]:
        """Records that are not deleted and hold ``word``, newest first within each type.

        Personal types are not filed and never found here.

        Args:
            word: a word or a part of one, of any length; a part of a number; pinyin letters.
            types: record type codes, in the order of the answer.
            limit: records of each type.
        """
        asked = word.strip()
        found: list[Stored] = []
        with self._connect() as connection:
            for code in types if asked else ():
                fields = search_fields(code)
                if fields is None:
                    continue
                recs = newest(connection, Wanted(fields, asked), limit)
                rows = repository(code).fetch(connection, recs)
                found += [rows[rec] for rec in recs]
        return found
