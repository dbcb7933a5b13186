"""What the repository holds and what it must never hold."""

from __future__ import annotations

import ast
import re
import sys
import tomllib

from tests.architecture.sources import ROOT, committed, sources

REQUIREMENTS = ROOT / "packaging" / "requirements"
LOCKS = ("base", "dev", "bench", "build", "resources")
# written in pieces, so that this file does not find itself
ADDRESSES = re.compile(
    "|".join(
        [
            *("pypi" + r"\.org", "python" + "hosted", "npm" + r"js\.(org|com)"),
            *("deb\\." + "debian", "--index" + "-url", "--extra-index" + "-url"),
            *("--find" + "-links", "/opt/" + "pypi", "/work" + "/(main|shared)", r"/root/\."),
        ]
    )
)
# the package's name -> the name it is imported by, where they differ
IMPORTED_AS = {
    "argon2-cffi": "argon2",
    "chinesecalendar": "chinese_calendar",
    "pi-heif": "pi_heif",
    "pillow": "PIL",
    "pyside6-addons": "PySide6",
    "pyside6-essentials": "PySide6",
    "uuid-utils": "uuid_utils",
}

# packages that another package takes up where they are installed (docs/dependencies.md says which)
USED_BY_OTHERS = {"defusedxml"}


def pins(name: str) -> dict[str, str]:
    """Package -> exact version, as one .in file names them."""
    lines = (REQUIREMENTS / f"{name}.in").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith(("#", "-c"))]
    return dict(line.split("==", 1) for line in wanted)


def test_no_lock_of_uv_is_committed() -> None:
    """uv.lock names addresses."""
    assert not [path for path in committed() if path.name == "uv" + ".lock"]


def test_no_address_of_a_registry_or_machine_is_committed() -> None:
    """Each machine knows for itself where its packages come from."""
    found = []
    for path in committed():
        text = path.read_bytes().decode("utf-8", "replace")
        found += [f"{path.relative_to(ROOT)}: {m.group()}" for m in ADDRESSES.finditer(text)]
    assert not found


def test_fonts_and_built_files_are_not_committed() -> None:
    """Fonts are fetched, catalogues compiled, programs built."""
    names = [path.relative_to(ROOT).as_posix() for path in committed()]
    built = re.compile(r"^(resources/fonts|build|dist|\.venv)/|\.(mo|pyc|exe)$")
    assert not [name for name in names if built.search(name)]


def test_every_pin_is_locked_with_hashes() -> None:
    """The .txt holds each version of the .in, and no line without a hash."""
    for name in LOCKS:
        text = (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8")
        locked = dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", text, re.MULTILINE))
        missing = {key: value for key, value in pins(name).items() if locked.get(key) != value}
        assert not missing, f"{name}.txt is old; run packaging/lock_requirements.py: {missing}"
        blocks = re.split(r"\n(?=[a-z0-9])", text.strip())
        assert all("--hash=sha256:" in block for block in blocks), name


def test_pins_agree_between_the_files() -> None:
    """One version of each package everywhere."""
    versions: dict[str, set[str]] = {}
    for name in LOCKS:
        text = (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8")
        for package, version in re.findall(r"^([a-z0-9._-]+)==(\S+)", text, re.MULTILINE):
            versions.setdefault(package, set()).add(version)
    assert not {package: found for package, found in versions.items() if len(found) > 1}


def test_pyproject_names_what_base_pins() -> None:
    """The loose list in pyproject.toml and the exact one in base.in are of the same packages."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    loose = {re.split(r"[<>=;\s]", line)[0] for line in project["dependencies"]}
    assert loose == set(pins("base"))


def test_every_dependency_is_explained() -> None:
    """docs/dependencies.md has a row for each package that an .in file names."""
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE))
    named = {package for name in LOCKS for package in pins(name)}
    assert named - rows == set(), "without a row"
    assert rows - named == set(), "rows without a pin"


def _called(node: ast.Call) -> str:
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def third_party_imports() -> dict[str, str]:
    """Imported name outside the standard library -> one file that imports it."""
    out: dict[str, str] = {}
    for source in sources("patrol_app"):
        for node in ast.walk(source.tree):
            modules: list[str] = []
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules = [node.module]
            elif isinstance(node, ast.Call) and _called(node) == "find_spec" and node.args:
                # files of the package are read, none of its code runs
                modules = [str(ast.literal_eval(node.args[0]))]
            for module in modules:
                out.setdefault(module.split(".")[0], source.name)
    return {name: file for name, file in out.items() if name not in sys.stdlib_module_names}


def test_the_program_imports_only_what_base_pins() -> None:
    """No package comes along by chance."""
    pinned = {IMPORTED_AS.get(name, name) for name in pins("base")}
    stray = {k: v for k, v in third_party_imports().items() if k not in {*pinned, "patrol_app"}}
    assert not stray


def test_the_program_uses_what_base_pins() -> None:
    """A package that nothing imports any more is dropped from base.in."""
    wanted = set(pins("base")) - USED_BY_OTHERS
    idle = {IMPORTED_AS.get(name, name) for name in wanted} - set(third_party_imports())
    assert not idle
