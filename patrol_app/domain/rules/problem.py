"""Rules of a problem and of its steps (``domain.md`` §1.8, §1.9)."""

from __future__ import annotations

from collections.abc import Mapping

from patrol_app.domain import problem_state
from patrol_app.domain.instant import MINUTE_MS
from patrol_app.domain.records.problem import Problem, ProblemStep
from patrol_app.domain.remark import Remark, RuleContext
from patrol_app.domain.rules import thresholds
from patrol_app.domain.rules.times import not_future
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.i18n import N_

MAJOR = "重大"
AFTER = "after_photos"  # name in ``RuleContext.related`` of the photos of mending
# What each step cannot do without; a suspension says until when (§1.8).
NEEDED: Mapping[str, tuple[str, ...]] = {
    "REJECTED": ("text",),
    "ASSIGNED": ("for_unit_id", "due_on"),
    "HANDLING": ("text",),
    "SUSPENDED": ("text", "due_on"),
    "TRANSFERRED": ("organ", "doc_no", "doc_on"),
    "RESULT": ("result",),
    "SUBMITTED": ("text",),
    "RETURNED": ("text",),
    "SUPERVISED": ("level",),
    "GRADED": ("grade", "text"),
    "MERGED": ("other_id",),
    "REOPENED": ("text",),
    "NOTE": ("text",),
}
_HINDERED: Mapping[str, str] = {
    "order": N_("This step does not follow on “{state}”"),
    "twice": N_("It was suspended twice: not a third time"),
    "same": N_("Another person has to say so too"),
    "result": N_("Closed only when the result of the transfer is written down"),
}


def times(problem: Problem, context: RuleContext) -> list[Remark]:
    """Not in the future."""
    return not_future(problem.found_at, "found_at", context)


def crime(problem: Problem, context: RuleContext) -> list[Remark]:
    """A reached threshold asks for the grade 重大 and the transfer, with the arithmetic."""
    verdict = thresholds.judge(problem, context.book)
    if not verdict.reached:
        return []
    params = {"sum": verdict.said}
    found = [Remark("problem.crime", "warning", "category", N_("To be passed on: {sum}"), params)]
    if problem.grade != MAJOR:
        found.append(
            Remark("problem.grade", "warning", "grade", N_("A suspected crime is a major problem"))
        )
    return found


def located(problem: Problem, context: RuleContext) -> list[Remark]:
    """A place on the map, and whether somebody else may have written it down already."""
    found = []
    if problem.position is None:
        found.append(Remark("problem.position", "warning", "position", N_("No position yet")))
    found += [
        Remark(
            "problem.same",
            "warning",
            "",
            N_("Perhaps the same as {number}"),
            {"number": other.number},
        )
        for other in context.siblings
        if isinstance(other, Problem)
    ]
    return found


def step_filled(step: ProblemStep, context: RuleContext) -> list[Remark]:
    """Each kind of step has fields of its own that it cannot do without."""
    return [
        Remark("field.required", "error", name, N_("Please fill in"))
        for name in NEEDED.get(step.step, ())
        if not str(getattr(step, name) or "").strip()
    ]


def step_times(step: ProblemStep, context: RuleContext) -> list[Remark]:
    """Not in the future; not before the problem was found."""
    found = not_future(step.at, "at", context)
    problem = context.related.get("parent_id")
    if isinstance(problem, Problem) and problem.found_at and step.at:
        found_ms = problem.found_at.ms
        # steps are typed to the minute, a finding may come from a photo with its seconds
        if step.at.ms < found_ms - found_ms % MINUTE_MS:
            found.append(
                Remark("step.before", "error", "at", N_("This lies before the problem was found"))
            )
    return found


def step_follows(step: ProblemStep, context: RuleContext) -> list[Remark]:
    """The step may follow on where the problem stands (``domain.problem_state``)."""
    problem = context.related.get("parent_id")
    if not isinstance(problem, Problem) or not step.step:
        return []
    now = problem_state.state_of(
        problem, [one for one in context.siblings if one.step.id != step.id]
    )
    why = problem_state.hinders(now, step)
    if not why:
        return []
    params = {"state": vocabulary("problem_state").label(now.state)}
    return [Remark(f"step.{why}", "error", "step", _HINDERED[why], params)]


def merged_elsewhere(step: ProblemStep, context: RuleContext) -> list[Remark]:
    """A problem is not merged with itself."""
    if step.step == "MERGED" and step.other_id and step.other_id == step.parent_id:
        return [Remark("step.itself", "error", "other_id", N_("That is the same problem"))]
    return []


def closed_with_evidence(step: ProblemStep, context: RuleContext) -> list[Remark]:
    """Closed only with a photo taken after mending, or with the paper of a transfer (§10.2)."""
    if step.step != "CLOSED" or AFTER not in context.related:
        return []
    passed_on = any(
        one.step.step == "TRANSFERRED" and one.step.doc_no and not one.strange
        for one in context.siblings
    )
    if passed_on or context.related[AFTER] or context.children.get("attachment"):
        return []
    words = N_("Closed only with a photo after mending: add it here or to an earlier step")
    return [Remark("step.evidence", "error", "step", words)]


PROBLEM = (times, located, crime)
STEP = (step_filled, step_times, step_follows, merged_elsewhere, closed_with_evidence)
