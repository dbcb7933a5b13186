"""Names of column types that SQLite's STRICT tables take.

STRICT knows INTEGER, REAL, TEXT, BLOB and ANY; SQLAlchemy's own names (VARCHAR, BOOLEAN …)
are refused (architecture, section 3).
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import JSON, BigInteger, Boolean, Float, Integer, LargeBinary, String, Text
from sqlalchemy.ext.compiler import compiles

STRICT_NAMES: Final[dict[type[Any], str]] = {
    String: "TEXT",
    Text: "TEXT",
    JSON: "TEXT",
    Boolean: "INTEGER",
    Integer: "INTEGER",
    BigInteger: "INTEGER",
    Float: "REAL",
    LargeBinary: "BLOB",
}


def register() -> None:
    """Teach SQLAlchemy's SQLite compiler the STRICT names; other data bases keep theirs."""
    for kind, name in STRICT_NAMES.items():
        _register(kind, name)


def _register(kind: type[Any], name: str) -> None:
    def compile_type(element: Any, compiler: Any, **arguments: Any) -> str:
        """The STRICT name of this column type."""
        return name

    compiles(kind, "sqlite")(compile_type)
