"""Forms of what can become a problem of the ledger: a finding, a fire spot."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from patrol_app.gui.context import Context
from patrol_app.gui.forms.generic import GenericEditor
from patrol_app.gui.forms.target import Target, register
from patrol_app.gui.kit import Button
from patrol_app.gui.problem.form import to_problem
from patrol_app.i18n import _


class RaisingEditor(GenericEditor):
    """A form with a button that makes a problem of what stands."""

    def head_actions(self) -> list[QWidget]:
        """Save, submit, and the way to the ledger."""
        made = super().head_actions()
        stored = self.stored
        if stored is None or stored.deleted or not self.ctx.actor().may("write:problem"):
            return made
        button = Button(_("Make it a problem"), "", "clipboard-alert-outline")
        button.clicked.connect(self.make_problem)
        return [button, *made[-2:]]

    def begin(self, rec: str) -> dict[str, Any]:
        """The values that the problem begins with; on the reading thread."""
        return self.ctx.app.problems.from_finding(rec)

    def make_problem(self) -> None:
        """Open a new problem with what the record says."""
        if self.stored is not None:
            rec = self.stored.record.id
            to_problem(self.ctx, lambda: self.begin(rec), self)


class FireSpotEditor(RaisingEditor):
    """A fire spot; what was found there can become a problem."""

    def begin(self, rec: str) -> dict[str, Any]:
        """What the check says."""
        return self.ctx.app.problems.from_spot(rec)


@register("finding")
def finding_form(ctx: Context, target: Target) -> RaisingEditor:
    """The form of a finding."""
    return RaisingEditor(ctx, target)


@register("fire_spot")
def fire_spot_form(ctx: Context, target: Target) -> FireSpotEditor:
    """The form of a fire spot."""
    return FireSpotEditor(ctx, target)
