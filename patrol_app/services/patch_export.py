"""An inspection as the folder that goes back up: table, shapes, photos by patch number, hashes.

``清单.txt`` is what ``sha256sum -c`` reads. The same table and shapes imported again change
nothing: the columns added here are known by their headings.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from patrol_app.domain.records.attachment import Attachment
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.errors import UserError
from patrol_app.geo.outline import shape_in
from patrol_app.i18n import N_
from patrol_app.services.base_reading import BaseReader
from patrol_app.services.import_types import IsCancelled, OnProgress
from patrol_app.services.patch_facts import ANSWERS, NUMBER, Facts, facts_of, headings
from patrol_app.services.patches import DOUBT, FALSE, MERGED, OPEN, TRUE, PatchDesk, PatchLine
from patrol_app.services.ports import Files, Queries, Store
from patrol_app.services.session import Actor

TABLE: Final = "图斑核查表.xlsx"
SHAPES: Final = "图斑.shp"
PHOTOS: Final = "照片"
HASHES: Final = "清单.txt"
_TRUE: Final = {
    OPEN: "",
    TRUE: "属实",
    FALSE: "不属实",
    DOUBT: "不属实（待第二人核实）",
    MERGED: "并案",
}
_SHORT: Final = 80  # characters of a text in a shapefile's table
_UNFIT: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_KINDS: Final = {"image/jpeg": ".jpg", "image/png": ".png", "image/heic": ".heic"}
Has = Callable[[str], bool]  # whether the file with a hash is here


@dataclass(frozen=True)
class Folder:
    """What was written: the folder, patches, photos, and photos whose file is not here."""

    path: Path
    count: int
    photos: int
    missing: int


class PatchExport:
    """Folders of inspections from one data folder.

    Args:
        store: the open data folder.
        desk: the patches.
        worker: the bounded process that writes table and shapes.
        files: the way a folder is whole or not there.
    """

    def __init__(self, store: Store, desk: PatchDesk, worker: BaseReader, files: Files) -> None:
        self._store, self._desk, self._worker, self._files = store, desk, worker, files

    def write(
        self,
        actor: Actor,
        batch: str,
        target: Path,
        *,
        on_progress: OnProgress | None = None,
        cancelled: IsCancelled | None = None,
    ) -> Folder:
        """Write the folder ``target``.

        Args:
            actor: needs the right ``papers``.
            batch: the inspection.
            target: a new folder.
            on_progress, cancelled: see ``BaseReader``.

        Raises:
            UserError: ``session.forbidden``, ``patch.none``, ``file.exists``,
                ``work.cancelled``.
            EnvironmentFault: the disk is full or failed; nothing stays of a half folder.
        """
        actor.need("papers")
        lines = self._desk.lines(batch)
        if not lines:
            raise UserError("patch.none", N_("There are no patches of this inspection"))
        photos = {one.patch.id: _photos(self._store.queries, one) for one in lines}
        names = _names(lines, photos, self._store.blobs.has)
        written = sum(len(one) for one in names.values())

        def fill(folder: Path) -> None:
            """Everything, the hashes last."""
            self._tables(folder, lines, names, on_progress, cancelled)
            self._pictures(folder, names)
            (folder / HASHES).write_text(hashes(folder), encoding="utf-8", newline="\n")

        self._files.write_folder(target, fill)
        return Folder(target, len(lines), written, sum(map(len, photos.values())) - written)

    def _tables(
        self,
        folder: Path,
        lines: Sequence[PatchLine],
        names: Mapping[str, Sequence[tuple[str, str]]],
        on_progress: OnProgress | None,
        cancelled: IsCancelled | None,
    ) -> None:
        people = self._store.queries.names("person", [one.by_id for one in lines if one.by_id])
        answers = [_answers(one, people, names[one.patch.id]) for one in lines]
        held = {
            "columns": _columns(lines, answers),
            "short": _columns(lines, [_cut(one) for one in answers], whole=False),
            "shapes": [shape_in(one.patch.outline) for one in lines],
        }
        self._worker.run(
            "patch_write",
            {
                "table": str((folder / TABLE).absolute()),
                "shapes": str((folder / SHAPES).absolute()),
                "texts": [NUMBER],
            },
            parts=[json.dumps(held, ensure_ascii=False).encode("utf-8")],
            on_progress=on_progress,
            cancelled=cancelled,
        )

    def _pictures(self, folder: Path, names: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        every = [pair for pairs in names.values() for pair in pairs]
        if every:
            (folder / PHOTOS).mkdir()
        for name, sha256 in every:
            (folder / PHOTOS / name).write_bytes(self._store.blobs.get(sha256))


def hashes(folder: Path) -> str:
    """One line a file below ``folder``, as ``sha256sum`` writes and checks them."""
    lines = []
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        lines.append(f"{digest}  {path.relative_to(folder).as_posix()}\n")
    return "".join(lines)


def _columns(
    lines: Sequence[PatchLine], answers: Sequence[Mapping[str, str]], *, whole: bool = True
) -> dict[str, list[str]]:
    """The list's own columns as they came, ours filled in or added behind."""
    facts: list[Facts] = [facts_of(one.patch) for one in lines]
    given = [dict(one.cells) for one in facts]
    order = [NUMBER, *(headings(facts) if whole else ()), *ANSWERS]
    made: dict[str, list[str]] = {}
    for name in dict.fromkeys(order):
        if name == NUMBER:
            made[name] = [one.patch.patch_no for one in lines]
        elif name in ANSWERS:
            made[name] = [one[name] for one in answers]
        else:
            made[name] = [one.get(name, "") for one in given]
    return made


def _answers(
    one: PatchLine, people: Mapping[str, str], names: Sequence[tuple[str, str]]
) -> dict[str, str]:
    said, state = one.answer, vocabulary("problem_state").find(one.line.now.state)
    cells = (
        _TRUE[one.state],
        said.verdict if said else "",
        said.change if said else "",
        said.text if said else "",
        people.get(one.by_id, ""),
        one.day,
        one.patch.number,
        state.zh if state is not None else one.line.now.state,
        "; ".join(name for name, _sha256 in names),
    )
    return dict(zip(ANSWERS, cells, strict=True))


def _cut(answers: Mapping[str, str]) -> dict[str, str]:
    return {name: text[:_SHORT] for name, text in answers.items()}


def _photos(queries: Queries, one: PatchLine) -> list[Attachment]:
    """Photos of the patch and of what was done about it, the oldest first."""
    recs = [one.patch.id, *(step.step.id for step in one.line.known.steps)]
    found = [
        row.record
        for rec in recs
        for row in queries.children("attachment", "parent_id", rec)
        if isinstance(row.record, Attachment) and not row.deleted
    ]
    photos = [photo for photo in found if photo.sha256 and photo.role == "photo"]
    return sorted(photos, key=lambda photo: (photo.taken_at.ms if photo.taken_at else 0, photo.id))


def _names(
    lines: Sequence[PatchLine], photos: Mapping[str, Sequence[Attachment]], has: Has
) -> dict[str, list[tuple[str, str]]]:
    """(file name, sha256) of each patch's photos that are here: ``0012_1.jpg``."""
    used: set[str] = set()
    made: dict[str, list[tuple[str, str]]] = {}
    for one in lines:
        made[one.patch.id] = []
        stem, number = _UNFIT.sub("_", one.patch.patch_no).strip(". ") or "_", 0
        for photo in photos[one.patch.id]:
            sha256, ending = next(_copies(photo, has), ("", ""))
            if not sha256:
                continue
            number += 1
            while f"{stem}_{number}".casefold() in used:
                number += 1
            used.add(f"{stem}_{number}".casefold())
            made[one.patch.id].append((f"{stem}_{number}{ending}", sha256))
    return made


def _copies(photo: Attachment, has: Has) -> Iterator[tuple[str, str]]:
    """The original if it is here, else its travel copy."""
    if photo.sha256 and has(photo.sha256):
        yield photo.sha256, _KINDS.get(photo.mime, Path(photo.name).suffix.lower() or ".jpg")
    for copy in photo.derived:
        if has(copy.sha256):
            yield copy.sha256, ".jpg"
