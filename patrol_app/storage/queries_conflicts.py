"""Reading table ``conflict``, and finding records that two devices wrote."""

from __future__ import annotations

from patrol_app.storage.reading import Reading


class ConflictQueries(Reading):
    """Which records have conflicts, and which may have had some."""

    def conflicted(self) -> list[tuple[str, str, int]]:
        """(type, id, number of open conflicts) of every record that has some."""
        with self._connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT h.type, c.rec, count(*) FROM conflict c "
                "JOIN record_head h ON h.rec = c.rec GROUP BY c.rec, h.type ORDER BY h.type, c.rec"
            )
            return [(kind, rec, count) for kind, rec, count in rows]

    def conflict_count(self) -> int:
        """Records with open conflicts."""
        with self._connect() as connection:
            found = connection.exec_driver_sql("SELECT count(DISTINCT rec) FROM conflict")
            return found.scalar() or 0

    def shared_records(self, first_ms: int, after_ms: int) -> list[tuple[str, str]]:
        """(type, id) of records with ops of two streams, one of them in the span."""
        with self._connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT DISTINCT h.type, o.rec FROM op o JOIN record_head h ON h.rec = o.rec "
                "WHERE o.hlc_ms >= ? AND o.hlc_ms < ? AND h.ops > 2 AND EXISTS "
                "(SELECT 1 FROM op p WHERE p.rec = o.rec AND p.stream <> o.stream) "
                "ORDER BY h.type, o.rec",
                (first_ms, after_ms),
            )
            return [(kind, rec) for kind, rec in rows]
