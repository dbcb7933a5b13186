"""Words for devices and files kept aside, the same in the window and on the command line."""

from __future__ import annotations

from collections.abc import Mapping

from patrol_app.i18n import N_, _
from patrol_app.services.device_types import AsideRow, DeviceRow

STATUS: Mapping[str, str] = {
    "own": N_("This device"),
    "issuer": N_("Level above"),
    "active": N_("In use"),
    "revoked": N_("Revoked"),
}
REASONS: Mapping[str, str] = {
    "bundle.unknown_key": N_("Sender not known here"),
    "bundle.stream": N_("Journal of another device"),
    "bundle.revoked": N_("Device revoked"),
    "bundle.closed": N_("Journal closed"),
    "bundle.expired": N_("Certificate expired"),
    "bundle.early": N_("Certificate not valid yet"),
    "bundle.fork": N_("Two histories"),
    "bundle.frozen": N_("Journal frozen"),
    "bundle.newer": N_("Newer program needed"),
}


def status_words(row: DeviceRow) -> str:
    """How a device stands, with what waits for somebody."""
    words = [_(STATUS.get(row.status, row.status))]
    if row.frozen:
        words.append(_("two histories"))
    if row.unconfirmed:
        words.append(_("new journal not confirmed"))
    if not row.checked and row.status != "revoked":
        words.append(_("not checked"))
    return " · ".join(words)


def reason_words(row: AsideRow) -> str:
    """Why a file lies aside."""
    return _(REASONS.get(row.reason, row.reason))


def decision_words(row: AsideRow) -> str:
    """What was decided about a file; empty while nobody has."""
    words = {"take": _("Taken"), "reject": _("Rejected")}
    return words.get(row.decision, "")
