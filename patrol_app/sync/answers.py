"""This device's word to the levels above: what came down to it, and what it holds of its own.

Written beside the packages at every export, so that a lost one is repaired by the next.
"""

from __future__ import annotations

from pathlib import Path

from patrol_app.domain.journal.link import ZERO_LINK
from patrol_app.i18n import N_
from patrol_app.services.ports import Queries, StreamInfo, UnitOfWork
from patrol_app.sync.desk import Desk
from patrol_app.sync.device_word import MAX_WANTED
from patrol_app.sync.down_taken import came
from patrol_app.sync.keyring import ISSUER
from patrol_app.sync.outgoing import note_out
from patrol_app.sync.receipt_body import (
    MAX_LIST,
    MAX_STREAMS,
    Deliveries,
    Receipt,
    Span,
    StreamState,
)
from patrol_app.sync.receipt_file import send_receipt
from patrol_app.sync.receipts import GENERATION, MAX_ERASED
from patrol_app.sync.receipts_taken import AUDIT_HEAD


def write_answers(desk: Desk, out: Path) -> list[Path]:
    """One receipt for each device above whose deliveries came.

    Args:
        desk: this store.
        out: an existing folder.

    Returns:
        The files written.
    """
    queries, keys = desk.store.queries, desk.keyring
    import_keys = {above.unit: above.import_key for above in keys.ancestors()}
    written: list[Path] = []
    for kid in sorted({row.issuer for row in queries.arrivals()}):
        issuer = keys.device_of(kid)
        if issuer is None or issuer.status != ISSUER or issuer.unit not in import_keys:
            continue
        stream = next(
            (row.stream for row in queries.bundles_in() if row.kid == kid and row.kind == "down"),
            "",
        )
        if not stream:
            continue
        with desk.store.begin(N_("writing receipts")) as work:
            receipt = make_answer(work, kid, desk.clock.now_ms())
            work.commit()
        sent = send_receipt(
            desk.sender(),
            receipt,
            out,
            [import_keys[issuer.unit], keys.recovery()],
            to_unit=issuer.unit,
            stream=stream,
            audit_head=queries.meta("audit_head") or "",
        )
        with desk.store.begin(N_("writing receipts")) as work:
            note_out(work, sent)
            desk.publish(work.commit())
        written.append(sent.path)
    return written


def make_answer(work: UnitOfWork, kid: str, now_ms: int) -> Receipt:
    """The present word to the device ``kid`` above, of the next generation; the caller commits.

    The journal written now stands first: by it a restored folder is known.
    """
    queries = work.queries
    identity = queries.identity()
    generation = int(queries.meta(GENERATION + kid) or 0) + 1
    work.put_meta(GENERATION + kid, str(generation))
    own = [info for info in queries.streams() if info.own]
    own.sort(key=lambda info: info.stream != identity.stream)
    upto, missing = came(queries, kid)
    return Receipt(
        issuer=identity.unit,
        device=kid,
        generation=generation,
        issued=now_ms,
        streams=tuple(_state(info) for info in own[:MAX_STREAMS]),
        wanted=_wanted(queries, identity.unit),
        erased=tuple(queries.dropped())[:MAX_ERASED],
        deliveries=Deliveries(
            upto=upto, missing=tuple(Span(first=a, last=b) for a, b in missing[:MAX_LIST])
        ),
        audit_head=(queries.meta(AUDIT_HEAD + kid) or "0 ").partition(" ")[2],
    )


def _state(info: StreamInfo) -> StreamState:
    return StreamState(
        stream=info.stream,
        contiguous_upto=info.contiguous_upto,
        link=info.link if info.contiguous_upto else ZERO_LINK.hex(),
        missing=tuple(Span(first=a, last=b) for a, b in info.missing[:MAX_LIST]),
        frozen=info.frozen,
    )


def _wanted(queries: Queries, unit: str) -> tuple[str, ...]:
    """Files of the own unit's records that are not here."""
    lacking = queries.missing_blobs()
    homes = queries.units_of(rec for _sha, _type, rec in lacking)
    found = {sha for sha, type, rec in lacking if homes.get(rec) == unit or type == "dataset"}
    found |= {sha for sha, _number in queries.lost_blobs()}
    return tuple(sorted(found)[:MAX_WANTED])
