"""Makes the frozen samples of format 1; run once, by hand, and never over existing files.

    python -m tests.unit.sync.freeze

age pads and keys every file anew, so these bytes cannot be made again: later versions must read
the files as they are. A change of the format gets a folder ``2`` and a maker of its own.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path

from patrol_app.sync.enrolment_files import read_request, write_request
from patrol_app.sync.grant_file import send_grant
from patrol_app.sync.receipt_file import send_receipt
from patrol_app.sync.recovery_file import RecoveryFile
from tests.unit.sync.fixed import (
    CITY,
    CITY_KEYS,
    DEVICE,
    LINES,
    RECOVERY,
    SAMPLES,
    STATION,
    STREAM,
    TIME,
    enrol_body,
    grant,
    receipt,
    send_up,
    sender,
)

NAMES = ("bundle-up.hlb", "bundle-up-empty.hlb", "receipt.hlb", "enrol.hlb", "grant.hlb")
RECOVERY_NAME = "recovery.txt"
SUMS = "exchange.sha256.json"


def freeze(folder: Path = SAMPLES) -> None:
    """Write every sample and the list of their sums; FileExistsError when one is there."""
    there = [name for name in (*NAMES, RECOVERY_NAME, SUMS) if (folder / name).exists()]
    if there:
        raise FileExistsError(", ".join(there))
    with tempfile.TemporaryDirectory() as made:
        work = Path(made)
        city = sender(work, CITY_KEYS, CITY)
        bundle = send_up(work, folder / NAMES[0])
        send_up(work, folder / NAMES[1], [], part=2, parts=2)
        answer = hashlib.sha256(bundle.path.read_bytes()).hexdigest()
        send_receipt(
            city,
            receipt(),
            folder / NAMES[2],
            [DEVICE.recipient, RECOVERY.recipient],
            to_unit=STATION,
            stream=STREAM,
            reply_to=answer,
        )
        write_request(sender(work), enrol_body(), folder / NAMES[3], stream=STREAM, created=TIME)
        with (folder / NAMES[3]).open("rb") as asked:
            request = read_request(asked)
        send_grant(
            city,
            grant(),
            LINES[:2],
            folder / NAMES[4],
            stream=request.header.stream,
            reply_to=request.sha256,
            created=TIME + 1,
        )
    recovery = RecoveryFile(CITY, TIME, RECOVERY.identity, RECOVERY.key)
    (folder / RECOVERY_NAME).write_bytes(recovery.to_bytes())
    sums = {
        n: hashlib.sha256((folder / n).read_bytes()).hexdigest() for n in (*NAMES, RECOVERY_NAME)
    }
    (folder / SUMS).write_text(json.dumps(sums, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    freeze()
