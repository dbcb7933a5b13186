"""``patrol check``: is a patrol plausible and valid; without a number, which need a look."""

from __future__ import annotations

from typing import Annotated

import typer

from patrol_app.cli.context import Context
from patrol_app.i18n import _
from patrol_app.services.check_words import UNKNOWN, oddity_text, plain
from patrol_app.services.patrol_check import PatrolCheck

patrol = typer.Typer(no_args_is_help=True, help="Reports on patrols.")
DASH = "—"


@patrol.command("check")
def check(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="[NUMBER]")] = "",
    first: Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD")] = "",
    last: Annotated[str, typer.Option("--to", metavar="YYYY-MM-DD")] = "",
) -> None:
    """Plausibility and validity of one patrol, or the worklist of all that need a look."""
    made: Context = context.obj
    with made.opened(read_only=True) as app:
        if number:
            found = app.patrol_checks.check(number)
            _tell(made, found)
            made.output.document(plain(found))
            return
        rows = []
        for one in app.patrol_checks.worklist(first, last):
            rows.append(plain(one))
            made.output.line(f"{one.patrol.number}  {_short(one)}")
        made.output.document({"items": rows, "total": len(rows)})


def _short(found: PatrolCheck) -> str:
    texts = [one.message() for one in found.remarks if one.level != "note"]
    texts += [oddity_text(one) for one in found.oddities if one.level != "note"]
    return "; ".join(texts)


def _tell(made: Context, found: PatrolCheck) -> None:
    judged = found.judgement
    said = {True: _("valid"), False: _("not valid"), None: DASH}[judged.valid]
    made.output.line(f"{found.patrol.number}  {found.evidence}  {said}")
    for label, value in (
        (_("Inside the grid"), _km(judged.inside_cm)),
        (_("Time inside"), DASH if judged.inside_min is None else f"{judged.inside_min} min"),
        (_("Coverage"), _percent(judged.coverage_e2)),
        (_("Coverage of the month so far"), _percent(judged.month_coverage_e2)),
    ):
        made.output.line(f"  {label}: {value}")
    if judged.rule is not None:
        mark = _("not verified") if judged.rule.unverified else _("verified")
        made.output.line(f"  {_('Rule')}: {judged.rule.words()} ({mark})")
    for code in judged.unknown:
        made.output.line(f"  {_(UNKNOWN[code])}")
    if found.changed:
        made.output.line("  " + _("Judged otherwise on submit: the rule has changed since"))
    for oddity in found.oddities:
        made.output.line(f"  [{oddity.level}] {oddity_text(oddity)}")
    for remark in found.remarks:
        made.output.line(f"  [{remark.level}] {remark.message()}")


def _km(value: int | None) -> str:
    return DASH if value is None else f"{value / 100_000:.2f} km"


def _percent(value: int | None) -> str:
    return DASH if value is None else f"{value / 100:.2f} %"
