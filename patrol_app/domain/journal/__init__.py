"""The journal: ops, their chain and their fold. Pure: no I/O, no clock, no SQL, no Qt."""
