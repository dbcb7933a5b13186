"""Reading the journal for what each stream last wrote to a record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from patrol_app.storage.reading import Reading
from patrol_app.storage.sqltext import marks, sliced


class TravelRows(Reading):
    """Last changes of records."""

    def last_changes(self, recs: Iterable[str]) -> Mapping[str, Mapping[str, int]]:
        """For each of ``recs`` that is known: the last seq that each stream wrote to it."""
        found: dict[str, dict[str, int]] = {}
        with self._connect() as connection:
            for part in sliced(list(recs)):
                for rec, stream, seq in connection.exec_driver_sql(
                    f"SELECT rec, stream, MAX(seq) FROM op WHERE rec IN ({marks(part)}) "
                    "GROUP BY rec, stream",
                    tuple(part),
                ):
                    found.setdefault(rec, {})[stream] = seq
        return found
