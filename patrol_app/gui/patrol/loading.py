"""Everything the patrol editor shows, read in one go off the GUI thread as plain frozen data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from patrol_app.domain.records.attachment import Attachment
from patrol_app.domain.records.finding import Finding
from patrol_app.domain.records.patrol import Leg, Patrol
from patrol_app.domain.records.task import Task as PatrolTask
from patrol_app.domain.review import LOCKED
from patrol_app.domain.setting import RuleValue
from patrol_app.errors import PatrolError, UserError
from patrol_app.geo.matching import match
from patrol_app.geo.measure import Measures, measure
from patrol_app.geo.track import Track
from patrol_app.gui.patrol.history import Change, history
from patrol_app.i18n import N_, _
from patrol_app.services.held_work import waiting_words
from patrol_app.services.patrols import day_words, last_values, track_of
from patrol_app.services.people import people
from patrol_app.services.ports import EVERY_STATE, FormDraft, Listing, Store, Stored
from patrol_app.services.rules import rule_book

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from patrol_app.bootstrap import App

NEW_ID = "00000000-0000-7000-8000-000000000000"  # of a form that was never saved
MOST_TASKS = 500
GAP_RULE = "patrol.track_gap_min"
RULES = ("patrol.valid.len_m", "patrol.valid.min", GAP_RULE)
PhotoPlace = tuple[str, int | None, int | None]
THUMB_PX = 192  # twice the shown edge: sharp at 200 %


@dataclass(frozen=True, eq=False)
class LegTrack:
    """The stored track of one leg with what it says; ``track`` None while it is not here.

    Attributes:
        fault: why it cannot be shown, or empty.
    """

    leg: Leg
    track: Track | None
    measures: Measures | None
    fault: str = ""


@dataclass(frozen=True, eq=False)
class PhotoShown:
    """A photo with a small picture and the place where it is drawn.

    Attributes:
        source: ``photo`` from its own data, ``hand``, ``track`` matched by time, or empty.
        lon / lat: 1e-7 degrees, None while unplaced.
        picture: small picture, None while the travel copy is not here.
    """

    stored: Stored
    photo: Attachment
    source: str
    lon: int | None
    lat: int | None
    picture: QImage | None = None


@dataclass(frozen=True, eq=False)
class Loaded:
    """One patrol as the editor needs it.

    Attributes:
        stored: None for a patrol that was never saved.
        record: the saved facts; a blank one for a new patrol.
        names: titles of people and grids by record id.
        rangers / grids / tasks: (record id, words) to choose from; chiefs are among the rangers.
        rules: rule values that the KPI strip and the map name, by key.
        draft: what was typed and not saved, or None.
        own_unit: whether this device may write the record.
        history: one line a change, newest first.
        waiting: what an incomplete patrol waits for, in words.
    """

    stored: Stored | None
    record: Patrol
    tracks: tuple[LegTrack, ...] = ()
    photos: tuple[PhotoShown, ...] = ()
    findings: tuple[Stored, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    rangers: Sequence[tuple[str, str]] = ()
    grids: Sequence[tuple[str, str]] = ()
    tasks: Sequence[tuple[str, str]] = ()
    rules: Mapping[str, RuleValue] = field(default_factory=dict)
    draft: FormDraft | None = None
    own_unit: bool = True
    history: tuple[Change, ...] = ()
    waiting: str = ""

    @property
    def heads(self) -> tuple[str, ...] | None:
        """Heads the person sees; None for a new patrol."""
        return self.stored.heads if self.stored else None

    @property
    def finding_records(self) -> tuple[Finding, ...]:
        """The findings as records."""
        return tuple(row.record for row in self.findings if isinstance(row.record, Finding))

    @property
    def photo_records(self) -> tuple[Attachment, ...]:
        """The photos as records."""
        return tuple(shown.photo for shown in self.photos)

    @property
    def tracked(self) -> bool:
        """Whether a leg has a track."""
        return any(leg.track_sha256 for leg in self.record.legs)


def why_not(loaded: Loaded) -> str:
    """Why nothing can be changed or added here; empty where it can."""
    if loaded.own_unit:
        return ""
    if loaded.stored is not None and loaded.stored.review in LOCKED:
        return _("Locked: nothing in it can change; a station head can unlock it.")
    return _("This record belongs to unit {unit}").format(unit=loaded.record.unit)


def load(app: App, user: str, rec: str, values: Mapping[str, Any], draft: str = "") -> Loaded:
    """Read a patrol with all that hangs on it.

    Args:
        app: the open data folder.
        user: id of the person who types.
        rec: record id; empty for a new patrol.
        values: fields known already of a new patrol.
        draft: id of a form draft to go on with (new patrols).

    Raises:
        UserError: ``record.unknown``.
    """
    store = app.store
    if not rec:
        return _fresh(app, user, values, draft)
    stored = app.records.get("patrol", rec)
    record = stored.record
    if not isinstance(record, Patrol):
        raise UserError("record.unknown", N_("No record is called {name}"), name=rec)
    app.privacy.track_seen(app.session.actor, rec)  # written down where it is another unit's
    rules = _rules(store)
    tracks = tuple(_leg(store, leg, rules) for leg in record.legs if leg.track_sha256)
    findings = tuple(store.queries.children("finding", "patrol_id", rec))
    photos = _photos(store, [rec, *(row.record.id for row in findings)], tracks)
    found = app.drafts.find(user, "patrol", rec)
    if found is not None and found.saved_ms < stored.changed_ms:
        found = None
    base = _choices(store)
    return Loaded(
        stored=stored,
        record=record,
        tracks=tracks,
        photos=photos,
        findings=findings,
        names={**dict(base[0]), **dict(base[1]), **_task_names(base[2])},
        rangers=base[0],
        grids=base[1],
        tasks=[(task.id, _task_words(task)) for task in base[2]],
        rules=rules,
        draft=found,
        own_unit=record.unit == store.queries.identity().unit and stored.review not in LOCKED,
        history=history(store.queries, rec, app.clock.now_ms()),
        waiting=waiting_words(store.queries, stored),
    )


def _fresh(app: App, user: str, values: Mapping[str, Any], draft: str) -> Loaded:
    identity = app.store.queries.identity()
    found = app.drafts.find(user, "patrol", draft) if draft else None
    blank = Patrol(id=NEW_ID, unit=identity.unit, device=identity.device_no)
    known = {**last_values(app.store, user), **dict(values)} if user else dict(values)
    base = _choices(app.store)
    rangers = {rec for rec, _words in base[0]}
    if known.get("ranger_id") not in rangers:
        known.pop("ranger_id", None)  # office staff who enter a day do not walk it
    return Loaded(
        stored=None,
        record=blank.edited(**{k: v for k, v in known.items() if k in Patrol.model_fields}),
        names={**dict(base[0]), **dict(base[1]), **_task_names(base[2])},
        rangers=base[0],
        grids=base[1],
        tasks=[(task.id, _task_words(task)) for task in base[2]],
        rules=_rules(app.store),
        draft=found,
    )


def prefill(app: App, user: str) -> dict[str, Any]:
    """Ranger, grid, type and means of the last patrol of ``user``, for an import.

    Office staff are no rangers: nothing is filled for them.
    """
    rangers = {person.id for person in people(app.store.queries, role="ranger")}
    return last_values(app.store, user) if user in rangers else {}


def _rules(store: Store) -> dict[str, RuleValue]:
    book = rule_book(store.queries)
    return {key: row for key in RULES if (row := book.find(key)) is not None}


def _choices(
    store: Store,
) -> tuple[list[tuple[str, str]], list[tuple[str, str]], list[PatrolTask]]:
    """(record id, words) of rangers with the chiefs behind them and of grids; the tasks."""
    everybody = people(store.queries)
    found = [person for person in everybody if "ranger" in person.roles] or everybody
    found = found + [one for one in everybody if one.chief_level and one not in found]
    rangers = [(person.id, person.name) for person in found]
    rows = store.queries.page(
        Listing("grid", states=EVERY_STATE, limit=5_000, descending=False)
    ).rows
    grids = []
    for row in rows:
        grid: Any = row.record
        grids.append((grid.id, " ".join(part for part in (grid.grid_no, grid.name) if part)))
    return rangers, sorted(grids, key=lambda pair: pair[1]), _tasks(store)


def _tasks(store: Store) -> list[PatrolTask]:
    """Tasks a patrol may name, the last due first."""
    rows = store.queries.page(Listing("task", states=EVERY_STATE, limit=MOST_TASKS)).rows
    found = [row.record for row in rows if isinstance(row.record, PatrolTask)]
    return sorted(found, key=lambda task: (task.due_on or "", task.name), reverse=True)


def _task_names(tasks: Sequence[PatrolTask]) -> dict[str, str]:
    return {task.id: task.name or task.number for task in tasks}


def _task_words(task: PatrolTask) -> str:
    """Name and window."""
    span = "—".join(day_words(day) for day in (task.first_day, task.due_on) if day)
    return " · ".join(part for part in (task.name or task.number, span) if part)


def _leg(store: Store, leg: Leg, rules: Mapping[str, RuleValue]) -> LegTrack:
    try:
        track = track_of(store, leg)
    except PatrolError as fault:
        return LegTrack(leg, None, None, fault.message())
    if track is None or not len(track):
        return LegTrack(leg, None, None)
    rule = rules.get(GAP_RULE)
    gap_ms = (rule.value if rule else 10) * 60_000
    return LegTrack(leg, track, measure(track, gap_ms))


def _photos(
    store: Store, parents: Sequence[str], tracks: Sequence[LegTrack]
) -> tuple[PhotoShown, ...]:
    """The photos of a patrol and of its findings in order of time."""
    rows = [
        (row, row.record)
        for rec in parents
        for row in store.queries.children("attachment", "parent_id", rec)
        if isinstance(row.record, Attachment) and row.record.role == "photo"
    ]
    rows.sort(key=lambda pair: pair[1].taken_at.ms if pair[1].taken_at else 0)
    places = placed([photo for _row, photo in rows], tracks)
    return tuple(
        PhotoShown(row, photo, *place, thumbnail(store, photo))
        for (row, photo), place in zip(rows, places, strict=True)
    )


def placed(photos: Sequence[Attachment], tracks: Sequence[LegTrack]) -> list[PhotoPlace]:
    """How the place of each photo is known, longitude, latitude.

    Its own place or one put by hand comes before that of its time on a track.
    """
    moments = [photo.taken_at.ms if photo.taken_at else None for photo in photos]
    found: list[PhotoPlace] = [("", None, None)] * len(photos)
    for leg in reversed(tracks):
        hits = match(leg.track, moments) if leg.track is not None else ()
        for at, hit in enumerate(hits):
            if hit is not None:
                found[at] = ("track", hit.position.lon, hit.position.lat)
    for at, photo in enumerate(photos):
        place = photo.position
        if place is not None:
            source = "photo" if place.source == "photo" else "hand"
            found[at] = (source, place.lon, place.lat)
    return found


def thumbnail(store: Store, photo: Attachment, edge: int = THUMB_PX) -> QImage | None:
    """A small picture of the travel copy, which our own reader process wrote."""
    from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt
    from PySide6.QtGui import QImageReader

    copy = next((one for one in photo.derived if one.kind == "travel"), None)
    if copy is None or not store.blobs.has(copy.sha256):
        return None
    try:
        data = QByteArray(store.blobs.get(copy.sha256))
    except PatrolError:
        return None  # a damaged blob is told by the store's check, not by a thumbnail
    buffer = QBuffer(data)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(size.scaled(QSize(edge, edge), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image


def timeline(tracks: Sequence[LegTrack]) -> tuple[Any, Any, list[tuple[int, int]]]:
    """Times (UTC ms), heights (m, NaN where unknown) in order of time, and gaps of all legs."""
    held = [leg for leg in tracks if leg.track is not None]
    if not held:
        return np.empty(0, np.int64), np.empty(0), []
    times, heights, gaps = [], [], []
    for leg in held:
        track = leg.track
        assert track is not None
        known = track.has_time
        times.append(track.time[known])
        level = np.where(track.has_ele[known], track.ele[known] / 100.0, np.nan)
        heights.append(level)
        if leg.measures is not None:
            gaps += [(gap.start, gap.end) for gap in leg.measures.gaps]
    clock, level = np.concatenate(times), np.concatenate(heights)
    order = np.argsort(clock, kind="stable")
    return clock[order], level[order], gaps
