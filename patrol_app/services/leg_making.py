"""From a track of a preview to a leg of a patrol."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from patrol_app.domain.instant import Instant
from patrol_app.domain.journal.op import new_item_key
from patrol_app.domain.records.patrol import Leg
from patrol_app.services.import_items import TrackPlan


def leg_of(
    track: TrackPlan,
    blob: str,
    means: str,
    *,
    owners: Mapping[str, tuple[str, ...]] | None = None,
    taken: Instant | None = None,
    whole: TrackPlan | None = None,
) -> Leg:
    """The leg of a track file, with what its evidence grade rests on.

    Args:
        track: as previewed.
        blob: sha256 of its ``track/1`` blob.
        means: of transport, a word of the vocabulary.
        owners: who was given which receiver (``receivers.enrolled``); the file of one of these
            is a receiver's, anything else a file.
        taken: when the file was taken in.
        whole: the track before it was cut; None = this is the whole.
    """
    given = (owners or {}).get(track.receiver.casefold(), ()) if track.receiver else ()
    cut = whole.end_at if whole is not None and whole.end_at != track.end_at else None
    last = track.file_end_at or cut
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
        "receiver_of": given,
        "file_end_at": last,
        "taken_at": taken,
        "track_source": "receiver" if given else "file",
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
