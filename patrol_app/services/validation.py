"""pydantic's complaints as faults a person can act on; never with the value that was typed."""

from __future__ import annotations

from pydantic import ValidationError

from patrol_app.domain.base import Record
from patrol_app.domain.fields import specs
from patrol_app.errors import UserError
from patrol_app.i18n import N_, _

_MESSAGES = {
    "string_too_long": N_("The text is too long"),
    "string_type": N_("A text is expected"),
    "int_type": N_("A whole number is expected"),
    "int_parsing": N_("A whole number is expected"),
    "bool_parsing": N_("true or false is expected"),
    "bool_type": N_("true or false is expected"),
    "tuple_type": N_("A list is expected"),
    "greater_than_equal": N_("The number is too small"),
    "less_than_equal": N_("The number is too large"),
    "less_than": N_("The number is too large"),
    "string_pattern_mismatch": N_("The text has another form than expected"),
    "extra_forbidden": N_("Unknown field"),
    "missing": N_("Please fill in"),
}
_OTHER = N_("The value does not fit this field")


def refused(error: ValidationError, cls: type[Record]) -> UserError:
    """The fault for a record that did not validate, with one detail for each field.

    Args:
        error: what pydantic found; its inputs are left out.
        cls: the record class, for the names used in files.
    """
    known = specs(cls)
    details = []
    for row in error.errors(include_input=False, include_url=False, include_context=False):
        name = str(row["loc"][0]) if row["loc"] else ""
        msgid = _MESSAGES.get(row["type"], _OTHER)
        details.append(
            {
                "field": known[name].external if name in known else name,
                "code": "field.value",
                "message": _(msgid),
            }
        )
    first = details[0] if details else {"field": "", "message": _(_OTHER)}
    return UserError(
        "field.value",
        N_("{name}: {reason}"),
        field=first["field"],
        details=tuple(details),
        name=first["field"],
        reason=first["message"],
    )
