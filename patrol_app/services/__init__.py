"""Use cases over ports. No Qt, no SQL: adapters are named in ``bootstrap`` only."""
