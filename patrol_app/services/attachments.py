"""Photos and films hung on a record that is no patrol: read, bounded, kept, written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from patrol_app.domain.records import record_type
from patrol_app.events import EventBus
from patrol_app.i18n import N_
from patrol_app.services.clock import clock_state
from patrol_app.services.films import film_of, keep_film
from patrol_app.services.import_items import PhotoPlan
from patrol_app.services.import_plan import planned
from patrol_app.services.import_types import FileItem, FileReader, IsCancelled, OnProgress
from patrol_app.services.photo_keeping import keep_photo, photo_values
from patrol_app.services.ports import Clock, Store
from patrol_app.services.records import RecordService
from patrol_app.services.session import Actor


@dataclass(frozen=True)
class Attached:
    """What was hung on a record.

    Attributes:
        attachments: ids of the new ones; films: how many of them are films.
        left_out: names of files that were neither, or hung here before.
    """

    attachments: tuple[str, ...]
    left_out: tuple[str, ...]
    films: int = 0


def attach(
    store: Store,
    clock: Clock,
    records: RecordService,
    reader: FileReader,
    bus: EventBus,
    parent: tuple[str, str],
    paths: Sequence[Path],
    actor: Actor,
    *,
    role: str = "photo",
    on_progress: OnProgress | None = None,
    cancelled: IsCancelled | None = None,
) -> Attached:
    """Hang photos and films on a record, all of them in one transaction.

    Photos are decoded in the bounded process; a film is known by its first bytes alone.

    Args:
        store, clock, records, bus: of the open data folder.
        reader: the bounded process.
        parent: (type, record id) that they belong to.
        paths: files of photos and films.
        actor: who attaches.
        role: word of ``attachment_role``: what the photos show.
        on_progress: called with (files begun, files).
        cancelled: asked while reading.

    Raises:
        UserError: ``session.forbidden``, ``work.cancelled``, ``import.moved``, ``film.large``.
    """
    actor.need_write(record_type(parent[0]))
    found = [(path, film_of(path)) for path in paths]
    files = [path for path, film in found if film is None]
    answers = reader.read(files, {"travel": True}, on_progress=on_progress, cancelled=cancelled)
    now = clock_state(clock, store.queries).now_ms
    made = [planned(path, answer, now) for path, answer in zip(files, answers, strict=True)]
    held = {
        str(getattr(row.record, "sha256", ""))
        for row in store.queries.children("attachment", "parent_id", parent[1])
    }
    photos, left_out = _fresh(made, held)
    rows = [photo_values(photo, keep_photo(store, photo), parent, role) for photo in photos]
    for film in (one for _path, one in found if one is not None):
        values = keep_film(store, film, parent)
        if values["sha256"] in held:
            left_out.append(film.path.name)
        else:
            held.add(values["sha256"])
            rows.append(values)
    if not rows:
        return Attached((), tuple(left_out))
    films = len(rows) - len(photos)
    gnss = [*(photo.gnss_ms for photo in photos), *[None] * films]
    with store.begin(N_("importing")) as work:
        written = records.write_new(work, record_type("attachment"), rows, actor, gnss=gnss)
        changes = work.commit()
    bus.publish(changes)
    return Attached(tuple(record.id for record in written), tuple(left_out), films)


def _fresh(made: Sequence[FileItem], held: Collection[str]) -> tuple[list[PhotoPlan], list[str]]:
    """The photos that are new to the record, and names of the other files."""
    photos: dict[str, PhotoPlan] = {}
    others = []
    for one in made:
        if isinstance(one, PhotoPlan) and one.sha256 not in held and one.sha256 not in photos:
            photos[one.sha256] = one
        else:
            others.append(one.path.name)
    return list(photos.values()), others
