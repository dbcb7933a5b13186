"""Device numbers, which stand in the numbers of records: each is given once."""

from __future__ import annotations

from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.ports import UnitOfWork

LAST = "enrol.last_number."  # + unit: highest number ever given in it
GIVEN = "enrol.number."  # + stream: the number given to its device for it
FLOOR = "enrol.number_floor"  # numbers below it may have been given by a lost computer
MOST = 999  # a number has two or three digits


def device_number(work: UnitOfWork, unit: str, stream: str) -> str:
    """The number under which a device writes a stream: the one given for it, else the next.

    A restored or copied folder begins a new stream and counts its records from where the copy
    stood: under the number that it had, two records would bear one name.

    Args:
        work: the granting transaction.
        unit: the device's unit code.
        stream: the stream of the device that asks.

    Raises:
        UserError: ``enrol.numbers``.
    """
    held = work.queries.meta(GIVEN + stream)
    if held:
        return held
    last = int(work.queries.meta(LAST + unit) or 0)
    number = max(last, int(work.queries.meta(FLOOR) or 0)) + 1
    if number > MOST:
        raise UserError(
            "enrol.numbers", N_("All device numbers of unit {unit} are used up."), unit=unit
        )
    work.put_meta(LAST + unit, str(number))
    work.put_meta(GIVEN + stream, f"{number:02d}")
    return f"{number:02d}"
