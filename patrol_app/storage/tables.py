"""Tables beside the rows of records: the journal, what is derived from it, the store's own.

Ids and hashes for people are text without a collation of their own, keys are ``id`` and
``(stream, seq)``, so that the same tables stand on PostgreSQL (sync design, section 11).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, Table, Text

from patrol_app.storage.rows.base import metadata


def _text(name: str, **options: Any) -> Column[str]:
    return Column(name, Text, nullable=False, **options)


def _int(name: str, **options: Any) -> Column[int]:
    return Column(name, BigInteger, nullable=False, **options)


def _key(name: str) -> Column[str]:
    return _text(name, primary_key=True)


def _number_key(name: str) -> Column[int]:
    return _int(name, primary_key=True, autoincrement=False)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def _bytes(name: str, nullable: bool = False, unique: bool = False) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=nullable, unique=unique)


def _table(name: str, *parts: Any) -> Table:
    return Table(name, metadata, *parts, sqlite_strict=True)


# Every line of every stream, held ones too: a slot is a slot. ``link`` is NULL above a gap.
op = _table(
    "op",
    _key("stream"),
    _number_key("seq"),
    _bytes("op_hash", unique=True),
    _text("rec"),
    _text("type"),
    _bytes("raw"),
    _bytes("link", nullable=True),
    _int("hlc_ms"),
    _int("hlc_counter"),
    _int("arrived"),
    Index("ix_op_rec", "rec"),
)
# Lines of ``op`` that do not fold, and why.
op_held = _table(
    "op_held",
    _key("stream"),
    _number_key("seq"),
    _text("rec"),
    _text("type"),
    _text("reason"),
    Index("ix_op_held_rec", "rec"),
)
record_head = _table(
    "record_head",
    _key("rec"),
    _text("type"),
    _text("unit"),
    _text("number"),
    _text("heads"),
    _int("ops"),
)
conflict = _table("conflict", _key("rec"), _key("field"), _text("winner"), _text("losers"))
# One row for every blob an op cites; ``held`` is only ever turned on.
blob_ref = _table(
    "blob_ref",
    _key("stream"),
    _number_key("seq"),
    _key("role"),
    _key("sha256"),
    _text("rec"),
    _text("type"),
    _int("bytes"),
    _flag("held"),
    Index("ix_blob_ref_sha256", "sha256"),
    Index("ix_blob_ref_rec", "rec"),
    Index("ix_blob_ref_held", "held", "role"),
)
stream = _table(
    "stream",
    _key("stream"),
    _text("unit"),
    _text("device_no"),
    _text("kid"),
    _flag("own"),
    _int("contiguous_upto"),
    _int("last_seq"),
    _bytes("link"),
    Column("frozen_at", BigInteger),
)
identity = _table(
    "identity",
    Column("id", Integer, primary_key=True, autoincrement=False),
    _text("unit"),
    _text("level"),
    _text("device_no"),
    _text("stream"),
    _text("kid"),
    _flag("enrolled"),
    _flag("checked"),
    _text("store_id"),
)
meta = _table("meta", _key("key"), _text("value"))
secret = _table("secret", _key("key"), _bytes("value"))
number_seq = _table("number_seq", _key("letter"), _key("yymmdd"), _int("last"))
draft = _table("draft", _key("user_id"), _key("type"), _key("rec"), _text("body"), _int("saved_ms"))
device = _table(
    "device",
    _key("kid"),
    _text("unit"),
    _text("level"),
    _text("device_no"),
    _text("sign_key"),
    _text("recipient"),
    _text("status"),
    _flag("checked"),
    _int("valid_from"),
    _int("valid_to"),
    _text("streams"),
)
bundle_in = _table(
    "bundle_in",
    _key("sha256"),
    _text("name"),
    _text("kind"),
    _text("kid"),
    _text("unit"),
    _text("stream"),
    _int("from_seq"),
    _int("upto_seq"),
    _text("status"),
    _text("reason"),
    _int("received_ms"),
    _bytes("proof"),
    _text("path"),
    Index("ix_bundle_in_received_ms", "received_ms"),
)
bundle_out = _table(
    "bundle_out",
    _key("sha256"),
    _text("name"),
    _text("kind"),
    _text("stream"),
    _int("from_seq"),
    _int("upto_seq"),
    _int("created_ms"),
    _int("bytes"),
    _text("to"),
)
receipt = _table(
    "receipt",
    _key("issuer_unit"),
    _key("stream"),
    _text("issuer_level"),
    _int("contiguous_upto"),
    _text("link"),
    _int("generation"),
    _int("issued_ms"),
    _text("missing"),
    _text("held"),
    _text("wanted"),
    _text("flags"),
)
rule_row = _table(
    "rule_row",
    _key("key"),
    _key("region"),
    _key("valid_from"),
    _int("value"),
    _text("unit"),
    _text("source"),
    _text("confidence"),
    _text("valid_to"),
    _flag("enabled"),
)
# What this folder knows of whoever uses it: never travels.
user_state = _table(
    "user_state",
    _key("person"),
    _text("pin_hash"),
    _int("pin_failures"),
    _int("pin_ms"),
    _int("seen_ms"),
    _int("closed_ms"),
)
# Triggers of the migration refuse UPDATE and DELETE here.
audit = _table(
    "audit", _number_key("n"), _int("at_ms"), _text("what"), _text("detail"), _bytes("hash")
)
# Which version of each kind of dataset the tables below hold.
dataset_loaded = _table(
    "dataset_loaded",
    _key("kind"),
    _text("rec"),
    _text("code"),
    _int("version"),
    _text("sha256"),
    _text("name"),
    _text("issuer"),
    _text("valid_from"),
    _int("count"),
    _int("loaded_ms"),
)
# Areas of datasets; a code that a newer version lacks is retired, never deleted.
feature = _table(
    "feature",
    _key("kind"),
    _key("code"),
    _text("name"),
    _int("area_m2"),
    Column("lon_min", BigInteger),
    Column("lat_min", BigInteger),
    Column("lon_max", BigInteger),
    Column("lat_max", BigInteger),
    _bytes("wkb", nullable=True),
    _text("attrs"),
    _flag("retired"),
)
word = _table(
    "word",
    _key("vocabulary"),
    _key("code"),
    _text("zh"),
    _text("en"),
    _int("position"),
    _flag("retired"),
)
calendar_day = _table(
    "calendar_day", _key("day"), _flag("working"), _text("name"), _flag("retired")
)
division = _table(
    "division",
    _key("code"),
    _text("name"),
    _text("level"),
    _text("parent_code"),
    _text("old_codes"),
    _text("valid_from"),
    _text("valid_to"),
    _flag("retired"),
    Index("ix_division_parent_code", "parent_code"),
)
