"""Notes above a form: text that came back, a record that moved under it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from patrol_app.domain.fields import FieldSpec
from patrol_app.gui.forms.values import listed, short_moment
from patrol_app.gui.kit import Chip, Note
from patrol_app.i18n import _
from patrol_app.services.ports import FormDraft, Stored


def care_chips(stored: Stored, waiting: str) -> list[Chip]:
    """Conflicts, and what an incomplete record waits for (``waiting``, words or empty)."""
    made = []
    if stored.conflicts:
        made.append(Chip("conflict", _("{n} conflicts").format(n=stored.conflicts)))
    if stored.incomplete:
        made.append(Chip("due", waiting or _("Incomplete")))
    return made


def restored_note(draft: FormDraft | None) -> Note:
    """Says that unsaved text is back; its action discards it."""
    assert draft is not None
    return Note(
        "info",
        _("Text that was not saved is back"),
        _("It was typed on {time}.").format(time=short_moment(draft.saved_ms)),
        _("Discard it"),
    )


def moved_note(specs: Mapping[str, FieldSpec], theirs: Iterable[str], both: Iterable[str]) -> Note:
    """Says that the record was changed by somebody else; its action takes their values.

    Args:
        specs: fields of the form by name.
        theirs: fields changed there.
        both: those of them that were changed here too, to something else.
    """
    labels = listed(_(specs[name].ui.label) for name in theirs)
    body = _("Changed there: {fields}.").format(fields=labels)
    kept = listed(_(specs[name].ui.label) for name in both)
    if kept:
        body = body + " " + _("Your text is kept in: {fields}.").format(fields=kept)
    action = _("Take their values") if kept else ""
    return Note("conflict", _("This record was changed meanwhile"), body, action)
