"""Whether a known device's journal may still be taken: revoked, closed, or out of its time.

What is not admitted may hold real work: the file is kept aside and a person decides
(``quarantine``). Nothing of it is decrypted before that.
"""

from __future__ import annotations

from patrol_app.domain.instant import DAY_MS
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.ports import DeviceInfo, Queries
from patrol_app.sync.header import Header
from patrol_app.sync.keyring import REVOKED


def check_open(queries: Queries, header: Header, device: DeviceInfo) -> None:
    """See that the journal is open up to the end of the file.

    Raises:
        UserError: ``bundle.revoked``: the device was revoked, and the file goes beyond what
            counts of this journal; ``bundle.closed``: the journal was closed after two
            histories were seen.
    """
    mark = queries.stream_marks().get(header.stream)
    after = mark.revoked_after if mark else None
    if device.status == REVOKED and (after is None or header.upto > after):
        raise UserError(
            "bundle.revoked",
            N_("The device was revoked: a person decides whether this file counts."),
        )
    if after is not None and header.upto > after:
        raise UserError(
            "bundle.closed",
            N_("This journal was closed at entry {after}: a person decides about the rest."),
            after=after,
        )


def check_time(header: Header, device: DeviceInfo, now_ms: int) -> None:
    """Hold the certificate's validity against the file's date and the own clock.

    A date before the certificate's begin is a wrong clock at the sender as long as the own
    clock lies inside: such entries are marked, not kept aside (docs/decisions/116).

    Args:
        header: as signed.
        device: the sender; ``valid_to`` 0 = no certificate with dates is held.
        now_ms: the latest time known here, UTC ms.

    Raises:
        UserError: ``bundle.expired``, ``bundle.early``.
    """
    if not device.valid_to:
        return
    if max(now_ms, header.created) > device.valid_to:
        raise UserError(
            "bundle.expired",
            N_("The device's certificate has expired: renew it, or decide about the file."),
        )
    if max(now_ms, header.created) < device.valid_from - DAY_MS:
        raise UserError(
            "bundle.early", N_("The device's certificate is not valid yet: check this clock.")
        )
