"""Words and order of the rows of a rehearsal: fates and counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from patrol_app.i18n import N_

NEW, CARE, REST = "new", "care", "rest"
BAD = ("quarantined", "refused", "held")
# fate: tone, word, icon, what is done with the file
FATES: Mapping[str, tuple[str, str, str, str]] = {
    "known": ("locked", N_("Held already"), "equal", N_("Skipped; the receipt is written again")),
    "receipt": ("info", N_("Receipt"), "receipt-text-check-outline", N_("Read")),
    "carried": ("info", N_("Handed on"), "swap-horizontal", N_("Kept as it came and handed on")),
    "quarantined": (
        "overdue",
        N_("Quarantined"),
        "shield-alert-outline",
        N_("Kept aside, not taken in"),
    ),
    "refused": ("overdue", N_("Refused"), "close-octagon-outline", N_("Not taken")),
    "held": ("due", N_("On hold"), "clock-alert-outline", N_("Kept until the program is upgraded")),
}
# count: tone, word, icon, "{n} ..." of the row, what is done, group
COUNTS: Sequence[tuple[str, str, str, str, str, str, str]] = (
    ("conflicts", "conflict", N_("Conflict"), "call-split",
     N_("{n} records were changed in two places"), N_("Both kept, settled by a person"), CARE),
    ("unknown_people", "due", N_("Unknown person"), "account-question-outline",
     N_("{n} people are not known here"), N_("Taken in and marked"), CARE),
    ("missing_blobs", "due", N_("Photo missing"), "image-off-outline",
     N_("{n} photos or tracks are cited and not in the file"), N_("Asked for in the receipt"),
     CARE),
    ("incomplete", "due", N_("Incomplete"), "progress-clock",
     N_("{n} records wait for an earlier package"), N_("Taken in, shown as incomplete"), CARE),
    ("held", "due", N_("On hold"), "tray-alert",
     N_("{n} entries cannot be read by this version"), N_("Kept aside until an upgrade"), CARE),
    ("clock_marks", "due", N_("Clock"), "clock-alert-outline",
     N_("{n} entries were written under a doubtful clock"), N_("Taken in and marked"), CARE),
    ("datum_pending", "due", N_("Datum"), "crosshairs-question",
     N_("{n} tracks: nobody has said which datum they have"), N_("Taken in and marked"), CARE),
    ("new", "ok", N_("New"), "plus-circle-outline", N_("{n} new records"), N_("Taken in"), NEW),
    ("changed", "info", N_("Changed"), "update",
     N_("{n} records change"), N_("The newer text stands"), REST),
)  # fmt: skip
