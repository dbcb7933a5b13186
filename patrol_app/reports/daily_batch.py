"""Many daily logs in one go: one PDF, or one file for each."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.display import DisplayList
from patrol_app.i18n import N_
from patrol_app.reports import daily_pdf
from patrol_app.reports.daily_model import DailyLog
from patrol_app.services.ports import Files
from patrol_app.services.report_types import IsCancelled, OnProgress

PHOTO_PX = 640  # a photo is printed 32 mm wide: 500 dots an inch, a tenth of the travel copy
QUALITY = 80
Log = tuple[DailyLog, DisplayList]


@dataclass(frozen=True)
class Batch:
    """Logs to be written, in order.

    Attributes:
        numbers: of the patrols.
        build: reads one log.
        photo: bytes of a photo by digest, None where it is not held.
        on_progress: called with (finished, all); cancelled: asked before each log.
    """

    numbers: tuple[str, ...]
    build: Callable[[str], Log]
    photo: daily_pdf.GetPhoto
    on_progress: OnProgress | None = None
    cancelled: IsCancelled | None = None

    def one(self, out: BinaryIO) -> int:
        """All of them as one PDF; the number of pages.

        Raises:
            UserError: ``report.no_logs``, ``report.many``, ``work.cancelled``.
        """
        canvas = daily_pdf.new_canvas(out)
        pages = 0
        for _number, (log, shown) in self._logs():
            pages += daily_pdf.render_onto(log, shown, self._small, canvas)
        canvas.save()
        return pages

    def each(self, folder: Path, files: Files) -> int:
        """One PDF for each below ``folder``; the number of pages in all.

        Raises:
            UserError: as ``one``.
        """
        pages = 0
        for number, (log, shown) in self._logs():
            whole = io.BytesIO()
            pages += daily_pdf.render(log, shown, self.photo, whole)
            files.write(folder / f"daily-log-{number}.pdf", _filler(whole))
        return pages

    def _logs(self) -> Iterator[tuple[str, Log]]:
        """Each log, read when its turn comes."""
        total = len(self.numbers)
        if not total:
            raise UserError("report.no_logs", N_("There is no patrol to print"))
        if total > limits.LOGS_AT_ONCE:
            raise UserError(
                "report.many",
                N_("{n} logs at once are too many; at most {most}"),
                n=total,
                most=limits.LOGS_AT_ONCE,
            )
        for done, number in enumerate(self.numbers):
            if self.cancelled is not None and self.cancelled():
                raise UserError("work.cancelled", N_("Cancelled"))
            if self.on_progress is not None:
                self.on_progress(done, total)
            yield number, self.build(number)
        if self.on_progress is not None:
            self.on_progress(total, total)

    def _small(self, sha256: str) -> bytes | None:
        """The photo in the size it is printed: hundreds of whole ones would fill the memory."""
        data = self.photo(sha256)
        return None if data is None else smaller(data)


def smaller(data: bytes) -> bytes:
    """A photo whose longer edge has at most ``PHOTO_PX``, as JPEG; a small one stays as it is."""
    from PIL import Image

    with Image.open(io.BytesIO(data)) as image:
        if max(image.size) <= PHOTO_PX:
            return data
        image.draft("RGB", (PHOTO_PX, PHOTO_PX))
        small = image.convert("RGB")
        small.thumbnail((PHOTO_PX, PHOTO_PX))
        out = io.BytesIO()
        small.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _filler(whole: io.BytesIO) -> Callable[[BinaryIO], None]:
    def fill(stream: BinaryIO) -> None:
        """Copy the finished paper."""
        stream.write(whole.getbuffer())

    return fill
