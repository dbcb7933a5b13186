"""Windows' keeper of secrets (DPAPI), machine scope, by ctypes.

Machine scope because several Windows accounts of one station share one store; the installer's
access list on the data folder keeps others out (reliability design, section 4).
"""

from __future__ import annotations

import sys

from patrol_app.errors import EnvironmentFault
from patrol_app.i18n import N_


def available() -> bool:
    """Whether this system has DPAPI."""
    return sys.platform == "win32"


def protect(secret: bytes, entropy: bytes) -> bytes:
    """Wrap ``secret`` for this machine; ``entropy`` must be given again to unwrap.

    Raises:
        EnvironmentFault: the system refused.
    """
    return _call("CryptProtectData", secret, entropy)


def unprotect(wrapped: bytes, entropy: bytes) -> bytes:
    """Undo :func:`protect` on the same machine.

    Raises:
        EnvironmentFault: another machine, other entropy, or damaged bytes.
    """
    return _call("CryptUnprotectData", wrapped, entropy)


def _call(name: str, data: bytes, entropy: bytes) -> bytes:
    """Run one of the two calls; they share one argument list (dpapi.h)."""
    if sys.platform != "win32":
        raise EnvironmentFault("vault.keeper", N_("This vault was made on Windows."))
    import ctypes
    from ctypes import wintypes

    class Blob(ctypes.Structure):
        """DATA_BLOB of wincrypt.h."""

        _fields_ = [("size", wintypes.DWORD), ("data", ctypes.POINTER(ctypes.c_char))]

    def blob(content: bytes) -> Blob:
        """``content`` as a DATA_BLOB; the buffer lives as long as the structure."""
        buffer = ctypes.create_string_buffer(content, len(content))
        return Blob(len(content), ctypes.cast(buffer, ctypes.POINTER(ctypes.c_char)))

    given, extra, answer = blob(data), blob(entropy), Blob()
    flags = 0x1 | 0x4  # CRYPTPROTECT_UI_FORBIDDEN | CRYPTPROTECT_LOCAL_MACHINE
    call = getattr(ctypes.windll.crypt32, name)
    if not call(
        ctypes.byref(given), None, ctypes.byref(extra), None, None, flags, ctypes.byref(answer)
    ):
        raise EnvironmentFault(
            "vault.device_key", N_("This computer does not hold the key of this data folder.")
        )
    try:
        return ctypes.string_at(answer.data, answer.size)
    finally:
        ctypes.windll.kernel32.LocalFree(answer.data)
