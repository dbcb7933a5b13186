"""What every row keeps beside its record's fields, and the metadata of all tables.

A row class lists the record class first and ``Row`` last: the record is frozen, and only the
last base can thaw the row (architecture, section 3).
"""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict
from sqlalchemy import BigInteger, Index, Table, text
from sqlmodel import Field, SQLModel

from patrol_app.storage.engine import use_naming_convention
from patrol_app.storage.sqltypes import Doc

metadata = use_naming_convention(SQLModel.metadata)


class Row(SQLModel):
    """Row state: what the fold says about a record beside its values.

    Attributes:
        state: ``draft``, ``submitted`` or ``changed``; always ``submitted`` for types
            without these steps.
        deleted: a tombstone stands.
        conflicts: number of fields with several live values.
        incomplete: an op's parent is absent or an op of the record is held.
        created_ms: UTC ms of the first op's clock.
        changed_ms: UTC ms of the last op's clock.
        op_heads: hashes of the ops without a child, hex, sorted.
        judged: name -> {value, rule_version, inputs_sha256}.
    """

    # a row class is a description first: its checker is built if somebody makes a row with it
    model_config = ConfigDict(frozen=False, extra="forbid", defer_build=True)

    state: str = "draft"
    deleted: bool = False
    conflicts: int = 0
    incomplete: bool = False
    created_ms: int = Field(default=0, sa_type=BigInteger)
    changed_ms: int = Field(default=0, sa_type=BigInteger)
    op_heads: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))
    judged: dict[str, Any] = Field(default_factory=dict, sa_type=Doc(dict[str, Any]))


class ReviewedRow(Row):
    """Row of a type that others review.

    Attributes:
        review: the review state (``domain.review``), computed from ops, reviews and seals.
    """

    review: str = "draft"


def review_index(table: str, order: str) -> Index:
    """The index that pages the queue of a reviewed type, a range of one review state."""
    title = f"ix_{table}_page_review"
    return Index(title, "deleted", "state", "review", order, "id")


def incomplete_index(code: str, table: Table) -> Index:
    """Finds the records that wait for an entry; holds those alone, which are few.

    Args:
        code: record type, for the name.
        table: its table; the index is added to it.
    """
    few = text("incomplete")
    return Index(
        f"ix_{code}_incomplete",
        table.c.id,
        table.c.unit,
        sqlite_where=few,
        postgresql_where=few,
    )


def paged(table: str, order: str, *filters: str, beside: tuple[str, ...] = ()) -> tuple[Index, ...]:
    """Indexes that page a list by keyset: one without a filter, one for each filter.

    Every index begins with what all lists fix (``deleted``, ``state``) and goes on with the
    sort column and the id, so that a page is one range of one index.

    Args:
        table: table name, for the index names.
        order: sort column of the list.
        filters: columns that lists filter by.
        beside: short columns that each index carries along, so that a second filter is
            answered by the index as well.
    """
    found = []
    for name in ("", *filters):
        first = ("deleted", "state", name) if name else ("deleted", "state")
        last = tuple(one for one in beside if one != name)
        title = f"ix_{table}_page_{name}" if name else f"ix_{table}_page"
        found.append(Index(title, *first, order, "id", *last))
    return tuple(found)
