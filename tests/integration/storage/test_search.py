"""The index of words gives what LIKE gives, through inserts, changes, deletes and rebuilds."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patrol_app.services.ports import Condition, Listing, OpDraft
from patrol_app.storage import search_index, search_sql
from patrol_app.storage.search_words import (
    READINGS,
    name_entries,
    words_query,
)
from patrol_app.storage.store import SqlStore, open_store
from tests.support.stores import START_MS, FixedClock, append, change, finding, new_id, new_store

# few characters, so that random words meet random texts
ALPHABET = "鹳黑松林北坡火a1B-，。 %_'\"\\\né"
TEXT = st.text(ALPHABET, max_size=24)
PLACE = st.text("鹳黑松林北坡火，é", max_size=10)  # no letters that pinyin might mean
WORD = st.text(ALPHABET, min_size=1, max_size=5).filter(lambda word: word.strip() == word)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlStore]:
    """One store for the module."""
    made = new_store(tmp_path_factory.mktemp("search") / "DEMO01")
    yield made
    made.close()


def like(store: SqlStore, word: str, *, deleted: bool = False) -> list[str]:
    """Ids that LIKE finds in the texts of findings, the newest first."""
    part = f"%{search_sql.escaped(word)}%"
    with store.begin("test") as work:
        rows = work._connection.exec_driver_sql(
            "SELECT id FROM finding JOIN record_head ON rec = id WHERE deleted = ? AND "
            "(place LIKE ? ESCAPE '\\' OR description LIKE ? ESCAPE '\\' "
            "OR reported_to LIKE ? ESCAPE '\\') ORDER BY record_head.rowid DESC",
            (int(deleted), part, part, part),
        )
        return [row[0] for row in rows]


def listed(store: SqlStore, word: str, **more: Any) -> list[str]:
    """Ids that a list filtered by the word shows."""
    listing = Listing(
        "finding",
        (Condition("", "text", word),),
        ("draft", "submitted", "changed"),
        limit=10_000,
        **more,
    )
    found = [row.record.id for row in store.queries.page(listing).rows]
    assert store.queries.count(listing) == len(found)
    return found


def searched(store: SqlStore, word: str, limit: int = 10_000) -> list[str]:
    """Ids that the search gives."""
    return [row.record.id for row in store.queries.search(word, ["finding"], limit)]


@settings(max_examples=40)
@given(
    texts=st.lists(st.tuples(TEXT, PLACE), min_size=1, max_size=6),
    later=TEXT,
    words=st.lists(WORD, min_size=1, max_size=6),
)
def test_search_is_like(
    store: SqlStore, texts: list[tuple[str, str]], later: str, words: list[str]
) -> None:
    recs = [new_id() for _ in texts]
    append(
        store,
        *[
            finding(rec, description=text, place=place)
            for rec, (text, place) in zip(recs, texts, strict=True)
        ],
    )
    append(store, change(recs[0], {"description": later or None}))
    append(store, change(recs[-1], {"_del": {"reason": "x"}}))
    some = later or texts[0][0]
    for word in {*words, some[:1], some[1:3], some[:3], some[-4:]}:
        wanted = word.strip()
        if not wanted:
            continue
        truth = like(store, wanted)
        assert searched(store, wanted) == truth
        assert searched(store, wanted, 2) == truth[:2]
        assert sorted(listed(store, wanted)) == sorted(truth)
        bin_ = sorted(like(store, wanted, deleted=True))
        assert sorted(listed(store, wanted, deleted=True)) == bin_


def test_the_store_agrees_after_all_that(store: SqlStore) -> None:
    assert store.check() == []


@pytest.mark.parametrize("few", [0, 2_000])
def test_common_and_rare_words_are_found_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(search_sql, "FEW", few)
    with new_store(tmp_path / "DEMO01") as store:
        recs = [new_id() for _ in range(40)]
        append(
            store,
            *[
                finding(rec, START_MS + n * 60_000, description="黑鹳" if n % 3 else "白鹭")
                for n, rec in enumerate(recs)
            ],
        )
        wanted = [rec for n, rec in reversed(list(enumerate(recs))) if n % 3]
        assert listed(store, "黑鹳") == wanted
        assert listed(store, "鹳") == wanted
        first = Listing("finding", (Condition("", "text", "黑鹳"),), limit=10)
        page = store.queries.page(first)
        second = store.queries.page(Listing("finding", first.conditions, limit=10, after=page.next))
        assert [row.record.id for row in (*page.rows, *second.rows)] == wanted[:20]


def test_numbers_are_found_by_their_parts(tmp_path: Path) -> None:
    with new_store(tmp_path / "DEMO01") as store:
        rec = new_id()
        append(store, finding(rec, number="FDEMO01-01-260803-007", description="松"))
        append(store, finding(new_id(), number="FDEMO01-01-260804-008", description="松"))
        for word in ("FDEMO01-01-260803-007", "260803-007", "007", "00", "demo01-01-260803"):
            assert rec in searched(store, word), word
        assert searched(store, "260803-008") == []
        assert searched(store, "7") == []  # a part is found from its beginning
        assert listed(store, "260803") == [rec]


def test_names_are_found_by_first_letters_in_every_reading(tmp_path: Path) -> None:
    with new_store(tmp_path / "DEMO01") as store:
        people = {name: new_id() for name in ("张建国", "单雄", "曾朝重")}
        append(
            store,
            *[
                OpDraft(rec, "person", {"unit": "DEMO01", "name": name, "phone": "13900000001"})
                for name, rec in people.items()
            ],
        )
        grid = new_id()
        append(
            store, OpDraft(grid, "grid", {"unit": "DEMO01", "grid_no": "7", "name": "示例县北坡"})
        )

        def by(word: str) -> set[str]:
            """Ids of people found."""
            return {row.record.id for row in store.queries.search(word, ["person"], 9)}

        assert by("zjg") == by("ZJ") == {people["张建国"]}
        assert by("sx") == by("dx") == by("cx") == {people["单雄"]}
        assert by("zcz") & by("czc") == {people["曾朝重"]}
        assert by("13900000001") == by("139") == set()  # personal data are in no index
        (found,) = store.queries.search("bp", ["grid"], 9)
        assert found.record.id == grid


def test_readings_are_bounded() -> None:
    assert len(name_entries("单单单单单单单单单单单单", inner=False)) <= READINGS
    assert name_entries("Smith", inner=True) == set()
    every = " ".join(name_entries("重庆市示例县", inner=True))
    assert unicodedata.normalize("NFD", every) == every


def test_words_of_punctuation_have_no_entries() -> None:
    assert words_query("，。") == ""
    assert words_query("黑鹳，林") == '"黑鹳" AND "林"*'


def test_a_change_of_another_field_leaves_the_index_alone(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    rec = new_id()
    append(store, finding(rec, description="松针发黄"))

    def refuse(*_parts: object) -> None:
        """Nothing is to be written."""
        raise AssertionError

    monkeypatch.setattr(search_index, "run_many", refuse)
    append(store, change(rec, {"severity": "重大"}))


def test_a_damaged_index_is_told_and_made_anew(tmp_path: Path) -> None:
    store = new_store(tmp_path / "DEMO01")
    rec = new_id()
    append(store, finding(rec, description="黑鹳三只"))
    with store.begin("test") as work:
        work._connection.exec_driver_sql(
            "INSERT INTO search_word (search_word) VALUES ('delete-all')"
        )
        work.commit()
    (line,) = store.check()
    assert line.startswith("search_word: ") and "鹳" not in line
    with store.begin("test") as work:
        work.put_meta(search_index.STATE, "older")
        work.commit()
    store.close()
    with open_store(store.paths, clock=FixedClock()) as again:
        assert searched(again, "鹳") == [rec]
        assert again.check() == []


def test_what_was_erased_leaves_no_trace_in_the_index(tmp_path: Path) -> None:
    with new_store(tmp_path / "DEMO01") as store:
        rec = new_id()
        append(store, finding(rec, description="黑鹳三只"), finding(new_id(), description="松"))
        append(store, change(rec, {"description": None}))
        with store.begin("test") as work:
            search_index.purge(work._connection)
            raw = work._connection.exec_driver_sql("SELECT block FROM search_word_data").all()
            work.commit()
        assert not any("鹳".encode() in bytes(row[0]) for row in raw)
