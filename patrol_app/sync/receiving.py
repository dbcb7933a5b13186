"""Files taken in: one after the other, each whole or not at all (sync.md §6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.exchange_types import Fate, Progress, Received, ReceivedItem
from patrol_app.services.ports import BundleIn, Queries, UnitOfWork
from patrol_app.sync import carrying, intake, receipts
from patrol_app.sync.container import Opened, open_header
from patrol_app.sync.desk import Desk, Spooled
from patrol_app.sync.down_taken import OTHER_DEVICE, came
from patrol_app.sync.gathering import SUFFIX, Given, gather, in_stream_order
from patrol_app.sync.handlers import check_file
from patrol_app.sync.header import Header
from patrol_app.sync.keeping import LISTS, join_lists, keep_blobs
from patrol_app.sync.keyring import Keyring
from patrol_app.sync.kinds import CheckedFile
from patrol_app.sync.outgoing import refuse_file
from patrol_app.sync.spans import Spans

_TOLD = ("bundle.fork", "bundle.frozen", "bundle.closed", "bundle.revoked")
_KEPT: tuple[Fate, ...] = ("quarantined", "held")


class Stopped(Exception):
    """The person stopped; the file at hand is not taken."""


class Unasked(Exception):
    """A file of a folder that is not for this store: its own, or another device's receipt."""


@dataclass
class Outcome:
    """One file's answer while the others are still to come.

    Attributes:
        stream: whose gaps are told at the end; deliveries: whose missing deliveries are.
        kid: who gets a receipt; touched: its records.
        sha256: of the file, which the receipt answers.
    """

    item: ReceivedItem
    stream: str = ""
    deliveries: str = ""
    kid: str = ""
    touched: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    sha256: str = ""


class Receiving:
    """One call of ``receive``.

    Args:
        desk: this store.
        progress: told (files done, files in all); False stops, what is done stays done.
    """

    def __init__(self, desk: Desk, progress: Progress | None = None) -> None:
        self._desk = desk
        self._progress = progress
        self._done = 0
        self._total = 0
        self._post = carrying.Post(desk)

    def run(self, paths: Sequence[Path], out: Path | None, by_station: bool = False) -> Received:
        """Take the files in; the outcome does not depend on their order.

        Args:
            paths: files and folders.
            out: folder for receipts; None writes none.
            by_station: each station's receipts into a folder of its own code below ``out``.

        Raises:
            UserError: ``receive.nothing``, ``receive.too_many``, ``export.folder``.
            EnvironmentFault: a disk or the store; repeat the call, nothing is taken twice.
        """
        if out is not None:
            refuse_file(out)  # before anything is taken in
        given = gather(paths)
        self._total = len(given)
        outcomes: dict[Path, Outcome] = {}
        try:
            passed = []
            for one in in_stream_order(given):
                self._alive()
                answer = self._one(one)
                if answer is not None:
                    outcomes[one.path] = answer
                else:
                    passed.append(one)
                self._done += 1
            known = certified_since(self._desk.store.queries)
            given += known
            for again in [*known, *self._for_others(passed)]:
                answer = self._one(again)
                if answer is not None:
                    outcomes[again.path] = answer
        except Stopped:
            pass
        aside, written = self._desk.paths.quarantine, dict[str, Path]()
        handed: list[Path] = []
        if out is not None:
            answered = {one.kid: one.sha256 for one in outcomes.values() if one.kid}
            written = receipts.write_receipts(self._desk, answered, out, by_station=by_station)
            # whose package waited here already has not brought its stick
            brought = [one for path, one in outcomes.items() if path.parent != aside]
            handed = self._hand_down(brought, out)
        ordered = [outcomes[one.path] for one in given if one.path in outcomes]
        items = tuple(self._finished(one, written) for one in self._counted(ordered))
        return Received(items, tuple(handed))

    def _hand_down(self, outcomes: Sequence[Outcome], out: Path) -> list[Path]:
        """Files of the levels above for those whose packages came: it is their stick."""
        senders = {one.item.unit for one in outcomes if one.item.kind == "up" and one.item.unit}
        found = carrying.hand_down(self._desk, sorted(senders), out)
        return [path for paths in found.values() for path in paths]

    def _for_others(self, passed: Sequence[Given]) -> Sequence[Given]:
        """The files passed over, if somebody below is known since: they may be for him.

        A county learns of its stations by a package down, with theirs on the same stick.
        """
        post = carrying.Post(self._desk)
        news = post.below - self._post.below
        self._post = post
        return passed if news else ()

    def _alive(self) -> None:
        if self._progress and not self._progress(self._done, self._total):
            raise Stopped

    def _one(self, given: Given) -> Outcome | None:
        """What became of one file; None where nobody asked."""
        try:
            with self._desk.spooled(given.path) as spooled, spooled.path.open("rb") as stream:
                parcel = self._post.parcel(stream)
                if parcel is not None and parcel.alone:
                    self._carry(parcel, given, spooled)
                    header = parcel.header
                    item = ReceivedItem(given.path, "carried", kind=header.kind,
                                        unit=header.from_unit, carried=True)  # fmt: skip
                    return Outcome(item)
                known = self._known(given, spooled)
                answer = known or self._read(given, spooled, stream)
                if parcel is not None and answer.item.status != "refused":
                    self._carry(parcel, given, spooled)
                    answer = replace(answer, item=replace(answer.item, carried=True))
                return replace(answer, sha256=spooled.sha256)
        except Unasked:
            return None
        except UserError as fault:
            return Outcome(_refusal(given.path, "refused", fault))

    def _carry(self, parcel: carrying.Parcel, given: Given, spooled: Spooled) -> None:
        """Keep it for those it is for; a file kept aside has left the spool."""
        aside = self._desk.paths.quarantine / (spooled.sha256 + SUFFIX)
        file = spooled.path if spooled.path.exists() else aside
        carrying.keep(self._desk, parcel, file, spooled.sha256, given.name)

    def _known(self, given: Given, spooled: Spooled) -> Outcome | None:
        """A file seen before has its answer: the current receipt, and no second effect."""
        row = self._desk.store.queries.bundle_in(spooled.sha256)
        if row is None or row.status not in ("done", "rejected"):
            return None
        if row.status == "rejected":
            raise UserError("bundle.rejected", N_("A person decided not to take this file."))
        device = self._desk.keyring.device_of(row.kid)
        item = ReceivedItem(
            given.path,
            "known",
            kind=row.kind,
            unit=row.unit,
            device_no=device.device_no if device else "",
        )
        down = row.kid if row.kind == "down" else ""
        return Outcome(item, row.stream, down, row.kid if row.kind == "up" else "")

    def _read(self, given: Given, spooled: Spooled, stream: BinaryIO) -> Outcome:
        opened: Opened | None = None
        try:
            opened = open_header(stream)
            if not given.named:
                asked(self._desk, opened.header)
            with self._desk.scratch() as scratch:
                queries = self._desk.store.queries
                checked = check_file(queries, opened.header, stream, scratch)
                return self.take_checked(given, spooled, checked)
        except UserError as fault:
            if fault.code == OTHER_DEVICE and not given.named:
                raise Unasked from fault
            return self._not_taken(given, spooled, opened, fault)

    def take_checked(self, given: Given, spooled: Spooled, checked: CheckedFile) -> Outcome:
        """Blobs first, then one transaction: a crash in between leaves nothing half said."""
        waiting = lists = self._desk.store.queries.meta(LISTS) or ""
        if checked.inner is not None:
            keep_blobs(checked.inner, self._desk.store.blobs, self._alive)
            waiting = join_lists(checked.inner, self._desk.store.blobs, lists)
        header, now = checked.opened.header, self._desk.clock.now_ms()
        with self._desk.store.begin(N_("receiving")) as work:
            took = checked.apply(work, now, self._alive)
            if waiting != lists:
                work.put_meta(LISTS, waiting)
            _put_row(work, given, spooled, header, now, "done", proof=checked.proof())
            work.audit(
                "exchange.receive",
                {
                    "kid": header.kid,
                    "from": header.first,
                    "upto": header.upto,
                    "new": took.taken.new,
                },
            )
            changes = work.commit()
        self._desk.publish(changes)
        item = ReceivedItem(
            given.path,
            took.fate,
            kind=header.kind,
            unit=took.unit,
            device_no=took.device_no,
            **took.counts(),
        )
        return Outcome(item, took.stream, took.deliveries, took.answer, took.touched)

    def _not_taken(
        self, given: Given, spooled: Spooled, opened: Opened | None, fault: UserError
    ) -> Outcome:
        """Keep aside what may be real work, refuse the rest."""
        fate = intake.FATES.get(fault.code, "refused")
        if fate in _KEPT:
            kept = self._desk.files.keep(spooled.path, spooled.sha256 + SUFFIX)
            now = self._desk.clock.now_ms()
            header = opened.header if opened else None
            with self._desk.store.begin(N_("receiving")) as work:
                if isinstance(fault, intake.Forked) and header:
                    work.freeze(fault.stream or header.stream, fault.seq)
                _put_row(work, given, spooled, header, now, fate, fault.code, kept)
                work.audit("exchange." + fate, {"sha256": spooled.sha256, "code": fault.code})
                changes = work.commit()
            self._desk.publish(changes)
        item = _refusal(given.path, fate, fault, opened.header if opened else None)
        # The sender of a closed journal learns of it by its receipt.
        told = opened is not None and opened.header.kind == "up" and fault.code in _TOLD
        return Outcome(item, kid=opened.header.kid if opened and told else "")

    def _counted(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """Each with the gaps and missing files that are left after all of them."""
        queries = self._desk.store.queries
        gaps = {info.stream: info.missing for info in queries.streams()}
        touched = {pair for one in outcomes for pair in one.touched}
        missing = {(t, rec) for _sha, t, rec in queries.missing_blobs()} if touched else set()
        return [
            replace(
                one,
                item=replace(
                    one.item,
                    gaps=left_open(queries, gaps, one.stream, one.deliveries),
                    missing_blobs=len(one.touched & missing),
                ),
            )
            for one in outcomes
        ]

    def _finished(self, outcome: Outcome, written: dict[str, Path]) -> ReceivedItem:
        return replace(outcome.item, receipt_path=written.get(outcome.kid))


def left_open(queries: Queries, gaps: Mapping[str, Spans], stream: str, deliveries: str) -> Spans:
    """What is still absent of a sender: entries of its journal, or deliveries by number."""
    return came(queries, deliveries)[1] if deliveries else gaps.get(stream, ())


def certified_since(queries: Queries) -> list[Given]:
    """Files kept aside for an unknown sender whose certificate has come since."""
    keys = Keyring(queries)
    found = []
    for row in queries.bundles_in():
        unknown = (row.status, row.reason) == ("quarantined", "bundle.unknown_key")
        known = keys.key_of_sender if row.kind == "up" else keys.key_of_issuer
        if unknown and known(row.kid) and Path(row.path).is_file():
            found.append(Given(Path(row.path), True, row.name))
    return found


def asked(desk: Desk, header: Header) -> None:
    """Pass over what lies in the same folder for somebody else."""
    own = desk.store.queries.identity()
    other = header.kind == "receipt" and header.stream not in desk.store.queries.own_streams()
    if other or header.kid == own.kid or header.kind in ("enrol", "grant"):
        raise Unasked
    # a station that reads a shared stick: its neighbours' packages are for the level above
    foreign = header.kind == "up" and own.unit not in header.to
    if foreign and not desk.store.queries.has_below():
        raise Unasked
    if header.kind == "down" and own.unit not in header.to:
        raise Unasked
    line = {own.unit, *(above.unit for above in desk.keyring.ancestors())}
    if header.kind == "base" and line.isdisjoint(header.to):
        raise Unasked


def _refusal(
    path: Path, fate: Fate, fault: UserError, header: Header | None = None
) -> ReceivedItem:
    return ReceivedItem(
        path,
        fate,
        code=fault.code,
        message=fault.message(),
        kind=header.kind if header else "",
        unit=header.from_unit if header else "",
    )


def _put_row(
    work: UnitOfWork,
    given: Given,
    spooled: Spooled,
    header: Header | None,
    now_ms: int,
    status: str,
    reason: str = "",
    kept: Path | None = None,
    proof: bytes = b"",
) -> None:
    work.put_bundle_in(
        BundleIn(
            sha256=spooled.sha256,
            name=given.name,
            kind=header.kind if header else "",
            kid=header.kid if header else "",
            unit=header.from_unit if header else "",
            stream=header.stream if header else "",
            from_seq=header.first if header else 0,
            upto_seq=header.upto if header else 0,
            status=status,
            reason=reason,
            received_ms=now_ms,
            proof=proof,
            path=str(kept) if kept else "",
        )
    )
