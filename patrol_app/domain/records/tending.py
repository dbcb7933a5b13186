"""TendingCheck 管护成效: how tending, replanting or closing a hillside turned out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Any

from pydantic import Field

from patrol_app.domain.base import Item, Record
from patrol_app.domain.fields import Count, DateText, LongText, RecordId, Text, Ui
from patrol_app.domain.position import Place
from patrol_app.domain.registry import Figure
from patrol_app.i18n import N_


class Plot(Item):
    """One plot or row that was counted; the keys tell plots of one number apart."""

    plot_no: Annotated[Text, Ui(N_("Plot no."))] = ""
    planted: Annotated[Count | None, Ui(N_("Planted"), "int", unit=N_("trees"))] = None
    alive: Annotated[Count | None, Ui(N_("Alive"), "int", unit=N_("trees"))] = None
    remark: Annotated[Text, Ui(N_("Why trees died"))] = ""


class TendingCheck(Record):
    """One check of one sub-compartment.

    Attributes:
        rate_kind: whether the plots give the survival of the first years 成活率 or what is
            still there later 保存率; both are alive over planted, with a pass line of each.
        area_mu_e4: area of the work, 1/10,000 亩.
    """

    work: Annotated[
        Text, Ui(N_("Kind of work"), "vocab", vocabulary="tending_work", required=True, listed=True)
    ] = ""
    project: Annotated[Text, Ui(N_("Project"))] = ""
    work_year: Annotated[
        int | None,
        Field(ge=1_949, le=2_200),
        Ui(N_("Year of the work"), "int", low=1_949, high=2_200, required=True),
    ] = None
    checked_on: Annotated[
        DateText | None, Ui(N_("Checked on"), "date", required=True, listed=True)
    ] = None
    town: Annotated[Text, Ui(N_("Town"), listed=True)] = ""
    sub_compartment: Annotated[Text, Ui(N_("Sub-compartment"), required=True, listed=True)] = ""
    position: Annotated[Place | None, Ui(N_("Position"), "position")] = None
    area_mu_e4: Annotated[
        int | None,
        Field(ge=0, le=10**15),
        Ui(
            N_("Area"),
            "decimal",
            scale=4,
            alias="area_mu",
            unit=N_("mu"),
            required=True,
            listed=True,
        ),
    ] = None
    species: Annotated[Text, Ui(N_("Species"))] = ""
    done_by: Annotated[Text, Ui(N_("Work done by"))] = ""
    rate_kind: Annotated[Text, Ui(N_("Rate"), "vocab", vocabulary="tending_rate", listed=True)] = ""
    plots: Annotated[tuple[Plot, ...], Ui(N_("Plots"), "items")] = ()
    measures: Annotated[
        tuple[Text, ...], Ui(N_("Measures taken"), "vocabs", vocabulary="tending_measure")
    ] = ()
    verdict: Annotated[
        Text,
        Ui(N_("Outcome"), "vocab", vocabulary="tending_verdict", required=True,
           listed=True),
    ] = ""  # fmt: skip
    mend: Annotated[LongText, Ui(N_("What must be mended"), "longtext")] = ""
    checker_ids: Annotated[
        tuple[RecordId, ...],
        Ui(N_("Checked by"), "refs", ref="person", alias="checkers", required=True),
    ] = ()
    grid_id: Annotated[RecordId | None, Ui(N_("Grid"), "ref", ref="grid", alias="grid")] = None
    remark: Annotated[LongText, Ui(N_("Remark"), "longtext")] = ""


def trees(check: TendingCheck) -> tuple[int, int]:
    """(planted, alive) over the plots where both were counted."""
    pairs = [
        (one.planted, one.alive)
        for one in check.plots
        if one.planted is not None and one.alive is not None
    ]
    return sum(planted for planted, _ in pairs), sum(alive for _, alive in pairs)


def rate_e4(check: TendingCheck) -> int | None:
    """成活率 or 保存率 of one check: Σ alive ÷ Σ planted over its plots, 1/10,000, cut off.

    Cut off and not rounded: 84.996 % does not pass a line of 85 %. None without planted trees.
    """
    planted, alive = trees(check)
    return alive * 10_000 // planted if planted else None


def mean_rate_e4(checks: Sequence[TendingCheck]) -> int | None:
    """The mean rate of several checks weighted by area: Σ(area × rate) ÷ Σ area, 1/10,000.

    Computed from the counts and cut off once. Checks without a rate or an area do not count;
    None where none is left.
    """
    counted = [(one, *trees(one)) for one in checks if one.area_mu_e4]
    shares = [
        (one.area_mu_e4 or 0, Fraction(alive, planted))
        for one, planted, alive in counted
        if planted
    ]
    if not shares:
        return None
    weighted = sum((area * share for area, share in shares), Fraction())
    return int(weighted * 10_000 / sum(area for area, _ in shares))


def own(check: TendingCheck) -> Mapping[str, Any]:
    """Plain coordinates, trees planted and alive, and their rate (1/10,000)."""
    planted, alive = trees(check)
    return {
        "lon": check.position.lon if check.position else None,
        "lat": check.position.lat if check.position else None,
        "planted": planted if check.plots else None,
        "alive": alive if check.plots else None,
        "rate_e4": rate_e4(check),
    }


def tally(checks: Sequence[TendingCheck]) -> Sequence[Figure]:
    """Checks, area by kind of work, then the mean of each rate weighted by area."""
    made = [Figure(N_("Checks"), str(len(checks)))]
    for work in sorted({one.work for one in checks if one.work}):
        areas = [one.area_mu_e4 or 0 for one in checks if one.work == work]
        tenths = (sum(areas) + 500) // 1_000
        made.append(Figure(work, f"{tenths // 10}.{tenths % 10}", "tending_work", N_("mu")))
    for kind in sorted({one.rate_kind for one in checks if one.rate_kind}):
        mean = mean_rate_e4([one for one in checks if one.rate_kind == kind])
        if mean is not None:
            text = f"{mean // 100}.{mean % 100:02d}"
            made.append(Figure(kind, text, "tending_rate", "%"))
    return made
