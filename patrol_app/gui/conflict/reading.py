"""What the page needs of one record in conflict, read in one go off the GUI thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from patrol_app.domain.fields import specs
from patrol_app.domain.records import record_type
from patrol_app.gui.forms import controls
from patrol_app.gui.forms.loading import offered
from patrol_app.services.conflict_types import FieldConflict, RecordConflict
from patrol_app.services.session import Actor
from patrol_app.services.value_words import from_json

if TYPE_CHECKING:
    from patrol_app.bootstrap import App


@dataclass(frozen=True, eq=False)
class Shown:
    """One record with what its controls offer.

    Attributes:
        refs: (record id, words) by record type code.
        picture: a small JPEG of an attachment, or None.
    """

    conflict: RecordConflict
    refs: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    picture: bytes | None = None


def read_shown(app: App, actor: Actor, type: str, rec: str, *, clear: bool = False) -> Shown | None:
    """The record with its conflicts; None where it has none any more. Call it from a query.

    Args:
        app: the program.
        actor: who looks.
        type, rec: of the record.
        clear: guarded places in full: see ``reveal``.

    Raises:
        UserError: ``record.unknown``, ``session.forbidden``.
    """
    found = app.conflicts.open(actor, type, rec, clear=clear)
    if found is None:
        return None
    known = specs(record_type(type).cls)
    wanted = {known[one.key].ui.ref for one in found.fields if one.merge} - {""}
    photo = found.photo
    held = bool(photo) and app.store.blobs.has(photo)
    return Shown(
        found,
        {code: offered(app, code) for code in sorted(wanted)},
        app.store.blobs.get(photo) if held else None,
    )


def reveal(app: App, actor: Actor, type: str, rec: str) -> Shown | None:
    """``read_shown`` in full; the view is written down first. Call it from a command.

    Raises:
        UserError: ``session.forbidden``, ``record.unknown``.
    """
    actor.need("private")
    app.privacy.seen(actor, type, [app.records.get(type, rec)])
    return read_shown(app, actor, type, rec, clear=True)


def control_of(shown: Shown, one: FieldConflict, *, dms: bool) -> QWidget:
    """The control for a new value of a field, filled with the value that stands."""
    cls = record_type(shown.conflict.type).cls
    made: Any = controls.make(cls, specs(cls)[one.key], shown.refs, dms=dms)
    value = one.sides[0].value
    made.set_value(from_json(cls, {one.key: value}).get(one.key) if value is not None else None)
    return made  # type: ignore[no-any-return]
