"""Archives from outside (zip, KMZ, zipped shapefiles): listed and read under the zip limits.

Every rule is checked before the first byte of content is given; nothing is ever written to a
folder. Layout: APPNOTE 6.3.10 sections 4.3.7 and 4.3.12; rules: the format's limits table.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Final

from patrol_app import limits
from patrol_app.geo.readers.archive_checks import (
    Entry,
    bad_archive,
    check_layout,
    check_names,
    check_sizes,
)

_STEP: Final = limits.MIB
# What zipfile and zlib raise on broken archives; each becomes a refusal with its reason.
# NotImplementedError is what zipfile says of a compression that it does not know.
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error, LookupError,
    NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip


class Archive:
    """An archive that keeps every rule.

    Args:
        data: the file's bytes.

    Attributes:
        entries: its files in the archive's order, folders left out.

    Raises:
        UserError: ``zip.refused`` with the broken rule.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        if data.count(b"PK\x01\x02") > 4 * limits.ZIP_ENTRIES:
            raise bad_archive("entries")  # before a list of them is built
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise bad_archive("directory") from error
        infos = self._zip.infolist()
        check_sizes(infos)
        check_names(infos)
        check_layout(infos, data)
        self._infos = {info.filename: info for info in infos if not info.is_dir()}
        self.entries = tuple(Entry(name, info.file_size) for name, info in self._infos.items())

    def read(self, name: str, most: int) -> bytes:
        """The content of one file.

        Args:
            name: as in ``entries``.
            most: bytes it may have.

        Raises:
            UserError: ``zip.refused`` when it is larger, broken, or not what the list says.
            KeyError: there is no such file.
        """
        info = self._infos[name]
        if info.file_size > most:
            raise bad_archive("size")
        out = bytearray()
        try:
            with self._zip.open(info) as stream:
                while piece := stream.read(_STEP):
                    out += piece
                    if len(out) > info.file_size:
                        raise bad_archive("size")
        except _BROKEN as error:
            raise bad_archive("content") from error
        if len(out) != info.file_size:
            raise bad_archive("size")
        return bytes(out)
