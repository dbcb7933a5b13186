"""The base of every record: identity and stamps, frozen, validated on every change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from patrol_app.domain.fields import Code, Key, RecordId, Ui
from patrol_app.i18n import N_

# A checker is built when a class first checks something: most kinds of record are never written
# between one start and the next (pydantic builds under a lock of its own).
CHECKED = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)


class Item(BaseModel):
    """An entry of a list inside a record; the unit of merge beside plain fields.

    Attributes:
        key: 8 random base32 characters, stable for the entry's life.
        order: place in the list; a field of the entry.
    """

    model_config = CHECKED

    key: Key
    order: int = 0


class Record(BaseModel):
    """One document of the book.

    Every field may be empty in a draft: a class states types and storage bounds only; what
    must be filled is asked on submit (``Ui.required`` and the type's rules).

    Attributes:
        id: UUIDv7 text (UUIDv5 of the code for a unit).
        number: the number people use; never changes. Empty for units and grids.
        unit: code of the unit that created the record.
        device: number of the device that created it.
    """

    model_config = CHECKED

    id: RecordId
    number: Annotated[str, Field(max_length=60), Ui(N_("Number"), computed=True, listed=True)] = ""
    unit: Annotated[Code, Ui(N_("Unit"), "hidden")]
    device: Annotated[str, Field(max_length=8), Ui(N_("Device"), "hidden")] = ""

    def edited(self, **changes: Any) -> Self:
        """A copy with ``changes``, validated again (``model_copy`` would not).

        Raises:
            pydantic.ValidationError: a value does not fit its field.
        """
        return type(self).model_validate({**dict(self), **changes})

    def document(self) -> dict[str, Any]:
        """The facts as JSON values: what ``journal.flatten`` takes.

        Fields that stand at their default are absent, so that an op never carries them; a
        field set back to its default is written as null by ``journal.difference``.
        """
        return self.model_dump(mode="json", exclude={"id"}, exclude_defaults=True)

    @classmethod
    def load(cls, rec: str, document: Mapping[str, Any]) -> Self:
        """The record ``rec`` from the document that ``journal.assemble`` gives.

        Raises:
            pydantic.ValidationError: a value does not fit its field.
        """
        facts = {name: value for name, value in document.items() if value is not None}
        return cls.model_validate({**facts, "id": rec})
