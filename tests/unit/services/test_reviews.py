"""Review through the service, on the real store."""

from __future__ import annotations

from typing import Any

import pytest

from patrol_app.bootstrap import App
from patrol_app.domain.records.review import Review
from patrol_app.errors import UserError
from patrol_app.services.history import changes_since, history, verdict
from patrol_app.services.ports import Condition, Listing, Stored
from patrol_app.services.reviews import Seen
from patrol_app.services.session import Actor
from tests.support.reviewing import head_of, refused, seen, submitted


def state(app: App, stored: Stored) -> str:
    """Review state of a record as its row tells it."""
    return app.records.get(stored.type, stored.record.id).review


def waiting(app: App) -> list[str]:
    """Ids in the queue."""
    conditions = (Condition("review", "in", ("submitted", "approved_changed")),)
    page = app.store.queries.page(Listing("patrol", conditions))
    return [row.record.id for row in page.rows]


def test_approve_speaks_of_the_heads_that_were_seen(app: App) -> None:
    head, patrol = head_of(app), submitted(app)
    assert (patrol.review, waiting(app)) == ("submitted", [patrol.record.id])
    said = app.reviews.approve(head, "patrol", [seen(patrol)])
    assert said.done == (("patrol", patrol.record.id),)
    review = app.store.queries.get(*said.written[0])
    assert review is not None and isinstance(review.record, Review)
    assert review.record.number.startswith("RDEMO01-")
    assert (review.record.heads, review.record.decision) == (patrol.heads, "approve")
    assert (state(app, patrol), waiting(app)) == ("approved", [])
    assert app.store.check() == []


def test_what_moved_since_it_was_seen_is_refused(app: App) -> None:
    head, patrol = head_of(app), submitted(app)
    app.records.save("patrol", patrol.record.id, {"route": "南"}, None, app.session.actor)
    assert refused(lambda: app.reviews.approve(head, "patrol", [seen(patrol)])) == "heads.moved"
    now = app.records.get("patrol", patrol.record.id)
    assert refused(lambda: app.reviews.approve(head, "patrol", [seen(now)])) == (
        "review.unsubmitted"
    )


def test_many_are_approved_and_the_others_are_named(app: App) -> None:
    head = head_of(app)
    good, moved = submitted(app), submitted(app, 1)
    own = submitted(app, ranger_id=head.id)
    app.records.save("patrol", moved.record.id, {"route": "南"}, None, app.session.actor)
    said = app.reviews.approve(head, "patrol", [seen(one) for one in (good, moved, own)])
    assert said.done == (("patrol", good.record.id),)
    assert {rec: fault.code for rec, fault in said.refused.items()} == {
        moved.record.id: "heads.moved",
        own.record.id: "review.self",
    }


def test_nobody_approves_the_own_work_unless_the_rule_allows_it(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    from patrol_app.domain.setting import RuleBook, RuleValue
    from patrol_app.services import reviews

    head = head_of(app)
    own = submitted(app, ranger_id=head.id)
    assert refused(lambda: app.reviews.approve(head, "patrol", [seen(own)])) == "review.self"
    book = RuleBook([RuleValue("review.self", 1)])
    monkeypatch.setattr(reviews, "rule_book", lambda _queries: book)
    app.reviews.approve(head, "patrol", [seen(own)])
    assert state(app, own) == "approved"


def test_a_ranger_may_not_review(app: App) -> None:
    patrol = submitted(app)
    ranger = Actor("", "", "", ("ranger",))
    for act in (
        lambda: app.reviews.approve(ranger, "patrol", [seen(patrol)]),
        lambda: app.reviews.give_back(ranger, "patrol", patrol.record.id, {"route": "?"}),
        lambda: app.reviews.lock(ranger, "patrol", [seen(patrol)]),
    ):
        assert refused(act) == "session.forbidden"


def test_a_return_names_fields_and_stands_until_submitted_again(app: App) -> None:
    head, patrol = head_of(app), submitted(app)
    rec = patrol.record.id
    assert refused(lambda: app.reviews.give_back(head, "patrol", rec, {})) == "review.reason"
    assert refused(lambda: app.reviews.give_back(head, "patrol", rec, {"x": "?"})) == (
        "field.unknown"
    )
    app.reviews.give_back(head, "patrol", rec, {"route": "写全"}, "再看一遍")
    told = verdict(app.store.queries, app.records.get("patrol", rec))
    assert told is not None
    assert (dict(told.reasons), told.note, told.who) == ({"route": "写全"}, "再看一遍", head.name)
    app.records.save("patrol", rec, {"route": "村口—北坡"}, None, app.session.actor)
    assert state(app, patrol) == "returned"
    app.records.submit("patrol", rec, app.session.actor)
    now = app.records.get("patrol", rec)
    assert (now.review, verdict(app.store.queries, now)) == ("submitted", None)
    app.reviews.approve(head, "patrol", [seen(now)])
    assert state(app, patrol) == "approved"


def test_a_returned_record_may_be_submitted_as_it_is(app: App) -> None:
    head, patrol = head_of(app), submitted(app)
    app.reviews.give_back(head, "patrol", patrol.record.id, {"": "再看"})
    assert state(app, patrol) == "returned"
    app.records.submit("patrol", patrol.record.id, app.session.actor)
    assert state(app, patrol) == "submitted"


def test_a_change_after_the_approval_is_shown_field_by_field(app: App) -> None:
    head, patrol = head_of(app), submitted(app)
    app.reviews.approve(head, "patrol", [seen(patrol)])
    actor = app.session.actor
    app.records.save("patrol", patrol.record.id, {"route": "南", "wind_force": 5}, None, actor)
    assert state(app, patrol) == "approved_changed"
    changes = changes_since(app.store.queries, patrol.record.id)
    told = [(one.key, one.before, one.after) for one in changes]
    assert told == [("route", "村口", "南"), ("wind_force", 2, 5)]


def test_undo_takes_the_newest_word_back(app: App) -> None:
    head, patrol = head_of(app), submitted(app)
    said = app.reviews.approve(head, "patrol", [seen(patrol)])
    app.reviews.undo(head, said.written)
    assert state(app, patrol) == "submitted"
    first = app.reviews.give_back(head, "patrol", patrol.record.id, {"": "再看"})
    second = app.reviews.approve(head, "patrol", [seen(patrol)])
    app.reviews.undo(head, second.written)
    assert state(app, patrol) == "returned"  # the return stands again
    app.reviews.undo(head, first.written)
    assert state(app, patrol) == "submitted"
    assert app.store.check() == []


def test_a_submission_is_taken_back_until_somebody_reviews_it(app: App) -> None:
    head, patrol = head_of(app), submitted(app)
    app.reviews.withdraw(app.session.actor, "patrol", [patrol.record.id])
    assert app.records.get("patrol", patrol.record.id).state == "draft"
    app.records.submit("patrol", patrol.record.id, app.session.actor)
    app.reviews.approve(head, "patrol", [seen(app.records.get("patrol", patrol.record.id))])
    assert refused(
        lambda: app.reviews.withdraw(app.session.actor, "patrol", [patrol.record.id])
    ) == ("review.decided")


def test_a_locked_record_takes_no_change_no_finding_and_no_photo(app: App) -> None:
    head, patrol = head_of(app), submitted(app)
    rec, actor = patrol.record.id, app.session.actor
    assert refused(lambda: app.reviews.lock(head, "patrol", [seen(patrol)])) == (
        "review.not_approved"
    )
    app.reviews.approve(head, "patrol", [seen(patrol)])
    app.reviews.lock(head, "patrol", [seen(patrol)])
    assert state(app, patrol) == "locked"
    photo = {"parent_id": rec, "parent_type": "patrol", "name": "a.jpg"}
    for act in (
        lambda: app.records.save("patrol", rec, {"route": "南"}, None, actor),
        lambda: app.records.delete("patrol", rec, "x", actor),
        lambda: app.records.new("finding", {"patrol_id": rec, "category": "P06"}, actor),
        lambda: app.records.new("attachment", photo, actor),
        lambda: app.reviews.give_back(head, "patrol", rec, {"": "x"}),
    ):
        assert refused(act) == "record.locked"
    seal = app.store.queries.children("seal", "target", rec)[0].record
    assert set(patrol.heads) <= set(seal.hashes)  # type: ignore[attr-defined]
    app.reviews.unlock(head, "patrol", rec, "补录路线")
    app.records.save("patrol", rec, {"route": "南"}, None, actor)
    assert state(app, patrol) == "approved_changed"
    assert app.store.check() == []


def test_the_history_tells_who_did_what_in_order(app: App) -> None:
    head, patrol = head_of(app), submitted(app)
    rec, actor = patrol.record.id, app.session.actor
    app.records.save("patrol", rec, {"route": "南"}, None, actor)
    app.records.submit("patrol", rec, actor)
    said = app.reviews.approve(head, "patrol", [seen(app.records.get("patrol", rec))])
    app.reviews.undo(head, said.written, "看错")
    app.records.delete("patrol", rec, "重复", actor)
    app.records.restore("patrol", rec, actor)
    told = history(app.store.queries, "patrol", rec)
    kinds = [one.kind for one in told]
    assert kinds == [
        "restored", "deleted", "undone", "approved", "submitted", "changed", "submitted",
        "created",
    ]  # fmt: skip
    assert [(one.words, one.who) for one in told[1:4]] == [
        ("重复", actor.name), ("看错", head.name), ("", head.name),
    ]  # fmt: skip
    change = told[5].changes[0]
    assert (change.key, change.before, change.after) == ("route", "村口", "南")
    assert not any(one.flagged for one in told)


def test_a_review_without_the_right_is_kept_and_flagged(app: App) -> None:
    from patrol_app.domain.records import record_type

    patrol = submitted(app)
    ranger = head_of(app, "ranger")
    facts: dict[str, Any] = {
        "target": patrol.record.id, "target_type": "patrol", "heads": patrol.heads,
        "decision": "approve",
    }  # fmt: skip
    with app.store.begin("test") as work:
        app.records.write_new(work, record_type("review"), [facts], ranger)
        work.commit()
    assert state(app, patrol) == "approved"
    told = history(app.store.queries, "patrol", patrol.record.id)
    assert [one.flagged for one in told if one.kind == "approved"] == [True]


def test_types_that_nobody_reviews_are_refused(app: App) -> None:
    person = app.store.queries.find("person", app.session.actor.number)
    assert person is not None
    seen_person = Seen(person.record.id, person.heads)
    with pytest.raises(UserError) as fault:
        app.reviews.approve(head_of(app), "person", [seen_person])
    assert fault.value.code == "review.type"
