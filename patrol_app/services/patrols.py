"""What the patrol editor needs beside the record: tracks to draw, the last day's values, a draft
of the log's text from recorded facts alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from patrol_app.domain.instant import beijing
from patrol_app.domain.records.attachment import Attachment
from patrol_app.domain.records.finding import Finding
from patrol_app.domain.records.patrol import Leg, Patrol, length_cm, minutes
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.i18n import N_, _
from patrol_app.services.ports import Condition, Listing, Store

if TYPE_CHECKING:
    from patrol_app.geo.track import Track

PREFILLED = ("ranger_id", "grid_id", "patrol_type", "means")


@dataclass(frozen=True)
class Sentence:
    """One sentence of the drafted log.

    Attributes:
        text: in the language in use.
        evidence: (type, record id) of what it rests on; empty = 无佐证.
    """

    text: str
    evidence: tuple[tuple[str, str], ...]

    @property
    def supported(self) -> bool:
        """Whether a record, a track or a photo stands behind it."""
        return bool(self.evidence)


def track_of(store: Store, leg: Leg) -> Track | None:
    """The stored track of a leg as columns; None without one, or while it has not arrived.

    Raises:
        UserError: ``track.damaged``.
        EnvironmentFault: the file is damaged on the disk.
    """
    if leg.track_sha256 is None or not store.blobs.has(leg.track_sha256):
        return None
    from patrol_app.geo.track_codec import decode

    blob = store.blobs.get(leg.track_sha256)
    return decode(blob, leg.source_name, leg.datum or "unknown")


def last_values(store: Store, ranger: str) -> dict[str, Any]:
    """Ranger, grid, type and means of the ranger's last patrol; the ranger alone without one.

    Args:
        store: the open data folder.
        ranger: person id.
    """
    listing = Listing(
        "patrol",
        (Condition("ranger_id", "=", ranger),),
        ("submitted", "changed", "draft"),
        limit=1,
    )
    rows = store.queries.page(listing).rows
    if not rows:
        grids = store.queries.children("grid", "ranger_id", ranger)
        own = {"grid_id": grids[0].record.id} if len(grids) == 1 else {}
        return {"ranger_id": ranger, **own}
    record = rows[0].record
    values = {name: getattr(record, name) for name in PREFILLED}
    return {name: value for name, value in values.items() if value}


def drafted_log(
    patrol: Patrol,
    findings: tuple[Finding, ...] = (),
    photos: tuple[Attachment, ...] = (),
    names: Mapping[str, str] | None = None,
) -> list[Sentence]:
    """Sentences that the records say themselves; nothing is invented.

    Args:
        patrol: as it stands on the form.
        findings: recorded on it.
        photos: hung on it.
        names: titles of people and grids by record id.
    """
    told = names or {}
    tracked = any(leg.track_sha256 for leg in patrol.legs)
    track = (("patrol", patrol.id),) if tracked else ()
    out: list[Sentence] = []
    if patrol.start_at and patrol.end_at:
        # typed times rest on nothing but the person's word; a track's times on the track
        out.append(
            Sentence(
                _("Set out at {start}, returned at {end}.").format(
                    start=f"{beijing(patrol.start_at.ms):%H:%M}",
                    end=f"{beijing(patrol.end_at.ms):%H:%M}",
                ),
                track,
            )
        )
    length, spent = length_cm(patrol), minutes(patrol)
    if length is not None and spent is not None:
        out.append(
            Sentence(
                _("Patrolled {km} km in {minutes} minutes.").format(
                    km=f"{length / 100_000:.2f}", minutes=spent
                ),
                track,
            )
        )
    if patrol.companions:
        people = "、".join(told.get(one, "?") for one in patrol.companions)
        out.append(Sentence(_("Together with {people}.").format(people=people), ()))
    if photos:
        out.append(
            Sentence(
                _("{count} photos were taken.").format(count=len(photos)),
                tuple(("attachment", photo.id) for photo in photos),
            )
        )
    out += [_found(finding) for finding in findings]
    if patrol.nothing_found:
        out.append(Sentence(_("Nothing unusual was found."), track))
    return out


def _found(finding: Finding) -> Sentence:
    category = vocabulary("category").label(finding.category)
    actions = "、".join(vocabulary("action").label(action) for action in finding.action)
    moment = f"{beijing(finding.found_at.ms):%H:%M}" if finding.found_at else "?"
    text = _("At {time} at {place}: {category}; {action}.").format(
        time=moment, place=finding.place or "?", category=category, action=actions or "?"
    )
    return Sentence(text, (("finding", finding.id),))


NO_EVIDENCE = N_("No evidence")
