"""Ctrl+K and the search box: records by number, by name or its pinyin, by any word of a text."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from patrol_app.domain.fields import FieldSpec, specs
from patrol_app.domain.records import RECORD_TYPES, record_type
from patrol_app.domain.registry import RecordType
from patrol_app.services.external_show import name_of
from patrol_app.services.ports import EVERY_STATE, Condition, Listing, Queries, Stored
from patrol_app.services.privacy import concealed
from patrol_app.services.session import Actor

EACH = 5  # hits shown of one type
LOOKED = 100  # records of a type that guards something, of which the first ``EACH`` are shown
BEFORE, AFTER = 12, 36  # characters of an excerpt around the word
# Who and where come before what happened there; the types not named follow.
FIRST = ("person", "unit", "grid", "team", "party")


@dataclass(frozen=True)
class Excerpt:
    """The place of a text that holds the word.

    Attributes:
        label: msgid of the field.
        before, word, after: the words around it and the word as it is written there.
    """

    label: str
    before: str
    word: str
    after: str


@dataclass(frozen=True)
class Hit:
    """One record found.

    Attributes:
        number: how people call it; title: its name, which may be the same.
        excerpt: where the word stands, None where the number or pinyin was meant.
    """

    stored: Stored
    number: str
    title: str
    excerpt: Excerpt | None = None


def search(
    queries: Queries,
    text: str,
    actor: Actor,
    types: Sequence[str] = (),
    stopped: Callable[[], bool] = lambda: False,
) -> list[Hit]:
    """The newest records that hold ``text``, by type: people and places first.

    Personal data are in no index: parties are looked through by name, and only for whoever
    may see them. A record is not found by what it keeps from whoever asks.

    Args:
        queries: of the open store.
        text: what was typed.
        actor: who asks.
        types: record type codes; all of them where empty.
        stopped: asked between types; what was found until then is the answer.
    """
    wanted = text.strip()
    if not wanted:
        return []
    found: list[Hit] = []
    for kind in _ordered(types):
        if stopped():
            break
        if kind.private:
            rows = _private(queries, kind, wanted) if actor.may("private") else []
        else:
            rows = _told(queries, kind, wanted, actor)
        hits = [_hit(kind, stored, wanted) for stored in rows]
        # who bears the very number or name comes before those that only mention it
        found += sorted(hits, key=lambda hit: wanted.lower() not in _calls(hit))
    return found


def recent(queries: Queries, refs: Sequence[tuple[str, str]], actor: Actor) -> list[Hit]:
    """The records of (type, id) pairs that still stand, in their order."""
    found: list[Hit] = []
    known = {kind.code: kind for kind in RECORD_TYPES}
    for code, rec in refs:
        kind = known.get(code)
        if kind is None or (kind.private and not actor.may("private")):
            continue
        stored = queries.get(code, rec)
        if stored is not None and not stored.deleted:
            found.append(_hit(kind, stored, ""))
    return found


def excerpt(stored: Stored, word: str) -> Excerpt | None:
    """Where ``word`` stands in the texts of a record; personal and guarded fields never tell."""
    for spec, text in _texts(record_type(stored.type), stored, concealed(stored)):
        at = _ascii_lower(text).find(_ascii_lower(word))
        if at >= 0 and word:
            end = at + len(word)
            before = ("…" if at > BEFORE else "") + text[max(0, at - BEFORE) : at]
            after = text[end : end + AFTER] + ("…" if len(text) > end + AFTER else "")
            parts = (" ".join(part.split("\n")) for part in (before, text[at:end], after))
            return Excerpt(spec.ui.label, *parts)
    return None


def _ordered(types: Sequence[str]) -> list[RecordType]:
    kinds = [kind for kind in RECORD_TYPES if not types or kind.code in types]
    rank = {code: place for place, code in enumerate(FIRST)}
    return sorted(kinds, key=lambda kind: rank.get(kind.code, len(FIRST)))


def _told(queries: Queries, kind: RecordType, wanted: str, actor: Actor) -> list[Stored]:
    """What the index finds, without records of which only a guarded text holds the word."""
    if not kind.hides or actor.may("private"):
        return list(queries.search(wanted, [kind.code], EACH))
    rows = queries.search(wanted, [kind.code], LOOKED)
    return [row for row in rows if not _told_by_guarded(kind, row, wanted)][:EACH]


def _told_by_guarded(kind: RecordType, row: Stored, wanted: str) -> bool:
    hidden = concealed(row)
    word = _ascii_lower(wanted)
    texts = [("number", _ascii_lower(row.record.number))]
    texts += [(spec.name, _ascii_lower(text)) for spec, text in _texts(kind, row)]
    kept = any(word in text for name, text in texts if name in hidden)
    return kept and not any(word in text for name, text in texts if name not in hidden)


def _private(queries: Queries, kind: RecordType, wanted: str) -> list[Stored]:
    exact = queries.page(
        Listing(kind.code, (Condition("number", "=", wanted),), EVERY_STATE, limit=EACH)
    ).rows
    named = queries.page(
        Listing(kind.code, (Condition(kind.title, "has", wanted),), EVERY_STATE, limit=EACH)
    ).rows
    return list({row.record.id: row for row in (*exact, *named)}.values())[:EACH]


def _hit(kind: RecordType, stored: Stored, wanted: str) -> Hit:
    title = str(getattr(stored.record, kind.title) or "")
    return Hit(stored, name_of(stored), title, excerpt(stored, wanted))


def _calls(hit: Hit) -> tuple[str, ...]:
    return hit.number.lower(), hit.title.lower()


def _texts(
    kind: RecordType, stored: Stored, without: Collection[str] = ()
) -> Iterator[tuple[FieldSpec, str]]:
    for spec in specs(kind.cls).values():
        if spec.ui.private or spec.name == "number" or spec.name in without:
            continue
        value = getattr(stored.record, spec.name)
        if spec.ui.kind in ("text", "longtext") and value:
            yield spec, value
        elif spec.item is not None:
            inner = [one for one in specs(spec.item).values() if not one.ui.private]
            for item in value or ():
                for one in inner:
                    if one.ui.kind in ("text", "longtext") and getattr(item, one.name):
                        yield one, getattr(item, one.name)


def _ascii_lower(text: str) -> str:
    """As LIKE compares: capital letters of ASCII alone are the same as small ones."""
    return "".join(char.lower() if char.isascii() else char for char in text)
