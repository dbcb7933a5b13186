"""Forms: the generic one follows the field metadata; a type may register one of its own.

@forms.register("patrol")
def make(ctx: Context, target: Target) -> Editor: ...
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrol_app.gui.forms.target import MAKERS, Maker, Target, register

if TYPE_CHECKING:
    from patrol_app.gui.context import Context
    from patrol_app.gui.pages.base import Editor

__all__ = ["Maker", "Target", "editor", "register"]


def editor(ctx: Context, target: Target) -> Editor:
    """The editor for ``target``: the type's own form, else the generic one."""
    if target.rec:
        ctx.opened(target.type, target.rec)
    import patrol_app.gui.forms.case
    import patrol_app.gui.forms.drill
    import patrol_app.gui.forms.equipment
    import patrol_app.gui.forms.grazing
    import patrol_app.gui.forms.training
    import patrol_app.gui.pest.editor
    import patrol_app.gui.pest.forecast_form
    import patrol_app.gui.pest.proposing
    import patrol_app.gui.problem.form
    import patrol_app.gui.problem.raising  # noqa: F401

    own = MAKERS.get(target.type)
    if own is not None:
        return own(ctx, target)
    from patrol_app.gui.forms.generic import GenericEditor

    return GenericEditor(ctx, target)
