"""A grazing case for tests: officers, parties, a violation, and its steps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from patrol_app.bootstrap import App
from patrol_app.domain.instant import parse_iso
from patrol_app.services.ports import Stored
from patrol_app.services.session import Actor
from tests.support import records as make
from tests.support.exchange import facts

ID_NUMBER = "140925196803121017"


def at(text: str) -> Any:
    """The instant of a Beijing time."""
    return parse_iso(f"{text}+08:00")


@dataclass
class CaseFolder:
    """An open folder with two officers, a ranger and a party.

    Attributes:
        ids: record ids by word: 甲, 乙 (officers), 丙 (ranger), party, grazing, block.
    """

    app: App
    ids: dict[str, str]

    @classmethod
    def new(cls, app: App) -> CaseFolder:
        """The folder with a violation of 81 heads on 2026-08-03."""
        actor = app.session.actor

        def add(code: str, **values: Any) -> str:
            """The id of a new record."""
            return app.records.new(code, values, actor).record.id

        ids = {
            "甲": add("person", name="示例甲", roles=("case_officer",), certificate="晋L001"),
            "乙": add("person", name="示例乙", roles=("case_officer",), certificate="晋L002"),
            "丙": add("person", name="示例丙", roles=("ranger",), certificate="晋L003"),
            "party": add("party", name="示例户", id_number=ID_NUMBER, village="示例村"),
        }
        unit = app.store.queries.identity().unit
        ids["block"] = app.records.new(
            "doc_block",
            {
                "code": f"示林罚-2026-1-{unit}", "organ": "示例县林业局", "prefix": "示林罚",
                "year": 2026, "first": 11, "last": 13, "for_unit": unit,
            },
            actor,
            submit=True,
        ).record.id  # fmt: skip
        made = cls(app, ids)
        ids["grazing"] = made.violation().record.id
        return made

    def violation(self, **more: Any) -> Stored:
        """A submitted violation of the party: 46 sheep, 32 goats, 3 cattle."""
        herd = tuple(
            {"key": f"aaaaaaa{key}", "order": n, "animal": animal, "age": "成年", "head": head}
            for n, (key, animal, head) in enumerate(
                (("a", "绵羊", 46), ("b", "山羊", 32), ("c", "黄牛", 3))
            )
        )
        given = facts(
            make.grazing(), party_unknown=None, owner_id=self.ids["party"], livestock=herd,
            place="示例沟", ranger_ids=(self.ids["丙"],),
        )  # fmt: skip
        values = {**given, **more}
        return self.app.records.new("grazing", values, self.app.session.actor, submit=True)

    def step(self, kind: str, when: str, **more: Any) -> Stored:
        """A submitted step of the case by both officers, at a Beijing time."""
        return self.step_at(kind, at(when), **more)

    def step_at(self, kind: str, when: Any, **more: Any) -> Stored:
        """The same at an instant."""
        values = {
            "parent_id": self.ids["grazing"], "step": kind, "at": when,
            "officer_ids": (self.ids["甲"], self.ids["乙"]), **more,
        }  # fmt: skip
        return self.app.records.new("case_step", values, self.app.session.actor, submit=True)

    def template(self, kind: str, body: str, *, title: str = "示例文书", **more: Any) -> Stored:
        """A text for the paper of a step, enabled by the legal office."""
        values = {
            "code": f"模板-{kind}", "step": kind, "title": title, "body": body, "enabled": True,
            "approved_by": "示例法制股", "approved_on": "2026-08-01", **more,
        }  # fmt: skip
        return self.app.records.new("case_template", values, self.legal(), submit=True)

    def legal(self) -> Actor:
        """Somebody of the county's legal office."""
        return replace(self.app.session.actor, roles=("county_office",))
