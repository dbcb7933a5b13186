"""Words, columns and shapes of an inspection's patches."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from patrol_app.domain.vocabulary import vocabulary
from patrol_app.geo.display import DisplayList, Polygon
from patrol_app.geo.outline import rings_of, shape_in
from patrol_app.geo.plane import LocalPlane
from patrol_app.gui.models import Cell, Column
from patrol_app.i18n import N_, _
from patrol_app.services.patches import DOUBT, FALSE, MERGED, OPEN, TRUE, PatchLine, Progress

Bounds = tuple[float, float, float, float]
STATES: tuple[tuple[str, str, str], ...] = (
    (OPEN, "info", N_("Not answered")),
    (TRUE, "ok", N_("True")),
    (FALSE, "draft", N_("Not true")),
    (DOUBT, "due", N_("A second person has to say so")),
    (MERGED, "draft", N_("Merged")),
)
WAITING = "open"  # the filter's code of ``OPEN``, which is empty
MARGIN = 0.25  # ground shown beside a patch, in its own widths
NEAR_M = 400.0  # neighbours drawn around the shown one


def state_look(state: str) -> tuple[str, str]:
    """Tone and words of an answer's state."""
    return next((tone, _(words)) for code, tone, words in STATES if code == state)


def area_words(mu_e4: int | None) -> str:
    """An area in 亩 with one decimal; an em dash for none."""
    return "—" if mu_e4 is None else f"{mu_e4 / 10_000:.1f}"


def list_columns() -> list[Column]:
    """The columns of the list."""

    def state(line: PatchLine) -> Cell:
        """The answer as a chip."""
        tone, words = state_look(line.state)
        return Cell(words if line.state != DOUBT else _("2nd person"), "chip", tone=tone)

    return [
        Column("no", _("Patch no."), 88, value=lambda one: Cell(one.patch.patch_no, "link")),
        Column("place", _("Place"), 0, value=lambda one: one.patch.place),
        Column(
            "area", _("Area (mu)"), 84, "right", value=lambda one: area_words(one.patch.patch_mu_e4)
        ),
        Column("state", _("Check result"), 120, value=state),
        Column("verdict", _("Judged as"), 96, value=_verdict),
    ]


def _verdict(one: PatchLine) -> str:
    """The word of the answer in the language in use; none while there is no answer."""
    verdict = one.answer.verdict if one.answer else ""
    return vocabulary("patch_verdict").label(verdict) if verdict else ""


def progress_columns() -> list[Column]:
    """The columns of the progress by township."""

    def share(row: Progress) -> str:
        """Answered ones in percent."""
        return f"{100 * row.answered / row.count:.0f} %"

    return [
        Column("township", _("Township"), 0, value=lambda row: row.township or "—"),
        Column("count", _("Patches"), 72, "right"),
        Column("answered", _("Answered"), 72, "right"),
        Column("share", "%", 64, "right", value=share),
        Column("true", _("True"), 64, "right"),
        Column("false", _("Not true"), 72, "right"),
        Column("area", _("Area (mu)"), 88, "right", value=lambda row: area_words(row.mu_e4)),
    ]


def summary(lines: Sequence[PatchLine]) -> str:
    """How far the shown patches are, in words."""
    done = sum(one.state in (TRUE, FALSE, MERGED) for one in lines)
    words = _("answered {done} of {count} · true {true} · not true {false}")
    return words.format(
        done=done,
        count=len(lines),
        true=sum(one.state == TRUE for one in lines),
        false=sum(one.state == FALSE for one in lines),
    )


def drawn(shown: PatchLine, lines: Sequence[PatchLine]) -> tuple[DisplayList, Bounds] | None:
    """The patch with its neighbours, and where to look; None where it has no outline."""
    shape = shape_in(shown.patch.outline)
    if shape is None:
        return None
    corners = np.concatenate([ring for rings in rings_of(shape) for ring in rings])
    plane = LocalPlane.around(corners[:, 1], corners[:, 0])
    own = plane.metres(corners[:, 1], corners[:, 0])
    low, high = own.min(axis=0), own.max(axis=0)
    wide = max(float((high - low).max()) * MARGIN, 20.0)
    bounds = (low[0] - wide, low[1] - wide, high[0] + wide, high[1] + wide)
    shapes = [
        made
        for one in lines
        if one.patch.id != shown.patch.id and _near(one, plane, bounds)
        for made in _polygons(one, plane, "plot")
    ]
    shapes += _polygons(shown, plane, "selected")
    legend = (("selected", _("This patch")), *((("plot", _("Other patches")),) * (len(shapes) > 1)))
    return DisplayList(plane, tuple(shapes), legend), bounds


def _near(one: PatchLine, plane: LocalPlane, bounds: Bounds) -> bool:
    place = one.patch.position
    if place is None:
        return False
    x, y = plane.metres(np.array([place.lat]), np.array([place.lon]))[0]
    west, south, east, north = bounds
    return bool(
        west - NEAR_M < x < east + NEAR_M and south - NEAR_M < y < north + NEAR_M
    )  # fmt: skip


def _polygons(one: PatchLine, plane: LocalPlane, role: str) -> list[Polygon]:
    shape = shape_in(one.patch.outline)
    if shape is None:
        return []
    return [
        Polygon(
            tuple(plane.metres(ring[:, 1], ring[:, 0]) for ring in rings),
            role, f"problem:{one.patch.id}", one.patch.patch_no,
        )
        for rings in rings_of(shape)
    ]  # fmt: skip
