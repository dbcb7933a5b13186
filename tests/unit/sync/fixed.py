"""Fixed keys, ops and files for the tests of the exchange format; nothing here is random."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from patrol_app.domain.journal.canonical import canonical
from patrol_app.domain.journal.link import ZERO_LINK, chain
from patrol_app.sync.chained import line_hash
from patrol_app.sync.enrolment_files import Ancestor, Certificate, EnrolBody, Grant
from patrol_app.sync.keys import SigningKey, recipient_of
from patrol_app.sync.receipt_body import HeldOp, Receipt, Span, StreamState
from patrol_app.sync.roots import CERTIFICATE_WORD, ROOT_WORD, Root, sign_with
from patrol_app.sync.sending import Content, Range, Sender, Sent, send

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "format" / "1"
STREAM = "0f8fad5b-d9cb-469f-a165-70867728950e"
STATION, CITY = "DEMO01S1", "DEMO00"
TIME = 1_785_715_200_000
BLOBS = (b"\xff\xd8 first sample blob", b"track/1 sample " * 64)


@dataclass(frozen=True)
class Party:
    """One side with its keys."""

    key: SigningKey
    identity: str

    @property
    def recipient(self) -> str:
        return recipient_of(self.identity)


def _parties() -> dict[str, Party]:
    held = json.loads((SAMPLES / "exchange.keys.json").read_text("utf-8"))
    return {
        name: Party(SigningKey(bytes.fromhex(entry["seed"])), entry["identity"])
        for name, entry in held.items()
        if name != "note"
    }


PARTIES = _parties()
DEVICE, CITY_KEYS = PARTIES["device"], PARTIES["city"]
RECOVERY, STRANGER = PARTIES["recovery"], PARTIES["stranger"]


def write_plainly(target: Path, chunks: Iterable[bytes], /) -> str:
    """A writer for tests; the product's is atomic and belongs to storage."""
    raw = b"".join(chunks)
    target.write_bytes(raw)
    return hashlib.sha256(raw).hexdigest()


def op_line(seq: int) -> bytes:
    """A well-formed op of the sample stream."""
    return canonical(
        {
            "v": 1,
            "stream": STREAM,
            "seq": seq,
            "rec": f"019869d4-0000-7000-8000-{seq:012x}",
            "type": "finding",
            "parents": [],
            "hlc": [TIME + seq, 0],
            "actor": "019869d4-0000-7000-8000-00000000ac70",
            "device_time": {"wall": TIME + seq, "uptime": 1000 * seq, "gnss": None},
            "city_time_seen": None,
            "schema": 1,
            "salt": hashlib.sha256(b"salt %d" % seq).hexdigest()[:32],
            "fields": {"note": f"示例 {seq}"},
            "judged": {},
        }
    )


LINES = [op_line(seq) for seq in range(1, 6)]


def span_of(lines: list[bytes], first: int = 1, before: bytes = ZERO_LINK) -> Range:
    links = chain(STREAM, first, before, [line_hash(line) for line in lines])
    last = links[-1] if links else before
    return Range(first, first + len(lines) - 1, before.hex(), last.hex())


def sender(work: Path, party: Party = DEVICE, unit: str = STATION) -> Sender:
    return Sender(unit, party.key, "0.1.0", write_plainly, work)


def blob_map(blobs: tuple[bytes, ...] = BLOBS) -> dict[str, Callable[[], tuple[bytes]]]:
    return {hashlib.sha256(b).hexdigest(): lambda b=b: (b,) for b in blobs}


def send_up(work: Path, target: Path, lines: list[bytes] | None = None, **more: object) -> Sent:
    """A bundle up from the sample station to the sample city."""
    held = LINES if lines is None else lines
    fields: dict[str, object] = {"audit_head": "ab" * 32, **more}
    return send(
        sender(work),
        "up",
        target,
        [CITY_KEYS.recipient, RECOVERY.recipient],
        Content(lines=held, blobs=blob_map()),
        to=(CITY,),
        stream=STREAM,
        span=span_of(held),
        created=TIME,
        **fields,
    )


def receipt(**changes: object) -> Receipt:
    fields: dict[str, object] = {
        "issuer": CITY,
        "device": DEVICE.key.kid,
        "generation": 3,
        "issued": TIME + 60_000,
        "streams": (
            StreamState(
                stream=STREAM,
                contiguous_upto=5,
                link=span_of(LINES).link_upto,
                missing=(Span(first=7, last=9),),
                held=(HeldOp(seq=4, op_hash=line_hash(LINES[3]), reason="schema"),),
            ),
        ),
        "wanted": (hashlib.sha256(BLOBS[0]).hexdigest(),),
        "audit_head": "ab" * 32,
    }
    return Receipt.model_validate({**fields, **changes})


def enrol_body() -> EnrolBody:
    return EnrolBody(
        unit=STATION,
        name="示例县示例站",
        level="station",
        signing_key=DEVICE.key.public.hex(),
        import_key=DEVICE.recipient,
    )


def certificate(**changes: object) -> Certificate:
    fields: dict[str, object] = {
        "device": DEVICE.key.kid,
        "signing_key": DEVICE.key.public.hex(),
        "import_key": DEVICE.recipient,
        "device_no": "01",
        "unit": STATION,
        "level": "station",
        "roles": ("ranger", "station_head"),
        "valid_from": TIME,
        "valid_to": TIME + 3 * 365 * 86_400_000,
        "streams": (STREAM,),
    }
    return Certificate.model_validate({**fields, **changes})


def root(version: int = 1, threshold: int = 1, parties: tuple[Party, ...] = ()) -> Root:
    keys = tuple(p.key.public.hex() for p in parties or (CITY_KEYS, RECOVERY))
    return Root(version=version, threshold=threshold, keys=keys)


def grant(
    of: Root | None = None,
    signers: tuple[Party, ...] = (CITY_KEYS,),
    paper: Certificate | None = None,
) -> Grant:
    top, made = of or root(), paper or certificate()
    return Grant(
        certificate=made,
        certificate_sigs=tuple(sign_with(p.key, CERTIFICATE_WORD, made) for p in signers),
        root=top,
        root_sigs=tuple(sign_with(p.key, ROOT_WORD, top) for p in signers),
        ancestors=(
            Ancestor(
                unit=CITY,
                name="示例市",
                level="city",
                import_key=CITY_KEYS.recipient,
                signing_keys=(CITY_KEYS.key.public.hex(),),
            ),
        ),
        recovery_key=RECOVERY.recipient,
        matching_key="5a" * 32,
    )
