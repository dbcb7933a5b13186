"""Review, recycle bin and history on the command line."""

from __future__ import annotations

from tests.integration.cli.test_promises import add_patrol
from tests.support.command import Command


def number_of_head(station: Command) -> str:
    """A station head who may review."""
    return station.add("person", {"name": "示例站长", "roles": ["station_head"]})


def test_review_return_and_lock_answer_alike(station: Command) -> None:
    head, first = number_of_head(station), add_patrol(station)
    station.json("submit", "patrol", first)
    queue = station.json("review", "queue")
    assert [(one["number"], one["state"]) for one in queue["items"]] == [(first, "submitted")]
    back = station.json(
        "--user",
        head,
        "review",
        "return",
        "patrol",
        first,
        "--reason",
        "route=写全",
        "--note",
        "再看",
    )
    assert back["items"][0]["state"] == "returned"
    assert station.json("review", "queue")["total"] == 0
    assert station.json("submit", "patrol", first)["items"][0]["state"] == "submitted"
    done = station.json("--user", head, "review", "approve", "patrol", first)
    assert done["items"][0]["state"] == "approved"
    found = station.json("list", "patrol", "--where", "review=approved")
    assert [one["number"] for one in found["items"]] == [first]
    locked = station.json("--user", head, "review", "lock", "patrol", first)
    assert locked["items"][0]["state"] == "locked"
    said = station("--json", "submit", "patrol", first)
    assert (said.code, said.error["code"]) == (1, "record.locked")
    opened = station.json("--user", head, "review", "unlock", "patrol", first, "--reason", "补照片")
    assert opened["items"][0]["state"] == "approved"
    told = station.json("history", "patrol", first)
    kinds = [one["kind"] for one in told["items"]]
    assert kinds == [
        "undone", "locked", "approved", "submitted", "returned", "submitted", "created",
    ]  # fmt: skip
    assert told["items"][4]["reasons"] == {"route": "写全"}


def test_what_is_refused_is_named_and_the_exit_is_four(station: Command) -> None:
    head, first = number_of_head(station), add_patrol(station)
    draft = station.add("patrol", {"ranger": "张三", "grid": "001"})
    station.json("submit", "patrol", first)
    said = station("--json", "--user", head, "review", "approve", "patrol", first, draft)
    document = said.document
    assert said.code == 4
    assert [one["number"] for one in document["items"]] == [first]
    assert [(one["number"], one["code"]) for one in document["refused"]] == [
        (draft, "review.draft")
    ]


def test_a_ranger_may_not_review_on_the_command_line(station: Command) -> None:
    first = add_patrol(station)
    station.json("submit", "patrol", first)
    ranger = station.json("list", "person", "--where", "name=张三")["items"][0]["number"]
    said = station("--json", "--user", ranger, "review", "approve", "patrol", first)
    assert (said.code, said.error["code"]) == (1, "session.forbidden")
    assert station("review", "queue", "person").code == 2
