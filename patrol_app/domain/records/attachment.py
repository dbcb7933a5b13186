"""Attachment 附件: a photo, film, imported file or scanned paper that hangs on a record."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from patrol_app.domain.base import Item, Record
from patrol_app.domain.fields import Count, RecordId, Sha256, Text, Ui
from patrol_app.domain.instant import Instant
from patrol_app.domain.position import Place
from patrol_app.i18n import N_

CLOCK_OFFSET_MAX_S: Final = 1_000_000_000  # a camera that believes itself in the last century


class Derived(Item):
    """A file made from the original, such as the travel copy (1,600 px, JPEG q80)."""

    kind: Literal["travel"]
    sha256: Sha256
    bytes: Count


class Attachment(Record):
    """The original's hash with what is known of where and when it was taken.

    Attributes:
        sha256: of the original bytes, taken before any change.
        heading_cd: direction of view, 1/100 degree from north.
        taken_source: where the time comes from; ``none`` prints as 无拍摄信息.
        clock_offset_s: seconds that were added to the camera's own time, because its clock was
            wrong; ``taken_at`` holds the sum. None where nobody corrected it.
    """

    parent_id: Annotated[RecordId | None, Ui(N_("Belongs to"), "hidden", alias="parent")] = None
    parent_type: Annotated[Text, Ui(N_("Belongs to"), "hidden")] = ""
    role: Annotated[Text, Ui(N_("Kind"), "vocab", vocabulary="attachment_role", listed=True)] = (
        "photo"
    )
    name: Annotated[Text, Ui(N_("File name"), listed=True)] = ""
    mime: Annotated[Text, Ui(N_("Format"), computed=True)] = ""
    sha256: Annotated[Sha256 | None, Ui(N_("Digest"), computed=True)] = None
    bytes: Annotated[Count | None, Ui(N_("Size"), "int", unit="B", computed=True)] = None
    taken_at: Annotated[Instant | None, Ui(N_("Taken at"), "instant", listed=True)] = None
    taken_source: Literal["exif", "exif_no_offset", "gnss", "hand", "none"] = "none"
    clock_offset_s: Annotated[
        int | None,
        Field(ge=-CLOCK_OFFSET_MAX_S, le=CLOCK_OFFSET_MAX_S),
        Ui(N_("Camera clock correction"), "int", unit="s", computed=True),
    ] = None
    position: Annotated[Place | None, Ui(N_("Position"), "position")] = None
    heading_cd: Annotated[
        int | None,
        Field(ge=0, lt=36_000),
        Ui(N_("Heading"), "decimal", unit="°", scale=2, alias="heading"),
    ] = None
    width: Annotated[Count | None, Ui(N_("Width"), "int", unit="px", computed=True)] = None
    height: Annotated[Count | None, Ui(N_("Height"), "int", unit="px", computed=True)] = None
    camera: Annotated[Text, Ui(N_("Camera"), computed=True)] = ""
    caption: Annotated[Text, Ui(N_("Caption"))] = ""
    derived: Annotated[tuple[Derived, ...], Ui(N_("Copies"), "hidden")] = ()
