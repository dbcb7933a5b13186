"""Refusals of what is larger or longer than a file may be; each reader names its own limit."""

from __future__ import annotations

from collections.abc import Sized

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.i18n import N_


def need_bytes(data: Sized, most: int) -> None:
    """A file has at most ``most`` bytes.

    Raises:
        UserError: ``file.too_large``.
    """
    if len(data) > most:
        raise UserError(
            "file.too_large", N_("The file is larger than {most} MB"), most=most // limits.MIB
        )


def need_points(count: int, most: int = 0) -> None:
    """A track has at most ``limits.TRACK_POINTS`` points.

    Args:
        count: of points, or of what stands for them in the file.
        most: of what is counted; 0 for ``limits.TRACK_POINTS``.

    Raises:
        UserError: ``track.too_long``.
    """
    if count > (most or limits.TRACK_POINTS):
        raise UserError(
            "track.too_long",
            N_("The track has more than {most} points"),
            most=limits.TRACK_POINTS,
        )


def need_marks(count: int) -> None:
    """A file has at most ``limits.WAYPOINTS`` marked places.

    Raises:
        UserError: ``gpx.waypoints``.
    """
    if count > limits.WAYPOINTS:
        raise UserError(
            "gpx.waypoints",
            N_("The file has more than {most} waypoints"),
            most=limits.WAYPOINTS,
        )
