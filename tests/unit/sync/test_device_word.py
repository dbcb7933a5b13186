"""A device's word: newer stands, generations count within its journal, a restore begins anew."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from patrol_app.services.delivery_ports import Delivery
from patrol_app.services.ports import DeviceInfo
from patrol_app.sync.device_word import DeviceWord, take_word, word_of
from patrol_app.sync.receipt_body import Deliveries, Receipt, Span, StreamState

A, B = "0f8fad5b-d9cb-469f-a165-70867728950e", "1b4e28ba-2fa1-41d2-883f-0016d3cca427"
KID = "00" * 8


class Work:
    """As much of a store as a word needs."""

    def __init__(self, deliveries: int) -> None:
        self.kept: dict[str, str] = {}
        self.rows = {n: Delivery(KID, n, 0) for n in range(1, deliveries + 1)}
        self.queries = self

    def meta(self, key: str) -> str | None:
        return self.kept.get(key)

    def put_meta(self, key: str, value: str) -> None:
        self.kept[key] = value

    def deliveries(self, _kid: str) -> list[Delivery]:
        return list(self.rows.values())

    def put_delivery(self, row: Delivery) -> None:
        self.rows[row.no] = row

    def acked(self) -> list[int]:
        return [row.no for row in self.rows.values() if row.acked_ms]


def said(generation: int, upto: int, *missing: int, stream: str = A) -> Receipt:
    spans = tuple(Span(first=n, last=n) for n in missing)
    return Receipt(
        issuer="DEMO01",
        device=KID,
        generation=generation,
        issued=generation,
        streams=(StreamState(stream=stream, contiguous_upto=4, link="1" * 64),),
        deliveries=Deliveries(upto=upto, missing=spans),
    )


def take(work: Any, receipt: Receipt) -> bool:
    return take_word(work, KID, receipt, 9)


def test_an_older_word_changes_nothing() -> None:
    work = Work(4)
    assert word_of(work, KID) == DeviceWord()  # type: ignore[arg-type]
    assert take(work, said(2, 3, 2))
    assert work.acked() == [1, 3]
    assert not take(work, said(2, 4)) and not take(work, said(1, 4))
    assert work.acked() == [1, 3]
    assert take(work, said(3, 4)) and work.acked() == [1, 2, 3, 4]
    assert work.rows[1].acked_ms == 9
    assert take(work, said(4, 2)) and work.acked() == [1, 2]


def test_a_new_journal_counts_anew_and_the_old_one_is_void() -> None:
    work = Work(5)
    assert take(work, said(40, 5)) and work.acked() == [1, 2, 3, 4, 5]
    assert take(work, said(7, 3, stream=B)) and work.acked() == [1, 2, 3]
    assert not take(work, said(99, 5))  # of the journal before: a stick that lay about
    assert not take(work, said(7, 5, stream=B))
    word = word_of(work, KID)  # type: ignore[arg-type]
    assert (word.present, word.past, word.generation, word.held) == (B, (A,), 7, {B: 4})
    device = DeviceInfo(KID, "DEMO01", "station", "01", "", "", streams=(A, B))
    assert word.stands(device) and word.stands(replace(device, streams=(A,)))
    assert not word.stands(replace(device, streams=(A, B, "c")))
    assert not DeviceWord().stands(device)


def test_a_word_without_deliveries_acknowledges_nothing() -> None:
    work = Work(1)
    assert take(work, said(1, 1)) and work.acked() == [1]
    assert take(work, said(2, 1).model_copy(update={"deliveries": None})) and work.acked() == []
    assert take(work, Receipt(issuer="DEMO01", device=KID, generation=1, issued=1, streams=()))
