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


ADVICE_ELSE = N_("Ask whoever brought it.")
ADVICE: Mapping[str, str] = {
    "bundle.unknown_key": N_(
        "It is taken by itself once the sender is enrolled, or its certificate has come."
    ),
    "bundle.stream": N_("It cannot be taken. Find out which device wrote it."),
    "bundle.revoked": N_("Ask the unit whether these entries are its own work, then decide."),
    "bundle.closed": N_(
        "The device brings what is missing in its new journal. Take the file only when the "
        "device is gone."
    ),
    "bundle.expired": N_("Renew the certificate, then receive the file again; or decide."),
    "bundle.early": N_("Look at this computer's clock first."),
    "bundle.fork": N_("Decide about the device first, on the page of devices."),
    "bundle.frozen": N_("Decide about the device first, on the page of devices."),
    "bundle.newer": N_("It is read after the upgrade."),
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


def aside_words(code: str) -> str:
    """Why a file lies aside, in a few words for a chip."""
    return _(REASONS.get(code, code))


def aside_advice(code: str) -> str:
    """What can be done about it."""
    return _(ADVICE.get(code, ADVICE_ELSE))


def decision_words(row: AsideRow) -> str:
    """What was decided about a file; empty while nobody has."""
    words = {"take": _("Taken"), "reject": _("Rejected")}
    return words.get(row.decision, "")
