"""From a track of a preview to a leg of a patrol."""

from __future__ import annotations

import secrets
from typing import Any

from patrol_app.domain.instant import Instant
from patrol_app.domain.journal.op import new_item_key
from patrol_app.domain.records.patrol import Leg
from patrol_app.services.import_items import TrackPlan


def leg_of(
    track: TrackPlan, blob: str, means: str, *, source: str = "file", taken: Instant | None = None
) -> Leg:
    """The leg of a track file.

    Args:
        track: as previewed.
        blob: sha256 of its ``track/1`` blob.
        means: of transport, a word of the vocabulary.
        source: ``receiver`` for the file of an enrolled receiver, else ``file``.
        taken: when the file was taken in.
    """
    values: dict[str, Any] = {
        "key": new_key(),
        "order": 0,
        "start_at": track.start_at,
        "end_at": track.end_at,
        "means": means,
        "track_sha256": blob,
        "track_bytes": len(track.blob),
        "source_sha256": track.sha256,
        "source_bytes": track.size,
        "source_name": track.name[:400],
        "receiver": track.receiver,
        "taken_at": taken,
        "track_source": source,
        "datum": track.datum,
        "points": track.points,
        "length_cm": track.length_cm,
        "bounds": track.bounds,
        "stops": track.stops,
        "dropped": track.dropped,
    }
    return Leg.model_validate(values)


def new_key() -> str:
    """A fresh item key."""
    return new_item_key(secrets.token_bytes(5))
