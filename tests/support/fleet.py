"""Many stations that send many small packages: sealed with real keys, without a folder each.

The lines are what a station writes for a submitted finding; making a whole data folder for
thirty stations would take longer than what is to be measured.
"""

from __future__ import annotations

import hashlib
import random
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import uuid_utils

from patrol_app.bootstrap import App
from patrol_app.domain.journal.clock import Hlc
from patrol_app.domain.journal.link import ZERO_LINK, chain
from patrol_app.domain.journal.op import DeviceTime, write_op
from patrol_app.services.ports import DeviceInfo, Queries
from patrol_app.services.record_making import facts_of
from patrol_app.sync.keyring import Keyring
from patrol_app.sync.keys import SigningKey, new_age_identity, recipient_of
from patrol_app.sync.sending import Content, Range, Sender, Sent, send
from tests.support.folders import NOW
from tests.support.records import finding

MINUTE = 60_000


def write_plainly(target: Path, chunks: Iterable[bytes], /) -> str:
    """A writer without syncing: what is measured is the receiver."""
    raw = b"".join(chunks)
    target.write_bytes(raw)
    return hashlib.sha256(raw).hexdigest()


@dataclass
class Post:
    """One station of the fleet: its keys and the end of its journal.

    Attributes:
        unit: its code; to: unit codes above it, with the keys they are read by.
        first_ms: wall time of its first line, UTC ms.
    """

    unit: str
    to: tuple[str, ...]
    recipients: tuple[str, ...]
    work: Path
    seed: int
    first_ms: int = NOW
    city_time: int | None = None
    key: SigningKey = field(default_factory=SigningKey.new)
    identity: str = field(default_factory=new_age_identity)
    stream: str = field(default_factory=lambda: str(uuid.uuid4()))
    person: str = field(default_factory=lambda: str(uuid_utils.uuid7()))
    seq: int = 0
    link: bytes = ZERO_LINK
    written: int = 0
    last: tuple[str, tuple[str, ...]] = ("", ())

    def device(self, status: str = "active") -> DeviceInfo:
        """The row with which a level above knows it."""
        return DeviceInfo(
            self.key.kid,
            self.unit,
            "station",
            "01",
            self.key.public.hex(),
            recipient_of(self.identity),
            status,
            checked=True,
            valid_from=NOW - 86_400_000,
            valid_to=NOW + 400 * 86_400_000,
            streams=(self.stream,),
        )

    def package(self, out: Path, findings: int = 2) -> Sent:
        """The next package with some new findings, into the folder ``out``."""
        return self._send(out, [raw for _n in range(findings) for raw in self._finding()])

    def spoiled(self, out: Path, findings: int, place: int) -> Sent:
        """A package of findings of which one, at ``place``, holds what fits no form."""
        lines: list[bytes] = []
        for number in range(findings):
            if number == place:
                rec = str(uuid_utils.uuid7())
                values = _fields(self.unit, self.seed * 10_000 + self.written)
                lines.append(self._op(rec, (), {**values, "found_at": "gestern"}))
            else:
                lines += self._finding()
        return self._send(out, lines)

    def follow(self, out: Path) -> Sent:
        """A package that changes the last finding, whose own entries stand in an earlier one."""
        return self._send(out, [self._op(*self.last, {"description": "示例：改过"})])

    def _send(self, out: Path, lines: list[bytes]) -> Sent:
        first, before = self.seq + 1, self.link
        links = chain(
            self.stream, first, before, [hashlib.sha256(raw).hexdigest() for raw in lines]
        )
        self.seq, self.link = first + len(lines) - 1, links[-1]
        return send(
            Sender(self.unit, self.key, "0.1.0", write_plainly, self.work),
            "up",
            out,
            list(self.recipients),
            Content(lines=lines, blobs={}),
            to=self.to,
            stream=self.stream,
            span=Range(first, self.seq, before.hex(), self.link.hex()),
            created=self.first_ms + self.seq * MINUTE,
        )

    def _finding(self) -> Iterator[bytes]:
        """A new finding and its submission."""
        rec, number = str(uuid_utils.uuid7()), self.written
        values = _fields(self.unit, self.seed * 10_000 + number)
        op = self._op(rec, (), values)
        yield op
        head = hashlib.sha256(op).hexdigest()
        submitted = {"by": self.person, "at": self.first_ms, "heads": [head]}
        done = self._op(rec, (head,), {"_submitted": submitted})
        self.last = (rec, (hashlib.sha256(done).hexdigest(),))
        yield done

    def _op(self, rec: str, parents: tuple[str, ...], values: dict[str, object]) -> bytes:
        self.written += 1
        seq = self.written
        at = self.first_ms + seq * MINUTE
        return write_op(
            stream=self.stream,
            seq=seq,
            rec=rec,
            type="finding",
            parents=parents,
            hlc=Hlc(at, 0),
            actor=self.person,
            device_time=DeviceTime(at, seq * MINUTE, None),
            city_time_seen=self.city_time,
            schema=1,
            salt=hashlib.sha256(f"{self.stream}{seq}".encode()).hexdigest()[:32],
            fields=values,
            judged={},
        ).raw


def _fields(unit: str, number: int) -> dict[str, object]:
    """The first line of a finding, as the service makes it."""
    made = finding(
        id=str(uuid_utils.uuid7()),
        unit=unit,
        device="01",
        number=f"F{unit}-01-260803-{number:06d}",
        description=f"示例：第 {number} 处枯草",
    )
    return facts_of(made)


def fleet(city: App, stations: int, work: Path) -> list[Post]:
    """``stations`` enrolled below ``city``: known by their certificates."""
    queries: Queries = city.store.queries
    keys = Keyring(queries)
    above = queries.identity().unit
    recipients = (recipient_of(keys.import_identity()),)
    posts = [Post(f"DEMO{n:04d}", (above,), recipients, work, n) for n in range(1, stations + 1)]
    with city.store.begin("fleet") as transaction:
        for post in posts:
            transaction.put_device(post.device())
        transaction.commit()
    return posts


@dataclass
class Mail:
    """A stick full of packages of a fleet.

    Attributes:
        sent: packages laid there, without repeats; bad: those damaged by one bit; lost: entries
            of packages that never came, by unit; repeated: second copies under other names.
    """

    sent: list[Sent] = field(default_factory=list)
    bad: list[Sent] = field(default_factory=list)
    lost: list[Sent] = field(default_factory=list)
    repeated: int = 0

    def missing(self, unit: str) -> tuple[tuple[int, int], ...]:
        """Ranges of a station's entries that a receiver lacks below the highest it has."""
        bad = {id(one) for one in self.bad}
        mine = [one.header for one in self.sent if one.header.from_unit == unit
                and id(one) not in bad]  # fmt: skip
        absent: list[tuple[int, int]] = []
        edge = 0
        for header in sorted(mine, key=lambda header: header.first):
            if header.first > edge + 1:
                absent.append((edge + 1, header.first - 1))
            edge = header.upto
        return tuple(absent)

    def last(self, unit: str) -> int:
        """The highest entry of a station that can be read."""
        bad = {id(one) for one in self.bad}
        return max((one.header.upto for one in self.sent
                    if one.header.from_unit == unit and id(one) not in bad), default=0)  # fmt: skip


def mail(posts: list[Post], each: int, out: Path, seed: int = 7) -> Mail:
    """``each`` packages of every post: 5 % damaged, 5 % lost, 10 % there twice."""
    chance = random.Random(seed)
    every = [post.package(out) for _round in range(each) for post in posts]
    share = round(len(every) * 0.05)
    chosen = chance.sample(range(len(every)), 2 * share)
    made = Mail(lost=[every[at] for at in chosen[:share]], bad=[every[at] for at in chosen[share:]])
    for one in made.lost:
        one.path.unlink()
    for one in made.bad:
        data = bytearray(one.path.read_bytes())
        data[chance.randrange(len(data) // 2, len(data))] ^= 1
        one.path.write_bytes(data)
    lost = {id(one) for one in made.lost}
    made.sent = [one for one in every if id(one) not in lost]
    bad = {id(one) for one in made.bad}
    good = [one for one in made.sent if id(one) not in bad]
    for one in chance.sample(good, round(len(every) * 0.1)):
        one.path.with_name(f"again-{one.path.name}").write_bytes(one.path.read_bytes())
        made.repeated += 1
    return made
