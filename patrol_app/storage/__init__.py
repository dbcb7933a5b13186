"""The encrypted store: rows, journal, queries, blobs, vault."""
