"""The table of kinds: which function reads which kind of file."""

from __future__ import annotations

from typing import BinaryIO, Final

from patrol_app.services.ports import Queries
from patrol_app.sync import base_taken, down_taken, intake, receipts_taken
from patrol_app.sync.header import Header
from patrol_app.sync.kinds import Check, CheckedFile

HANDLERS: Final[dict[str, Check]] = {
    "up": intake.check,
    "down": down_taken.check,
    "base": base_taken.check,
    "receipt": receipts_taken.check,
}


def check_file(
    queries: Queries, header: Header, stream: BinaryIO, scratch: BinaryIO
) -> CheckedFile:
    """Steps 3 to 7 of the import for a file of any kind; writes nothing.

    Args:
        queries: of this store, or of the transaction of a rehearsal.
        header: as read from the file, not believed yet: it only picks the reader.
        stream: the spooled file.
        scratch: empty private temporary file; outlives the result.

    Raises:
        UserError: as the kind's function. A kind that is not taken here is refused as a report
            would be, so that an unknown key is still quarantined.
    """
    return HANDLERS.get(header.kind, intake.check)(queries, stream, scratch)
