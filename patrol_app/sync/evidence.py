"""The evidence package of a grazing case: files that anybody checks with public tools.

A zip of plain files (docs/evidence.md): the papers as PDF, the originals, the entries of the
journal as written, the hashes of their stretch of the chain, a statement signed by this device,
the signed headers of packages that brought entries here, what the levels above confirmed, and
``SHA256SUMS`` over all of it. With a recipient the zip is an age file for that recipient alone.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyrage

from patrol_app.domain.journal.canonical import canonical
from patrol_app.domain.journal.link import ZERO_LINK
from patrol_app.domain.records.attachment import Attachment
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services import evidence_check
from patrol_app.services.cases import Case, case_of
from patrol_app.services.evidence_check import Packed
from patrol_app.services.ports import JournalLine, Queries, Stored
from patrol_app.sync import papers as root_papers
from patrol_app.sync.container import FIXED_BYTES, SIGN_WORD, SIGNATURE_BYTES
from patrol_app.sync.desk import Desk
from patrol_app.sync.keys import age_recipient, public_pem

WORD: Final = b"HL-evidence-1"
SUMS, STATEMENT = "SHA256SUMS", "proof/statement.txt"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the same case gives the same bytes
_SAFE: Final = str.maketrans(dict.fromkeys('/\\:*?"<>|', "-") | {chr(n): "" for n in range(32)})


@dataclass(frozen=True)
class Chain:
    """The stretch of one stream that holds the case's entries."""

    stream: str
    first: int
    upto: int
    before: str
    link: str


@dataclass
class Collected:
    """What goes into a package, by name inside."""

    files: dict[str, bytes] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)
    ops: int = 0


class Evidence:
    """Makes packages from an open folder.

    Args:
        desk: the store, its keys, files and clock.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def pack(
        self, rec: str, papers: Mapping[str, bytes], out: Path, *, recipient: str = ""
    ) -> Packed:
        """Write the package of the violation ``rec``.

        Args:
            rec: id of the violation.
            papers: file name -> PDF.
            out: file; its name ends in ``.zip``, or in ``.zip.age`` with a recipient.
            recipient: ``age1…`` of who may open it; empty for everybody.

        Raises:
            UserError: ``record.unknown``; ``evidence.gap``: an entry before them has not
                arrived; ``evidence.ending``; ``key.recipient``.
            EnvironmentFault: the disk is full or failed.
        """
        self._desk.session.actor.need("papers")
        self._desk.session.actor.need("private")
        if not out.name.endswith(".zip.age" if recipient else ".zip"):
            raise UserError("evidence.ending", N_("The file name must end in .zip or .zip.age"))
        case = case_of(self._desk.store.queries, rec)
        found = Collected({f"papers/{name}": data for name, data in papers.items()})
        stored = self._records(case)
        self._originals(stored, found)
        chains = self._entries(stored, found)
        self._papers_of_root(found)
        self._receipts(chains, found)
        number = case.violation.record.number
        links = [(one.stream, one.before, one.link) for one in chains]
        found.files["CHECK.txt"] = evidence_check.words(number, links).encode()
        found.files["chain.sh"] = evidence_check.CHAIN.encode()
        sums = _sums(found.files)
        found.files[SUMS] = sums
        self._sign(case, chains, sums, found)
        data = _zip(found.files)
        if recipient:
            data = pyrage.encrypt(data, [age_recipient(recipient)])
        self._desk.files.write(out.absolute(), lambda stream: stream.writelines([data]))
        with self._desk.store.begin(N_("saving")) as work:
            work.audit("case.evidence", {"rec": rec, "files": len(found.files)})
            self._desk.publish(work.commit())
        said = evidence_check.commands(links)
        return Packed(out.absolute(), len(found.files), found.ops, tuple(found.absent), said)

    def _records(self, case: Case) -> list[Stored]:
        """The violation, its steps, their parties and attachments: each record once."""
        queries, found = self._desk.store.queries, {case.violation.record.id: case.violation}
        for step in case.steps:
            found[step.record.id] = step
        for one in list(found.values()):
            for name in ("owner_id", "herder_id", "party_id", "witness_id"):
                self._add(queries, "party", getattr(one.record, name, None), found)
            for rec in getattr(one.record, "witness_ids", ()):
                self._add(queries, "party", rec, found)
            for row in queries.children("attachment", "parent_id", one.record.id):
                found[row.record.id] = row
        return list(found.values())

    def _add(self, queries: Queries, kind: str, rec: str | None, found: dict[str, Stored]) -> None:
        stored = queries.get(kind, rec) if rec else None
        if stored is not None:
            found[stored.record.id] = stored

    def _originals(self, stored: Iterable[Stored], found: Collected) -> None:
        blobs = self._desk.store.blobs
        for row in stored:
            one = row.record
            if not isinstance(one, Attachment) or one.sha256 is None:
                continue
            if not blobs.has(one.sha256):
                found.absent.append(one.number)
                continue
            name = f"{one.number}-{one.name}".translate(_SAFE)
            found.files[f"originals/{name}"] = blobs.get(one.sha256)

    def _entries(self, stored: Iterable[Stored], found: Collected) -> list[Chain]:
        """The entries as written, and the hashes of each stretch between first and last."""
        queries = self._desk.store.queries
        spans: dict[str, list[int]] = {}
        for row in stored:
            for line in queries.history(row.record.id):
                found.files[f"entries/{line.op_hash}.json"] = line.raw
                spans.setdefault(line.stream, []).append(line.seq)
                found.ops += 1
        chains = []
        for stream, seqs in sorted(spans.items()):
            chains.append(self._chain(queries, stream, min(seqs), max(seqs), found))
        return chains

    def _chain(
        self, queries: Queries, stream: str, first: int, upto: int, found: Collected
    ) -> Chain:
        before = ZERO_LINK.hex()
        lines: list[JournalLine] = []
        for line in queries.lines(stream, max(first - 1, 1), upto):
            if line.seq < first:
                before = line.link
            else:
                lines.append(line)
        whole = len(lines) == upto - first + 1 and lines[-1].link and before
        if not whole:
            raise UserError("evidence.gap", N_("Entries before these have not arrived yet"))
        text = "".join(f"{line.seq} {line.op_hash}\n" for line in lines)
        found.files[f"proof/chain-{stream}.txt"] = text.encode()
        for number, row in enumerate(queries.bundles_in(), 1):
            if row.stream == stream and row.proof and row.kind == "up":
                if row.from_seq <= upto and row.upto_seq >= first:
                    self._header(f"proof/package-{stream}-{number}", row.kid, row.proof, found)
        return Chain(stream, first, upto, before, lines[-1].link)

    def _header(self, name: str, kid: str, proof: bytes, found: Collected) -> None:
        """A package's signed header as ``openssl`` takes it: signed bytes, signature, key."""
        public = self._desk.keyring.key_of_sender(kid)
        if public is None:
            return
        length = int.from_bytes(proof[FIXED_BYTES - 4 : FIXED_BYTES], "big")
        at = FIXED_BYTES + length
        found.files[f"{name}.txt"] = SIGN_WORD + proof[FIXED_BYTES:at]
        found.files[f"{name}.sig"] = proof[at : at + SIGNATURE_BYTES]
        found.files[f"{name}.pem"] = public_pem(public)

    def _papers_of_root(self, found: Collected) -> None:
        """Root, certificates and revocations, so that the device's key is known from above."""
        if self._desk.keyring.root() is not None:
            found.files["proof/papers.json"] = root_papers.for_all(self._desk.store.queries)

    def _receipts(self, chains: Iterable[Chain], found: Collected) -> None:
        """How far the levels above hold each stream, with the link they named."""
        streams = {one.stream for one in chains}
        rows = [
            {
                "issuer": row.issuer_unit, "stream": row.stream, "upto": row.contiguous_upto,
                "link": row.link, "generation": row.generation, "issued": row.issued_ms,
            }
            for row in self._desk.store.queries.receipts()
            if row.stream in streams
        ]  # fmt: skip
        if rows:
            found.files["proof/receipts.json"] = canonical(rows)

    def _sign(self, case: Case, chains: Iterable[Chain], sums: bytes, found: Collected) -> None:
        key = self._desk.keyring.signing_key()
        said = {
            "v": 1,
            "kind": "evidence",
            "kid": key.kid,
            "unit": self._desk.store.queries.identity().unit,
            "created": self._desk.clock.now_ms(),
            "case": case.violation.record.number,
            "sums": hashlib.sha256(sums).hexdigest(),
            "chains": [
                {
                    "stream": one.stream, "from": one.first, "upto": one.upto,
                    "link_before": one.before, "link_upto": one.link,
                }
                for one in chains
            ],
        }  # fmt: skip
        signed = WORD + canonical(said)
        found.files[STATEMENT] = signed
        found.files["proof/statement.sig"] = key.sign(signed)
        found.files["proof/statement.pem"] = key.public_pem()


def _sums(files: Mapping[str, bytes]) -> bytes:
    """As ``sha256sum`` writes it, by name."""
    lines = [f"{hashlib.sha256(data).hexdigest()}  {name}" for name, data in files.items()]
    return "".join(f"{line}\n" for line in sorted(lines, key=lambda line: line[66:])).encode()


def _zip(files: Mapping[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as made:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            made.writestr(info, files[name])
    return whole.getvalue()
