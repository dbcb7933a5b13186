"""The rules in tests/conftest.py hold: they are tried on small suites of their own."""

from __future__ import annotations

import shutil

import pytest

from tests.architecture.sources import ROOT

pytest_plugins = ["pytester"]

SETS = """
import pytest

def test_plain(): pass

@pytest.mark.ci
def test_longer(): pass

@pytest.mark.soak
def test_endurance(): pass

@pytest.mark.corpus
def test_real_files(corpus): assert corpus.is_dir()
"""
LEFT_OVER = """
import threading
import pytest

stop = threading.Event()

def start():
    threading.Thread(target=stop.wait, name="left-over", daemon=True).start()

def test_leaves_a_thread(): start()

@pytest.mark.keeps_threads("shown to be possible")
def test_may_leave_one(): start()

def test_reads_no_configuration_of_this_machine(tmp_path_factory):
    import os
    assert os.environ["PATROL_CONFIG_DIR"].startswith(str(tmp_path_factory.getbasetemp()))
    assert os.environ["LC_ALL"] == "C.UTF-8"
"""
DRAWS = """
import secrets, uuid
import pytest, uuid_utils
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

def draw():
    key = Ed25519PrivateKey.generate().private_bytes_raw().hex()
    return [secrets.token_hex(4), str(uuid.uuid4()), str(uuid_utils.uuid7()), key]

def say(name, drawn):
    with open("drawn.txt", "a") as out:
        print(name, *drawn, file=out)

@pytest.fixture(scope="module")
def wider():
    return draw()

def test_one(wider): say("one", wider + draw())
def test_two(wider): say("two", wider + draw())
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A project with our conftest.py, fonts and markers, and without a corpus."""
    folder = pytester.mkdir("tests")
    text = (ROOT / "tests" / "conftest.py").read_text(encoding="utf-8")
    (folder / "conftest.py").write_text(text.replace("GRACE_SECONDS = 60.0", "GRACE_SECONDS = 0.1"))
    support = folder / "support"
    support.mkdir()
    shutil.copy(ROOT / "tests" / "support" / "chance.py", support)
    fonts = pytester.path / "resources" / "fonts"
    fonts.mkdir(parents=True)
    for weight in ("Regular", "Bold"):
        (fonts / f"NotoSansSC-{weight}.ttf").touch()
    pytester.makeini("[pytest]\nmarkers =\n ci\n corpus\n soak\n keeps_threads(reason)\n")
    monkeypatch.setenv("PATROL_CORPUS", str(pytester.path / "absent"))
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    return pytester


@pytest.mark.parametrize(
    ("option", "outcome"),
    [
        ("-q", {"passed": 1, "skipped": 1, "deselected": 2}),
        ("--ci", {"passed": 1, "deselected": 3}),
        ("--soak", {"passed": 1, "deselected": 3}),
    ],
)
def test_sets_are_apart(suite: pytest.Pytester, option: str, outcome: dict[str, int]) -> None:
    """Plain, ci and soak tests never mix; corpus tests are counted as skipped without a corpus."""
    (suite.path / "tests" / "test_sets.py").write_text(SETS)
    found = suite.runpytest_subprocess(option, "-p", "no:xdist").parseoutcomes()
    assert found == outcome


def test_corpus_tests_run_where_the_corpus_is(suite: pytest.Pytester) -> None:
    """The folder named by PATROL_CORPUS is handed to the test."""
    (suite.path / "absent").mkdir()
    (suite.path / "tests" / "test_sets.py").write_text(SETS)
    found = suite.runpytest_subprocess("-p", "no:xdist").parseoutcomes()
    assert found == {"passed": 2, "deselected": 2}


def test_a_left_over_thread_fails_its_test(suite: pytest.Pytester) -> None:
    """The test that leaves a thread behind gets the error; its neighbours do not."""
    (suite.path / "tests" / "test_left.py").write_text(LEFT_OVER)
    done = suite.runpytest_subprocess("-p", "no:xdist")
    assert done.parseoutcomes() == {"passed": 3, "errors": 1}
    done.stdout.fnmatch_lines(["*threads left running: left-over*"])


def test_draws_hang_on_the_name_of_the_test_alone(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever tests run, in whatever order; another seed draws otherwise."""
    (suite.path / "tests" / "test_draws.py").write_text(DRAWS)
    file = suite.path / "drawn.txt"

    def drawn(*names: str) -> dict[str, list[str]]:
        file.unlink(missing_ok=True)
        chosen = [f"tests/test_draws.py::test_{name}" for name in names]
        suite.runpytest_subprocess("-p", "no:xdist", *chosen).assert_outcomes(passed=len(names))
        return {words[0]: words[1:] for words in map(str.split, file.read_text().splitlines())}

    both = drawn("one", "two")
    assert both["one"][:4] == both["two"][:4]
    assert not set(both["one"][4:]) & set(both["two"])
    assert both["one"][2] < both["one"][6]  # what was there before has the older id
    assert drawn("two") == {"two": both["two"]}
    monkeypatch.setenv("PATROL_TEST_SEED", "another")
    assert not set(drawn("two")["two"]) & set(both["two"])


def test_missing_fonts_stop_the_run(suite: pytest.Pytester) -> None:
    """The missing build step is named instead of a hundred odd failures."""
    (suite.path / "resources" / "fonts" / "NotoSansSC-Bold.ttf").unlink()
    (suite.path / "tests" / "test_sets.py").write_text(SETS)
    done = suite.runpytest_subprocess("-p", "no:xdist")
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines(["*NotoSansSC-Bold.ttf missing; run: python3 dev.py setup*"])
