"""The limits of the exchange's specification (§12): as written there, in one module, and in use."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import patrol_app
from patrol_app import limits
from tests.architecture.sources import sources

# The table, line by line.
TABLE = {
    "BUNDLE_HEADER_BYTES": 16 * 1024,
    "BUNDLE_FILE_BYTES": 700_000_000,
    "BUNDLE_OPS": 200_000,
    "OP_LINE_BYTES": 256 * 1024,
    "JSON_TEXT_CHARS": 32 * 1024,
    "JSON_DEPTH": 16,
    "BLOB_CHUNK_BYTES": 32 * 1024 * 1024,
    "BUNDLE_BLOBS": 5_000,
    "BUNDLE_EXPANDED_BYTES": 2 * 1024**3,
    "ZSTD_WINDOW_BYTES": 8 * 1024 * 1024,
    "ZIP_ENTRIES": 10_000,
    "ZIP_RATIO": 100,
    "ZIP_EXPANDED_BYTES": 1024**3,
    "XML_BYTES": 50 * 1024 * 1024,
    "IMAGE_PIXELS": 89_000_000,
    "SQLITE_SECONDS": 5,
    "RECORD_OPS": 5_000,  # §2
    "BLOB_FILE_BYTES": 2 * 1024**3,  # §4
}
# What reads from outside; a bound on it stands in ``limits`` and nowhere else.
READERS = ("patrol_app/sync", "patrol_app/geo/readers", "patrol_app/geo/vector",
           "patrol_app/workers", "patrol_app/domain/journal")  # fmt: skip
BOUND = re.compile(r"(BYTES|CHARS|ROWS|LIMIT|MOST|MAX|DEPTH|POINTS|ENTRIES|LAYERS|SECONDS)")
# Numbers of a format, of what is shown, of waiting or of our own memory: they refuse nothing.
OWN = {
    "SIGNATURE_BYTES", "FIXED_BYTES", "MATCHING_BYTES", "WAITING_BYTES",  # sizes of parts
    "HEAD_BYTES", "_HEAD_ROWS", "SHOWN_ROWS", "_SERIAL_CHARS",  # how much is looked at or shown
    "_HEIGHT_MAX", "_HDOP_MAX", "HEIGHT_MAX", "HDOP_MAX", "_SECONDS_MAX", "COUNTER_MAX",  # values
    "_WRITE_DEPTH",  # of what we write
    "MAX_MEMBERS", "MOST", "MOST_PASSED",  # from a limit; of our own numbers; named one by one
    "_MOST_RUNS", "_MOST_DIGITS",  # where the quick way gives up and the thorough one begins
    "_POLL_SECONDS", "_GRACE_SECONDS",  # waiting for a worker
}  # fmt: skip


def names() -> set[str]:
    """Every limit."""
    return {name for name in vars(limits) if name.isupper()}


@pytest.mark.parametrize("name", TABLE)
def test_the_table_is_kept(name: str) -> None:
    assert getattr(limits, name) == TABLE[name]


def test_every_limit_is_used() -> None:
    own = Path(limits.__file__).read_text("utf-8")
    named: set[str] = set(re.findall(r"\b[A-Z][A-Z_0-9]+\b", own.split("GIB: Final", 1)[1]))
    used = {"GIB"} & named
    for source in sources("patrol_app"):
        if source.path.name != "limits.py":
            used |= {n.attr for n in ast.walk(source.tree) if isinstance(n, ast.Attribute)}
            used |= {n.id for n in ast.walk(source.tree) if isinstance(n, ast.Name)}
    # a limit that only gives another its value is used through it
    used |= {n for n in names() if re.search(rf"= (\d+ \* )?{n}\b", own)}
    assert names() - used == set()


def test_readers_have_no_bounds_of_their_own() -> None:
    """A number behind a name that sounds like a bound stands in ``limits``."""
    root = Path(patrol_app.__file__).parent.parent
    found = set()
    for source in sources(*READERS):
        for node in source.tree.body:
            target = node.targets[0] if isinstance(node, ast.Assign) else None
            target = node.target if isinstance(node, ast.AnnAssign) else target
            if not isinstance(target, ast.Name) or not BOUND.search(target.id):
                continue
            held = getattr(node, "value", None)
            value = ast.unparse(held) if held else ""
            if target.id not in OWN and re.fullmatch(
                r"[\d_ *<.+a-zA-Z]*\d[\d_ *<.+a-zA-Z]*", value
            ):
                found.add(f"{source.path.relative_to(root)}: {target.id} = {value}")
    assert not found
