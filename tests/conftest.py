"""Rules for every test: which ones run, where they may write, what they may leave behind."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.chance import CHANCE

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# sizes and styles of somebody's desk change what is drawn
for _name in [name for name in os.environ if name.startswith("QT_") and name != "QT_QPA_PLATFORM"]:
    del os.environ[_name]
# Qt warns of a machine's locale without UTF-8, or of one that is named and not installed
os.environ["LC_ALL"] = "C.UTF-8"
os.environ.pop("LANGUAGE", None)

ROOT = Path(__file__).resolve().parent.parent
# threads of the tools; and Qt's own, which Python sees as "Dummy" and Qt ends by itself
FOREIGN_THREADS = ("Dummy-", "pytest_timeout", "execnet", "asyncio_")
GRACE_SECONDS = 60.0


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the choice of test sets."""
    group = parser.getgroup("patrol")
    group.addoption("--ci", action="store_true", help="run only the tests marked ci")
    group.addoption("--soak", action="store_true", help="run only the tests marked soak")


def pytest_configure(config: pytest.Config) -> None:
    """The same examples at every run, so that a change is judged by itself; soak draws new ones."""
    slow = [HealthCheck.too_slow]  # says something of the machine, not of the program
    settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=slow)
    settings.register_profile("soak", max_examples=2000, deadline=None, print_blob=True)
    settings.load_profile("soak" if config.getoption("--soak") else "same")
    patch = pytest.MonkeyPatch()
    config.add_cleanup(patch.undo)
    CHANCE.install(patch, anew=config.getoption("--soak"))
    config.pluginmanager.register(CHANCE, "patrol-chance")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Stop with a clear word where a build step has not been run."""
    needed = [
        ROOT / "resources" / "fonts" / "NotoSansSC-Regular.ttf",
        ROOT / "resources" / "fonts" / "NotoSansSC-Bold.ttf",
    ]
    missing = [str(path.relative_to(ROOT)) for path in needed if not path.exists()]
    if missing:
        raise pytest.UsageError(f"{', '.join(missing)} missing; run: python3 dev.py setup")


def corpus_folder() -> Path:
    """The folder of real files: PATROL_CORPUS, else testdata in shared beside the project."""
    named = os.environ.get("PATROL_CORPUS")
    return Path(named) if named else ROOT.parent / "shared" / "testdata"


def chosen(item: pytest.Item, config: pytest.Config) -> bool:
    """Whether ``item`` belongs to the set asked for."""
    ci, soak = item.get_closest_marker("ci"), item.get_closest_marker("soak")
    if config.getoption("--soak"):
        return soak is not None
    if config.getoption("--ci"):
        return ci is not None and soak is None
    return ci is None and soak is None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the chosen set; skip the corpus tests where the corpus is absent."""
    kept = [item for item in items if chosen(item, config)]
    left_out = [item for item in items if not chosen(item, config)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept
    if not corpus_folder().is_dir():
        absent = pytest.mark.skip(reason="no corpus folder (PATROL_CORPUS)")
        for item in kept:
            if item.get_closest_marker("corpus"):
                item.add_marker(absent)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real files; use it in tests marked ``corpus``."""
    return corpus_folder()


@pytest.fixture(scope="session", autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes this machine's configuration or data."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATROL_CONFIG_DIR", str(folder / "config"))
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            patch.setenv(name, str(folder / name.lower()))
        patch.setenv("PROGRAMDATA", str(folder / "programdata"))
        yield


def own_threads() -> set[threading.Thread]:
    """The live threads that our code or a test has started."""
    return {
        thread
        for thread in threading.enumerate()
        if thread is not threading.main_thread() and not thread.name.startswith(FOREIGN_THREADS)
    }


@pytest.fixture(autouse=True)
def _no_thread_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test ends what it starts: threads still alive after a grace period fail it."""
    before = own_threads()
    yield
    if request.node.get_closest_marker("keeps_threads"):
        return
    deadline = time.monotonic() + GRACE_SECONDS
    for thread in own_threads() - before:
        thread.join(max(0.0, deadline - time.monotonic()))
    left = sorted(thread.name for thread in own_threads() - before)
    assert not left, f"threads left running: {', '.join(left)}"


@pytest.fixture(autouse=True)
def _no_window_left() -> Iterator[None]:
    """No visible window outlives its test; costs nothing where Qt was not loaded."""
    yield
    widgets = sys.modules.get("PySide6.QtWidgets")
    application = widgets.QApplication.instance() if widgets else None
    if widgets is None or not isinstance(application, widgets.QApplication):
        return
    left = [w for w in widgets.QApplication.topLevelWidgets() if w.isVisible()]
    names = [f"{type(widget).__name__}({widget.objectName()})" for widget in left]
    for widget in left:
        widget.hide()
    assert not names, f"windows left open: {', '.join(names)}"


@pytest.fixture(autouse=True, scope="module")
def _own_words() -> Iterator[None]:
    """Words that a folder brought, and the language, do not reach the tests of another module."""
    from patrol_app import i18n
    from patrol_app.domain.vocabulary import extend

    before = i18n.language()
    yield
    extend(())
    if i18n.language() != before:
        i18n.use(before)
