"""Why an entry or a file was put aside, in words for people."""

from __future__ import annotations

from patrol_app.i18n import _


def reason_text(code: str) -> str:
    """Why an entry is put aside, for people."""
    words = {
        "author.writer": _("Written by a unit that may not change this record"),
        "author.unit": _("Written in another unit's name"),
        "author.number": _("Carries another unit's number"),
        "author.review": _("Reviewed by a unit that does not stand above the record's"),
        "author.base": _("Brings more than base data may"),
        "op.newer": _("Written by a newer version: upgrade first"),
        "op.field": _("Does not fit its form"),
        "op.place": _("Stands at a wrong place of the journal"),
    }
    return words.get(code, _("Cannot be read"))
