"""What a device below last said of what it holds: its newest receipt, kept per device."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from patrol_app import limits
from patrol_app.domain.journal.canonical import canonical
from patrol_app.services.erasures import ERASED_BY
from patrol_app.services.ports import DeviceInfo, Queries, UnitOfWork
from patrol_app.sync.receipt_body import Receipt
from patrol_app.sync.spans import Spans

WORD = "exchange.word."  # meta, + kid
MAX_WANTED = limits.WORD_WANTED
MAX_ERASED = limits.BUNDLE_OPS // 10


@dataclass(frozen=True)
class DeviceWord:
    """One device's newest word.

    Attributes:
        present: the journal it wrote then; past: those it wrote before, as its words showed.
        generation: of the receipt; issued: its time, UTC ms.
        upto / missing: deliveries held: all up to ``upto`` but ``missing``.
        held: how far it holds its own journals.
        wanted: files that it asks for.
    """

    present: str = ""
    past: tuple[str, ...] = ()
    generation: int = 0
    issued: int = 0
    upto: int = 0
    missing: Spans = ()
    held: Mapping[str, int] = field(default_factory=dict)
    wanted: tuple[str, ...] = ()

    def has(self, no: int) -> bool:
        """Whether delivery ``no`` is held whole."""
        return no <= self.upto and not any(first <= no <= last for first, last in self.missing)

    def stands(self, device: DeviceInfo) -> bool:
        """Whether it was said in the device's present journal: a restored folder holds less."""
        return bool(self.present) and self.present not in device.streams[:-1]


def word_of(queries: Queries, kid: str) -> DeviceWord:
    """The newest word of a device; an empty one before the first."""
    raw = queries.meta(WORD + kid)
    if not raw:
        return DeviceWord()
    said = json.loads(raw)
    return DeviceWord(
        **{
            **said,
            "past": tuple(said["past"]),
            "missing": tuple((first, last) for first, last in said["missing"]),
            "wanted": tuple(said["wanted"]),
        }
    )


def take_word(work: UnitOfWork, kid: str, receipt: Receipt, now_ms: int) -> bool:
    """Keep a device's receipt; an older one changes nothing.

    Generations count within a journal of the device: a restored folder begins a new journal and
    may count lower than before, and what it said in its old one is void from then on.

    Args:
        work: the transaction.
        kid: the device that signed.
        receipt: its first stream is the journal that the device writes now.
        now_ms: this device's clock.

    Returns:
        Whether it was new.
    """
    old = word_of(work.queries, kid)
    present = receipt.streams[0].stream if receipt.streams else ""
    if present == old.present:
        if receipt.generation <= old.generation:
            return False
        past = old.past
    elif present in old.past:
        return False
    else:
        past = (*old.past, old.present) if old.present else old.past
    came = receipt.deliveries
    word = DeviceWord(
        present=present,
        past=past,
        generation=receipt.generation,
        issued=receipt.issued,
        upto=came.upto if came else 0,
        missing=tuple((span.first, span.last) for span in came.missing) if came else (),
        held={state.stream: state.contiguous_upto for state in receipt.streams},
        wanted=receipt.wanted[:MAX_WANTED],
    )
    before = work.queries.meta(ERASED_BY + kid) or "" if present == old.present else ""
    erased = dict.fromkeys((*receipt.erased, *before.split()))
    work.put_meta(ERASED_BY + kid, " ".join(list(erased)[:MAX_ERASED]))
    work.put_meta(WORD + kid, canonical(_plain(word)).decode("ascii"))
    for row in work.queries.deliveries(kid):
        acked = (row.acked_ms or now_ms) if word.has(row.no) else 0
        if acked != row.acked_ms:
            work.put_delivery(replace(row, acked_ms=acked))
    return True


def _plain(word: DeviceWord) -> dict[str, object]:
    lists = {"past": list(word.past), "wanted": list(word.wanted)}
    missing = [list(span) for span in word.missing]
    return {**asdict(word), **lists, "missing": missing, "held": dict(word.held)}
