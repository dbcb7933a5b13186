from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app import limits
from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.workers import client, jobs
from patrol_app.workers.batch import read_many
from patrol_app.workers.client import WorkerPool
from patrol_app.workers.confined import enforceable
from patrol_app.workers.process_reader import ProcessReader

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")

NAMES = (
    "echo", "die", "hang", "steps", "refuse", "fault", "bug", "gorge", "write", "spin", "swell",
    "trespass",
)  # fmt: skip
HOST = """
import sys
from patrol_app.workers import jobs
jobs.JOBS.update({name: f"tests.support.misbehaving:{name}" for name in %r})
from patrol_app.worker_host import main
sys.exit(main())
"""


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[WorkerPool]:
    monkeypatch.setattr(client, "command", lambda: [sys.executable, "-c", HOST % (NAMES,)])
    with WorkerPool() as made:
        yield made
    assert not [one for one in threading.enumerate() if one.name == "worker-frames"]


def failed(pool: WorkerPool, job: str, **options: object) -> UserError:
    with pytest.raises(UserError) as caught:
        pool.run(job, {}, **options)  # type: ignore[arg-type]
    return caught.value


def pid(pool: WorkerPool) -> int:
    return int(pool.run("echo", {}).result["pid"])


def test_a_process_is_used_again_and_told_what_came(pool: WorkerPool) -> None:
    told: list[tuple[int, int]] = []
    answer = pool.run("echo", {"名": 1}, [b"a", b""], on_progress=lambda *at: told.append(at))
    assert (answer.result["args"], answer.parts) == ({"名": 1}, [b"a", b""])
    assert told == [(1, 2)]
    assert pid(pool) == answer.result["pid"]


def test_the_death_of_the_process_is_an_answer(pool: WorkerPool) -> None:
    before = pid(pool)
    error = failed(pool, "die", label="a.gpx")
    assert (error.code, error.params) == ("worker.died", {"label": "a.gpx"})
    assert pid(pool) != before


def test_a_hanging_process_is_ended(pool: WorkerPool) -> None:
    assert failed(pool, "hang", timeout_s=0.3).code == "worker.timeout"
    assert pid(pool)


def test_processor_time_is_bounded_by_the_system_too(pool: WorkerPool) -> None:
    assert failed(pool, "spin", timeout_s=0.5).code == "worker.timeout"


@pytest.mark.parametrize("job", ["steps", "hang"])
def test_cancelling(pool: WorkerPool, job: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # one that hears it is given all the time it needs; the other is not waited for
    monkeypatch.setattr(client, "_GRACE_SECONDS", 0.3 if job == "hang" else 60.0)
    told = threading.Event()
    before = pid(pool)
    error = failed(
        pool,
        job,
        on_progress=lambda done, total: told.set(),
        cancelled=lambda: job == "hang" or told.is_set(),
    )
    assert error.code == "work.cancelled"
    assert (pid(pool) == before) == (job == "steps")


def test_refusals_cross_whole(pool: WorkerPool) -> None:
    error = failed(pool, "refuse")
    assert (error.code, error.field, error.params) == ("test.refused", "lon", {"what": "it"})
    assert error.details == ({"a": 1},)
    with pytest.raises(EnvironmentFault):
        pool.run("fault", {})


def test_a_bug_is_named_without_its_values(
    pool: WorkerPool, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        error = failed(pool, "bug")
    assert (error.code, error.params) == ("worker.bug", {"name": "LookupError"})
    assert "misbehaving" not in caplog.text or "bug:" in caplog.text
    assert "LookupError" in caplog.text
    assert "13800000000" not in caplog.text
    assert failed(pool, "no such job").code == "worker.bug"


def test_memory_is_bounded_for_each_job(pool: WorkerPool) -> None:
    with pytest.raises(UserError) as caught:
        pool.run("gorge", {"bytes": 300 << 20}, memory_mb=100)
    assert caught.value.code == "worker.memory"
    assert pool.run("gorge", {"bytes": 300 << 20}, memory_mb=600).result["size"] == 300 << 20


@pytest.mark.ci
def test_readers_have_their_seconds_and_memory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """One file of the field, and one of base data, by the bounds that ``limits`` gives."""
    table = {"read_files": "hang", "base_preview": "hang", "base_rows": "gorge"}
    bad = {job: f"tests.support.misbehaving:{name}" for job, name in table.items()}
    script = HOST % (NAMES,)
    last = "from patrol_app.worker_host"
    script = script.replace(last, f"jobs.JOBS.update({bad!r})\n{last}")
    monkeypatch.setattr(client, "command", lambda: [sys.executable, "-c", script])
    reader = ProcessReader()
    monkeypatch.setattr(limits, "READ_SECONDS", 0.2)
    (answer,) = read_many(reader.pool, [tmp_path / "a.gpx"])
    assert answer.result["fault"]["code"] == "worker.timeout"
    monkeypatch.setattr(limits, "BASE_SECONDS", 0.2)
    with pytest.raises(UserError) as caught:
        reader.run("base_preview", {"path": "a.shp"})
    assert caught.value.code == "worker.timeout" and caught.value.params["label"] == "a.shp"
    monkeypatch.setattr(limits, "BASE_SECONDS", 60)
    monkeypatch.setattr(limits, "BASE_MEMORY_MB", 100)
    with pytest.raises(UserError) as caught:
        reader.run("base_rows", {"bytes": 300 << 20})
    assert caught.value.code == "worker.memory"
    reader.close()


SLOW_HOST = "import threading\nthreading.Event().wait(WAIT)" + HOST


@pytest.mark.ci
def test_loading_has_its_own_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer that loads the program for longer than a file may take still reads the file."""
    slow = SLOW_HOST.replace("WAIT", "3.2") % (NAMES,)
    monkeypatch.setattr(client, "command", lambda: [sys.executable, "-c", slow])
    with WorkerPool() as pool:
        assert pool.run("echo", {"a": 1}, timeout_s=3).result["args"] == {"a": 1}
    endless = SLOW_HOST.replace("WAIT", "") % (NAMES,)
    monkeypatch.setattr(client, "command", lambda: [sys.executable, "-c", endless])
    monkeypatch.setattr(limits, "START_SECONDS", 0.2)
    with WorkerPool() as pool:
        assert failed(pool, "echo").code == "worker.timeout"


@pytest.mark.ci
def test_a_job_has_its_time_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes that took over the reader say for ever that it begins: it ends all the same."""
    frames = "from patrol_app.workers import frames, host\n"
    loop = "while True: frames.write_frame(sys.stdout.buffer, frames.STARTED, {'id': 1})\n"
    script = "import sys\n" + frames + loop
    monkeypatch.setattr(client, "command", lambda: [sys.executable, "-c", script])
    with WorkerPool() as pool:
        assert failed(pool, "echo", timeout_s=0.2).code == "worker.timeout"


def test_files_are_bounded(pool: WorkerPool) -> None:
    assert pool.run("write", {"path": "x", "bytes": 1 << 20}).result["size"] == 1 << 20
    with pytest.raises(UserError) as caught:
        pool.run("write", {"path": "x", "bytes": 2 << 30})
    assert caught.value.code in ("worker.died", "worker.bug")


def test_a_reader_writes_into_its_own_folder_alone(pool: WorkerPool, tmp_path: Path) -> None:
    if not enforceable():
        pytest.skip("this system cannot forbid writing (no Landlock)")
    (tmp_path / "kept").write_text("kept")
    inside = pool.run("trespass", {"folder": str(tmp_path)}).result
    private = Path(inside.pop("own"))
    assert private.name.startswith("patrol-worker-") and private.is_dir()
    assert set(inside) == {"make", "folder", "link", "remove", "cut", "start"}
    assert set(inside.values()) == {"PermissionError"}
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert (tmp_path / "kept").read_text() == "kept"
    pool.close()
    assert not private.exists()


def test_what_writes_papers_is_not_confined(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(client, "WRITING", frozenset({"write"}))
    confined = pid(pool)
    pool.run("write", {"path": str(tmp_path / "x"), "bytes": 5})
    assert (tmp_path / "x").stat().st_size == 5
    assert pid(pool) != confined


def test_an_answer_too_large_is_said(pool: WorkerPool) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        pool.run("swell", {})
    assert caught.value.code == "worker.answer"


def test_several_threads_share_the_pool(pool: WorkerPool) -> None:
    answers: list[int] = []

    def ask(number: int) -> None:
        answers.append(pool.run("echo", {"n": number}).result["args"]["n"])

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [0, 1, 2, 3, 4]


def test_closing_ends_what_runs(pool: WorkerPool) -> None:
    errors: list[str] = []

    def ask() -> None:
        try:
            pool.run("steps", {}, on_progress=lambda done, total: begun.set())
        except UserError as error:
            errors.append(error.code)

    begun = threading.Event()
    thread = threading.Thread(target=ask)
    thread.start()
    assert begun.wait(60)
    pool.close()
    thread.join()
    assert errors == ["worker.died"]
    with pytest.raises(EnvironmentFault):
        pool.run("echo", {})


def test_a_program_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "command", lambda: ["/nonexistent/program"])
    with WorkerPool() as pool, pytest.raises(EnvironmentFault) as caught:
        pool.run("echo", {})
    assert caught.value.code == "worker.start"


def test_a_process_that_talks_nonsense(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "command", lambda: [sys.executable, "-c", "print('x' * 9)"])
    with WorkerPool() as pool:
        assert failed(pool, "echo").code == "worker.died"


def test_every_job_can_be_loaded() -> None:
    own = [name for name, place in jobs.JOBS.items() if place.startswith("patrol_app.workers.")]
    assert set(own) >= {"read_file", "read_files", "travel_copy"}
    assert all(callable(jobs.load(name)) for name in own)


def test_frozen_programs_start_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.command()[1:] == ["-m", "patrol_app.worker_host"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert client.command() == [sys.executable, "worker"]
