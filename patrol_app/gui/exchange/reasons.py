"""Why a file was kept aside or refused, in the person's words, by the code that is stored."""

from __future__ import annotations

from collections.abc import Mapping

from patrol_app.i18n import N_, _

REASONS: Mapping[str, str] = {
    "bundle.unknown_key": N_("The sender is not enrolled here"),
    "bundle.stream": N_("The journal in it belongs to another device"),
    "bundle.unit": N_("The sender's certificate is for another unit"),
    "bundle.newer": N_("Made by a newer version: upgrade this program first"),
    "bundle.frozen": N_("This device's journal is closed: ask the city"),
    "bundle.fork": N_("Two histories of one device: ask the city"),
    "bundle.revoked": N_("The device was revoked"),
}


def reason_words(code: str) -> str:
    """The sentence for ``code``; the code itself where none is known."""
    return _(REASONS[code]) if code in REASONS else code
