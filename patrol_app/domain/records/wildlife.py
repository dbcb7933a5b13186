"""WildlifeSighting 野生动植物: a protected animal or plant, or its trace, where it was met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field

from patrol_app.domain.base import Record
from patrol_app.domain.blurring import blurred
from patrol_app.domain.fields import Count, LongText, RecordId, Text, Ui
from patrol_app.domain.instant import Instant, date_of
from patrol_app.domain.position import Place
from patrol_app.domain.registry import Figure
from patrol_app.i18n import N_

PROTECTED = ("国家一级", "国家二级")
OTHER = "其他"
HIDDEN = ("place", "position", "altitude_m", "camera_no", "description")


class WildlifeSighting(Record):
    """One meeting with one species at one place.

    Attributes:
        species_name: where the list has no word for it.
        protection: class as its finder knows it; the table of rules says what it knows.
        count: animals or plants seen; for a trace, those it is put down to.
        secret: its place is told only roughly, whatever its class.
    """

    species: Annotated[
        Text,
        Ui(N_("Wild species"), "vocab", vocabulary="wildlife_species", required=True, listed=True),
    ] = ""
    species_name: Annotated[Text, Ui(N_("Name of another species"))] = ""
    seen_at: Annotated[Instant | None, Ui(N_("Seen at"), "instant", required=True, listed=True)] = (
        None
    )
    sign: Annotated[
        Text,
        Ui(N_("What was seen"), "vocab", vocabulary="wildlife_sign", required=True, listed=True),
    ] = ""
    count: Annotated[Count | None, Ui(N_("Count"), "int", listed=True)] = None
    counted: Annotated[Text, Ui(N_("How counted"), "vocab", vocabulary="wildlife_counted")] = ""
    protection: Annotated[
        Text,
        Ui(N_("Protection class"), "vocab", vocabulary="protection_class", listed=True),
    ] = ""
    condition: Annotated[Text, Ui(N_("Condition"), "vocab", vocabulary="wildlife_condition")] = ""
    town: Annotated[Text, Ui(N_("Town"), listed=True)] = ""
    place: Annotated[Text, Ui(N_("Place"), required=True)] = ""
    position: Annotated[Place | None, Ui(N_("Position"), "position", required=True)] = None
    altitude_m: Annotated[
        int | None,
        Field(ge=-500, le=9_000),
        Ui(N_("Altitude"), "int", unit="m", low=-500, high=9_000),
    ] = None
    habitat: Annotated[
        tuple[Text, ...], Ui(N_("Habitat"), "vocabs", vocabulary="habitat", required=True)
    ] = ()
    threat: Annotated[
        tuple[Text, ...],
        Ui(N_("Threats"), "vocabs", vocabulary="wildlife_threat", required=True),
    ] = ()
    camera_no: Annotated[Text, Ui(N_("Camera no."))] = ""
    observer_ids: Annotated[
        tuple[RecordId, ...],
        Ui(N_("Seen by"), "refs", ref="person", alias="observers", required=True),
    ] = ()
    patrol_id: Annotated[RecordId | None, Ui(N_("Patrol"), "ref", ref="patrol", alias="patrol")] = (
        None
    )
    grid_id: Annotated[RecordId | None, Ui(N_("Grid"), "ref", ref="grid", alias="grid")] = None
    reported_to: Annotated[Text, Ui(N_("Reported to"))] = ""
    reported_at: Annotated[Instant | None, Ui(N_("Reported at"), "instant")] = None
    secret: Annotated[
        bool | None,
        Ui(
            N_("Keep the place secret"),
            "bool",
            hint=N_("Papers and other people get 0.01° only, as for both national classes."),
        ),
    ] = None
    description: Annotated[LongText, Ui(N_("Description"), "longtext")] = ""


def own(sighting: WildlifeSighting) -> Mapping[str, Any]:
    """Beijing date and plain coordinates."""
    return {
        "date": date_of(sighting.seen_at.ms) if sighting.seen_at else None,
        "lon": sighting.position.lon if sighting.position else None,
        "lat": sighting.position.lat if sighting.position else None,
    }


def sensitive(sighting: WildlifeSighting) -> bool:
    """Whether its place is told only roughly: on demand, and for the two national classes."""
    return bool(sighting.secret) or sighting.protection in PROTECTED


def guarded(sighting: WildlifeSighting) -> WildlifeSighting:
    """What others learn of it: a sensitive place to 0.01°, without its name and camera."""
    if not sensitive(sighting):
        return sighting
    changes = {"position": blurred(sighting.position), "place": "", "camera_no": ""}
    return sighting.edited(**changes, altitude_m=None, description="")


def name_of(sighting: WildlifeSighting) -> str:
    """The species as people say it."""
    typed = sighting.species == OTHER and sighting.species_name.strip()
    return typed or sighting.species


def tally(sightings: Sequence[WildlifeSighting]) -> Sequence[Figure]:
    """Sightings, species, and sightings by species, the most frequent first."""
    found = Counter(name_of(one) for one in sightings)
    ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    protected = sum(one.protection in PROTECTED for one in sightings)
    return [
        Figure(N_("Sightings in all"), str(len(sightings))),
        Figure(N_("Species in all"), str(len(found))),
        Figure(N_("Of the national classes"), str(protected)),
        *(Figure(name, str(n), "wildlife_species") for name, n in ordered),
    ]
