"""Tables beside the rows of records: the journal, what is derived from it, the store's own.

Ids and hashes for people are text without a collation of their own, keys are ``id`` and
``(stream, seq)``, so that the same tables stand on PostgreSQL (sync design, section 11).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, Table, Text

from patrol_app.storage.rows.base import metadata


def text(name: str, **options: Any) -> Column[str]:
    """A text column that is never NULL."""
    return Column(name, Text, nullable=False, **options)


def number(name: str, **options: Any) -> Column[int]:
    """A 64-bit integer column that is never NULL."""
    return Column(name, BigInteger, nullable=False, **options)


def key(name: str) -> Column[str]:
    """A text column of the primary key."""
    return text(name, primary_key=True)


def number_key(name: str) -> Column[int]:
    """An integer column of the primary key."""
    return number(name, primary_key=True, autoincrement=False)


def flag(name: str) -> Column[bool]:
    """A truth value, never NULL."""
    return Column(name, Boolean, nullable=False)


def octets(name: str, nullable: bool = False, unique: bool = False) -> Column[bytes]:
    """A column of bytes."""
    return Column(name, LargeBinary, nullable=nullable, unique=unique)


def table(name: str, *parts: Any) -> Table:
    """A strict table of the store."""
    return Table(name, metadata, *parts, sqlite_strict=True)


# Every line of every stream, held ones too: a slot is a slot. ``link`` is NULL above a gap.
op = table(
    "op",
    key("stream"),
    number_key("seq"),
    octets("op_hash", unique=True),
    text("rec"),
    text("type"),
    octets("raw"),
    octets("link", nullable=True),
    number("hlc_ms"),
    number("hlc_counter"),
    number("arrived"),
    Index("ix_op_rec", "rec"),
)
# Lines of ``op`` that do not fold, and why.
op_held = table(
    "op_held",
    key("stream"),
    number_key("seq"),
    text("rec"),
    text("type"),
    text("reason"),
    Index("ix_op_held_rec", "rec"),
)
record_head = table(
    "record_head",
    key("rec"),
    text("type"),
    text("unit"),
    text("number"),
    text("heads"),
    number("ops"),
)
conflict = table("conflict", key("rec"), key("field"), text("winner"), text("losers"))
# One row for every blob an op cites; ``held`` goes off where a look found the file lost.
blob_ref = table(
    "blob_ref",
    key("stream"),
    number_key("seq"),
    key("role"),
    key("sha256"),
    text("rec"),
    text("type"),
    number("bytes"),
    flag("held"),
    Index("ix_blob_ref_sha256", "sha256"),
    Index("ix_blob_ref_rec", "rec"),
    Index("ix_blob_ref_held", "held", "role"),
)
stream = table(
    "stream",
    key("stream"),
    text("unit"),
    text("device_no"),
    text("kid"),
    flag("own"),
    number("contiguous_upto"),
    number("last_seq"),
    octets("link"),
    Column("frozen_at", BigInteger),
)
identity = table(
    "identity",
    Column("id", Integer, primary_key=True, autoincrement=False),
    text("unit"),
    text("level"),
    text("device_no"),
    text("stream"),
    text("kid"),
    flag("enrolled"),
    flag("checked"),
    text("store_id"),
)
meta = table("meta", key("key"), text("value"))
secret = table("secret", key("key"), octets("value"))
number_seq = table("number_seq", key("letter"), key("yymmdd"), number("last"))
draft = table("draft", key("user_id"), key("type"), key("rec"), text("body"), number("saved_ms"))
device = table(
    "device",
    key("kid"),
    text("unit"),
    text("level"),
    text("device_no"),
    text("sign_key"),
    text("recipient"),
    text("status"),
    flag("checked"),
    number("valid_from"),
    number("valid_to"),
    text("streams"),
)
bundle_in = table(
    "bundle_in",
    key("sha256"),
    text("name"),
    text("kind"),
    text("kid"),
    text("unit"),
    text("stream"),
    number("from_seq"),
    number("upto_seq"),
    text("status"),
    text("reason"),
    number("received_ms"),
    octets("proof"),
    text("path"),
    Index("ix_bundle_in_received_ms", "received_ms"),
    # all that is counted by device, so that the wide rows with their proofs stay unread
    Index("ix_bundle_in_kid", "kind", "kid", "status", "received_ms", "from_seq", "upto_seq"),
    Index("ix_bundle_in_stream", "stream"),
)
bundle_out = table(
    "bundle_out",
    key("sha256"),
    text("name"),
    text("kind"),
    text("stream"),
    number("from_seq"),
    number("upto_seq"),
    number("created_ms"),
    number("bytes"),
    text("to"),
)
receipt = table(
    "receipt",
    key("issuer_unit"),
    key("stream"),
    text("issuer_level"),
    number("contiguous_upto"),
    text("link"),
    number("generation"),
    number("issued_ms"),
    text("missing"),
    text("held"),
    text("wanted"),
    text("flags"),
)
rule_row = table(
    "rule_row",
    key("key"),
    key("region"),
    key("valid_from"),
    number("value"),
    text("unit"),
    text("source"),
    text("confidence"),
    text("valid_to"),
    flag("enabled"),
)
# What this folder knows of whoever uses it: never travels.
user_state = table(
    "user_state",
    key("person"),
    text("pin_hash"),
    number("pin_failures"),
    number("pin_ms"),
    number("seen_ms"),
    number("closed_ms"),
)
# Triggers of the migration refuse UPDATE and DELETE here.
audit = table(
    "audit", number_key("n"), number("at_ms"), text("what"), text("detail"), octets("hash")
)
# Which version of each kind of dataset the tables below hold.
dataset_loaded = table(
    "dataset_loaded",
    key("kind"),
    text("rec"),
    text("code"),
    number("version"),
    text("sha256"),
    text("name"),
    text("issuer"),
    text("valid_from"),
    number("count"),
    number("loaded_ms"),
)
# Areas of datasets; a code that a newer version lacks is retired, never deleted.
feature = table(
    "feature",
    key("kind"),
    key("code"),
    text("name"),
    number("area_m2"),
    Column("lon_min", BigInteger),
    Column("lat_min", BigInteger),
    Column("lon_max", BigInteger),
    Column("lat_max", BigInteger),
    octets("wkb", nullable=True),
    text("attrs"),
    flag("retired"),
)
word = table(
    "word",
    key("vocabulary"),
    key("code"),
    text("zh"),
    text("en"),
    number("position"),
    flag("retired"),
)
repeat_row = table(
    "repeat_row",
    key("rec"),
    key("tag"),
    text("day"),
    flag("retired"),
    Index("ix_repeat_row_tag", "tag"),
)
calendar_day = table("calendar_day", key("day"), flag("working"), text("name"), flag("retired"))
division = table(
    "division",
    key("code"),
    text("name"),
    text("level"),
    text("parent_code"),
    text("old_codes"),
    text("valid_from"),
    text("valid_to"),
    flag("retired"),
    Index("ix_division_parent_code", "parent_code"),
)
