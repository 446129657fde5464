"""A child can neither harm nor learn much, and whatever it does ends in a value or in one sentence."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dam.sandbox.run import ChildFailed, Json, Limits, run_limited, stream_limited

DEEDS = "tests.dam.sandbox.deeds"

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@pytest.fixture(autouse=True)
def own_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder for these children alone."""
    folder = tmp_path_factory.mktemp("children")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def folders_left() -> set[str]:
    """Temporary folders of children that still stand."""
    return {path.name for path in Path(tempfile.gettempdir()).glob("vitrine-child-*")}


def is_running(pid: int) -> bool:
    """Whether a process is there and not merely waiting to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until_gone(pid: int) -> bool:
    """Give the system two seconds."""
    end = time.monotonic() + 2
    while is_running(pid) and time.monotonic() < end:
        time.sleep(0.01)
    return not is_running(pid)


@settings(max_examples=8, deadline=None)
@given(JSON)
def test_plain_values_go_in_and_come_out(value: object) -> None:
    assert run_limited(f"{DEEDS}:echo", value) == value  # type: ignore[arg-type]


def test_values_come_one_by_one_and_those_before_a_failure_are_kept() -> None:
    stream = stream_limited(f"{DEEDS}:count", {"to": 5, "fails_at": 3})
    assert [next(stream), next(stream), next(stream)] == [0, 1, 2]
    with pytest.raises(ChildFailed, match="counted too far"):
        next(stream)
    assert list(stream_limited(f"{DEEDS}:count", {"to": 3})) == [0, 1, 2]


def test_a_child_sees_no_secret_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITRINE_SECRET_KEY", "s3cr3t")
    with tempfile.TemporaryFile() as parents_file:
        os.set_inheritable(parents_file.fileno(), False)
        seen = run_limited(f"{DEEDS}:surroundings", None, limits=Limits(memory_bytes=10**9))
    assert isinstance(seen, dict)
    assert set(seen["environment"]) == {
        "PATH",
        "LANG",
        "HOME",
        "TMPDIR",
        "OPENBLAS_NUM_THREADS",
        "OMP_NUM_THREADS",
        "LC_CTYPE",
    } - ({"LC_CTYPE"} - set(seen["environment"]))
    assert "s3cr3t" not in str(seen)
    assert seen["open_files"] == [0, 1, 2, 3, 4], "input, output, complaints, results and the listing itself"
    assert seen["limits"] == [10**9, 0]
    assert seen["group"] is True
    assert not Path(seen["folder"]).exists()


def test_what_a_library_prints_is_no_result() -> None:
    assert run_limited(f"{DEEDS}:chatter", "true answer") == "true answer"


@pytest.mark.parametrize(
    ("deed", "argument", "limits", "sentence"),
    [
        ("refuse", None, Limits(), "ValueError: cannot read the file as a picture"),
        ("crash", None, Limits(), r"crashed \(SIGSEGV\)"),
        ("leave", None, Limits(), "ended early: decoder: giving up"),
        ("sleep", 30, Limits(wall_seconds=0.5), r"longer than 0\.5 seconds"),
        ("compute", None, Limits(cpu_seconds=1), "more than 1 seconds of computing"),
        ("hoard", 2 << 30, Limits(memory_bytes=500 << 20), "more memory than it may use"),
        ("hoard", 300 << 20, Limits(private_bytes=200 << 20), "more memory than it may use"),
        ("compute_more", 1.5, Limits(cpu_seconds=1, most_cpu_seconds=2), "more than 1 seconds of computing"),
        ("fill_disk", None, Limits(file_bytes=3 << 20), "wrote a file of more than 3,145,728 bytes"),
        ("flood", None, Limits(), "more than a plain value may hold"),
        ("babble", None, Limits(), "not a plain value"),
        ("burrow", 100_000, Limits(), "not a plain value"),
        ("count", {"to": 10**9}, Limits(wall_seconds=20), "more values where one was expected"),
        ("no_such_deed", None, Limits(), "no_such_deed"),
    ],
)
def test_every_misdeed_is_one_sentence(deed: str, argument: Json, limits: Limits, sentence: str) -> None:
    with pytest.raises(ChildFailed, match=sentence) as failure:
        run_limited(f"{DEEDS}:{deed}", argument, limits=limits)
    assert "\n" not in failure.value.reason
    assert folders_left() == set()


def test_a_child_gives_itself_the_rest_when_the_file_is_done_with() -> None:
    limits = Limits(cpu_seconds=1, most_cpu_seconds=5, private_bytes=300 << 20, most_private_bytes=800 << 20)
    assert run_limited(f"{DEEDS}:spend_more", 400 << 20, limits=limits) == [5, 800 << 20, 400 << 20]


def test_a_stream_that_nobody_listens_to_is_stopped() -> None:
    stream = stream_limited(f"{DEEDS}:count", {"to": 10**9})
    assert next(stream) == 0
    stream.close()  # type: ignore[attr-defined]
    assert folders_left() == set()


def test_a_child_dies_with_a_killed_parent(tmp_path: Path) -> None:
    note = tmp_path / "child"
    code = (
        "from pathlib import Path; from dam.sandbox.run import run_limited;"
        f"run_limited('{DEEDS}:ignore_signals', {str(note)!r}, writes=[Path({str(tmp_path)!r})])"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[3],
        env={**os.environ, "TMPDIR": tempfile.gettempdir()},
    )
    end = time.monotonic() + 20
    while not (note.exists() and note.read_text()) and time.monotonic() < end:
        time.sleep(0.02)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert wait_until_gone(int(note.read_text()))
    (left,) = Path(tempfile.gettempdir()).glob("vitrine-child-*")
    assert not list(left.iterdir()), "it may empty its folder, and touch nothing beside"
    os.utime(left, (0, 0))
    assert run_limited(f"{DEEDS}:echo", 1) == 1
    assert folders_left() == set()


def test_children_of_many_threads_do_not_mix() -> None:
    answers: dict[int, object] = {}

    def ask(number: int) -> None:
        answers[number] = run_limited(f"{DEEDS}:echo", number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: number for number in range(8)}
