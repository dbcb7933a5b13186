"""Tables of the exchange in several levels, and of what keeps a folder safe."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index

from patrol_app.storage.tables import flag, key, number, number_key, table, text

# What went down to one device, by its delivery number: ranges of lines by stream, and blobs.
# ``acked_ms`` 0 until the device has said that it holds them.
delivery = table(
    "delivery",
    key("kid"),
    number_key("no"),
    number("created_ms"),
    number("acked_ms"),
    text("lines"),
    text("blobs"),
)
# Deliveries that came from above, by part.
arrival = table(
    "arrival",
    key("issuer"),
    number_key("no"),
    number_key("part"),
    number("parts"),
    number("received_ms"),
)
# Documents signed by the root: certificates, revocations, roots, installers.
paper = table("paper", key("kind"), key("key"), text("body"), number("at_ms"))
# What is known of a journal beside its lines; without a row it is confirmed and open.
stream_state = table(
    "stream_state",
    key("stream"),
    flag("confirmed"),
    Column("revoked_after", BigInteger),
    number("noticed_ms"),
)
# Files for somebody else that this unit hands on unchanged; way: up or down.
carried = table(
    "carried",
    key("sha256"),
    text("way"),
    text("kind"),
    text("unit"),
    text("target"),
    text("name"),
    text("path"),
    number("bytes"),
    number("received_ms"),
    number("given_ms"),
    Index("ix_carried_target", "way", "target"),
)
# What a person decided about a file kept aside.
decision = table(
    "decision", key("sha256"), text("decision"), text("person"), number("at_ms"), text("note")
)
# Lines whose bytes are to be dropped on order; ``at_ms`` 0 while the line is not here.
erased = table(
    "erased",
    key("op_hash"),
    key("order_rec"),
    text("target"),
    text("unit"),
    text("stream"),
    number("seq"),
    number("at_ms"),
    Index("ix_erased_target", "target"),
)
# Copies of the store that were made, by folder and file name; state: made, proven, failed.
backup = table(
    "backup",
    key("folder"),
    key("name"),
    text("place"),
    number("made_ms"),
    number("proven_ms"),
    number("bytes"),
    number("ops"),
    text("head"),
    text("state"),
    text("reason"),
    Index("ix_backup_made_ms", "made_ms"),
)
