"""Operating system errors as faults with words: what is wrong with the disk, what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from patrol_app.errors import EnvironmentFault
from patrol_app.i18n import N_

_FULL = ("disk.full", N_("No space is left on the disk for {name}. Free some space and try again."))
_LARGE = ("disk.too_large", N_("{name} is larger than this disk or system allows."))
_BROKEN = ("disk.error", N_("The disk reports an error at {name}. Try another disk."))
_LOCKED = ("disk.read_only", N_("The disk is write-protected: {name} cannot be written."))
_DENIED = ("disk.denied", N_("No permission for {name}. Another program may be using it."))
_GONE = ("disk.gone", N_("The disk was removed while {name} was in use. Insert it and try again."))
_MISSING = ("disk.missing", N_("{name} was not found."))
_OTHER = ("disk.failed", N_("The system could not read or write {name} ({reason})."))

_BY_ERRNO: Final = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _LARGE,
    errno.EIO: _BROKEN,
    errno.EROFS: _LOCKED,
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.ENOTCONN: _GONE,
    errno.ENODEV: _GONE,
    errno.ENXIO: _GONE,
    errno.ESTALE: _GONE,
    errno.ENOENT: _MISSING,
    errno.ENOTDIR: _MISSING,
}

# Windows system error codes (winerror.h) that Python folds into a vaguer errno.
_BY_WINERROR: Final = {
    19: _LOCKED,  # ERROR_WRITE_PROTECT
    21: _GONE,  # ERROR_NOT_READY
    23: _BROKEN,  # ERROR_CRC
    39: _FULL,  # ERROR_HANDLE_DISK_FULL
    55: _GONE,  # ERROR_DEV_NOT_EXIST
    112: _FULL,  # ERROR_DISK_FULL
    433: _GONE,  # ERROR_NO_SUCH_DEVICE
    1117: _BROKEN,  # ERROR_IO_DEVICE
    1167: _GONE,  # ERROR_DEVICE_NOT_CONNECTED
}


def environment_fault(error: OSError, path: Path) -> EnvironmentFault:
    """The fault that tells a person about ``error`` met at ``path``.

    The file's name goes into the message only; logs show the code.
    """
    by_windows = _BY_WINERROR.get(getattr(error, "winerror", None) or 0)
    code, msgid = by_windows or _BY_ERRNO.get(error.errno or 0, _OTHER)
    reason = errno.errorcode.get(error.errno or 0, "?")
    return EnvironmentFault(code, msgid, name=path.name or str(path), reason=reason)


@contextmanager
def disk_faults(path: Path) -> Iterator[None]:
    """Turn every ``OSError`` of the block into an ``EnvironmentFault`` about ``path``."""
    try:
        yield
    except OSError as error:
        raise environment_fault(error, path) from error
