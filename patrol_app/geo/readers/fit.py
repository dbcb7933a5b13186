"""FIT activity files of watches and bicycle computers, decoded by fitdecode."""

from __future__ import annotations

import warnings

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.readers.finding import Findings
from patrol_app.geo.readers.fit_records import Records
from patrol_app.geo.readers.result import TrackFile
from patrol_app.geo.too_much import need_bytes
from patrol_app.geo.types import UNKNOWN
from patrol_app.i18n import N_


def read_fit(data: bytes, datum: str = UNKNOWN) -> TrackFile:
    """The ``record`` messages that have a place, as one track.

    Points before a fault are kept and the fault is said.

    Args:
        data: the file's bytes.
        datum: source datum that a person gave.

    Raises:
        UserError: too large, damaged before any point, or no message with a place.
    """
    need_bytes(data, limits.FIT_BYTES)
    findings = Findings()
    records = Records()
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        whole = records.take(data)
    gathered = records.gathered
    if not len(gathered):
        if not whole:
            raise UserError("fit.damaged", N_("The FIT file is damaged or broken off"))
        raise UserError("fit.no_places", N_("The FIT file holds no places: only other readings"))
    if not whole:
        findings.add(
            "fit.cut", N_("The FIT file is damaged or broken off; what stood before was kept")
        )
    elif any("CRC" in str(one.message) for one in told):
        findings.add("fit.checksum", N_("The checksum of the FIT file is wrong"))
    gathered.tell(findings)
    findings.add(
        "point.unlocated",
        N_("{count} entries without a place were left out: the receiver had no fix"),
        records.unlocated,
    )
    return TrackFile(
        "fit",
        gathered.tracks(datum),
        findings=findings.all(),
        encoding="",
        receiver=records.receiver,
    )
