"""Why a file was kept aside or refused, in the person's words, by the code that is stored."""

from __future__ import annotations

from collections.abc import Mapping

from patrol_app.i18n import N_, _

DAMAGED = N_("Damaged: copy it from the station again")
REASONS: Mapping[str, str] = {
    "bundle.unknown_key": N_("The sender is not enrolled here"),
    "bundle.stream": N_("The journal in it belongs to another device"),
    "bundle.unit": N_("The sender's certificate is for another unit"),
    "bundle.newer": N_("Made by a newer version: upgrade this program first"),
    "bundle.frozen": N_("This device's journal is closed: ask the city"),
    "bundle.fork": N_("Two histories of one device: ask the city"),
    "bundle.body": DAMAGED,
    "bundle.chain": DAMAGED,
    "bundle.header": DAMAGED,
    "bundle.header_length": DAMAGED,
    "bundle.kid": DAMAGED,
    "bundle.manifest_hash": DAMAGED,
    "bundle.member": DAMAGED,
    "bundle.records": DAMAGED,
    "bundle.surplus": DAMAGED,
    "bundle.zip": DAMAGED,
    "bundle.incomplete": N_("Cut off: copy it from the station again"),
    "bundle.signature": N_("Signature wrong: changed or damaged on the way"),
    "bundle.magic": N_("This is no exchange file"),
    "bundle.not_addressed": N_("Addressed to another unit"),
    "bundle.not_for_us": N_("Addressed to another unit"),
    "bundle.revoked": N_("The device was revoked"),
    "bundle.closed": N_("This journal was closed: decide about the file"),
    "bundle.expired": N_("The device's certificate has expired"),
    "bundle.early": N_("The device's certificate is not valid yet"),
    "bundle.down": DAMAGED,
    "bundle.papers": DAMAGED,
    "down.other_device": N_("For another device of this unit"),
    "down.journal": N_("Holds what its sender may not hand out"),
    "down.own_journal": N_("Another copy of this folder is at work"),
    "base.older": N_("Newer base data is here already"),
    "bundle.rejected": N_("A person decided not to take this file"),
}


def reason_words(code: str) -> str:
    """The sentence for ``code``; the code itself where none is known."""
    return _(REASONS[code]) if code in REASONS else code
