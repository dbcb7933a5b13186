"""Makes the frozen samples of what goes down; run once, by hand, never over existing files.

    python -m tests.unit.sync.freeze_down

As with ``freeze``: age keys every file anew, so later versions must read these bytes as they are.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path

from patrol_app.domain.journal.canonical import canonical
from patrol_app.sync.down_body import DownBody, Journal
from patrol_app.sync.keyring import SignedRoot
from patrol_app.sync.paper_files import (
    INSTALLER_WORD,
    Installer,
    Papers,
    SignedCertificate,
    SignedInstaller,
    write_papers,
)
from patrol_app.sync.receipt_body import Deliveries, Receipt, Span, StreamState
from patrol_app.sync.receipt_file import send_receipt
from patrol_app.sync.roots import CERTIFICATE_WORD, ROOT_WORD, sign_with
from patrol_app.sync.sending import Content, number_range, send
from patrol_app.sync.strict import write_document
from tests.unit.sync.fixed import (
    BLOBS,
    CITY,
    CITY_KEYS,
    DEVICE,
    LINES,
    RECOVERY,
    SAMPLES,
    STATION,
    STREAM,
    TIME,
    blob_map,
    certificate,
    root,
    sender,
    span_of,
)

NAMES = ("bundle-down.hlb", "bundle-base.hlb", "receipt-up.hlb")
SUMS = "down.sha256.json"
CITY_STREAM = "1b4e28ba-2fa1-41d2-883f-0016d3cca427"


def city_line(seq: int) -> bytes:
    """A well-formed op of the city's stream."""
    return canonical(
        {
            "v": 1,
            "stream": CITY_STREAM,
            "seq": seq,
            "rec": f"019869d4-0000-7000-8000-{seq + 64:012x}",
            "type": "unit",
            "parents": [],
            "hlc": [TIME + seq, 0],
            "actor": "",
            "device_time": {"wall": TIME + seq, "uptime": 1000 * seq, "gnss": None},
            "city_time_seen": None,
            "schema": 1,
            "salt": hashlib.sha256(b"city salt %d" % seq).hexdigest()[:32],
            "fields": {"name": f"示例 {seq}"},
            "judged": {},
        }
    )


CITY_LINES = [city_line(seq) for seq in (2, 3, 7)]
BODY = DownBody(
    device=DEVICE.key.kid,
    streams=(
        Journal(
            stream=STREAM,
            unit=STATION,
            device_no="01",
            kid=DEVICE.key.kid,
            lines=((4, 5),),
        ),
        Journal(
            stream=CITY_STREAM,
            unit=CITY,
            device_no="01",
            kid=CITY_KEYS.key.kid,
            lines=((2, 3), (7, 7)),
        ),
    ),
)
BASE_BODY = DownBody(streams=BODY.streams[1:])
WORD = Receipt(
    issuer=STATION,
    device=CITY_KEYS.key.kid,
    generation=2,
    issued=TIME + 120_000,
    streams=(StreamState(stream=STREAM, contiguous_upto=5, link=span_of(LINES).link_upto),),
    wanted=(hashlib.sha256(BLOBS[1]).hexdigest(),),
    deliveries=Deliveries(upto=3, missing=(Span(first=2, last=2),)),
    audit_head="cd" * 32,
)


def papers(*, installer: bool) -> Papers:
    """Papers under the sample root: a certificate, or an installer."""
    top, paper = root(), certificate()
    made = Installer(
        version="9.0.0",
        platform="windows",
        serial=TIME,
        bytes=len(BLOBS[0]),
        sha256=hashlib.sha256(BLOBS[0]).hexdigest(),
    )
    key = CITY_KEYS.key
    signed = SignedInstaller(installer=made, sigs=(sign_with(key, INSTALLER_WORD, made),))
    shown = SignedCertificate(certificate=paper, sigs=(sign_with(key, CERTIFICATE_WORD, paper),))
    return Papers(
        roots=(SignedRoot(root=top, sigs=(sign_with(key, ROOT_WORD, top),)),),
        certificates=() if installer else (shown,),
        installer=signed if installer else None,
    )


def freeze(folder: Path = SAMPLES) -> None:
    """Write every sample and the list of their sums; FileExistsError when one is there."""
    there = [name for name in (*NAMES, SUMS) if (folder / name).exists()]
    if there:
        raise FileExistsError(", ".join(there))
    with tempfile.TemporaryDirectory() as made:
        work = Path(made)
        city = sender(work, CITY_KEYS, CITY)
        common = {"stream": CITY_STREAM, "created": TIME, "audit_head": "ef" * 32}
        send(
            city,
            "down",
            folder / NAMES[0],
            [DEVICE.recipient, RECOVERY.recipient],
            Content(
                lines=[*LINES[3:], *CITY_LINES],
                blobs=blob_map(BLOBS[1:]),
                papers=write_papers(papers(installer=False)),
                down=write_document(BODY),
            ),
            to=(STATION,),
            span=number_range(3),
            delivery_no=3,
            **common,  # type: ignore[arg-type]
        )
        send(
            city,
            "base",
            folder / NAMES[1],
            [DEVICE.recipient, RECOVERY.recipient],
            Content(
                lines=CITY_LINES,
                blobs=blob_map(BLOBS[:1]),
                papers=write_papers(papers(installer=True)),
                down=write_document(BASE_BODY),
            ),
            to=(CITY,),
            span=number_range(26080301),
            **common,  # type: ignore[arg-type]
        )
        send_receipt(
            sender(work),
            WORD,
            folder / NAMES[2],
            [CITY_KEYS.recipient, RECOVERY.recipient],
            to_unit=CITY,
            stream=CITY_STREAM,
        )
    sums = {n: hashlib.sha256((folder / n).read_bytes()).hexdigest() for n in NAMES}
    (folder / SUMS).write_text(json.dumps(sums, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    freeze()
