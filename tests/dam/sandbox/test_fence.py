"""Nothing gets out of a child: each way out is tried, with a canary outside that must stay untouched."""

import platform
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from dam.sandbox import landlock, seccomp, syscalls
from dam.sandbox.fence import python_reads
from dam.sandbox.run import ChildFailed, Json, run_limited
from tests.dam.sandbox import escapes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these fences")

NEED_LANDLOCK = frozenset(
    {
        "read",
        "read_by_the_root_of_proc",
        "read_through_a_given_link",
        "passwords",
        "list",
        "write",
        "remove",
        "move_in",
    }
)
"""Ways that only a fence of paths closes; the others are closed wherever system calls can be filtered."""

DEADLY = frozenset({"other_dress", "dress_of_32_bits"})
"""Ways after which nothing the process says is believed: it is killed."""


@dataclass
class Canary:
    """A port, a socket and a file that nobody behind the fence may touch; `heard` is what came."""

    folder: Path
    port: int
    heard: list[bytes] = field(default_factory=list)

    @property
    def file(self) -> Path:
        """A text that no child may learn."""
        return self.folder / "canary"


@pytest.fixture
def canary(tmp_path: Path) -> Iterator[Canary]:
    """Listen on one port by TCP (both families where there are two) and UDP, and on a socket of files."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "canary").write_text("SECRET")
    with socket.create_server(("127.0.0.1", 0)) as four:
        port = four.getsockname()[1]
        udp, unix = socket.socket(socket.AF_INET, socket.SOCK_DGRAM), socket.socket(socket.AF_UNIX)
        udp.bind(("127.0.0.1", port))
        unix.bind(str(outside / "socket"))
        unix.listen()
        listening = [four, udp, unix]
        if socket.has_ipv6:
            six = socket.socket(socket.AF_INET6)
            six.bind(("::1", port))
            six.listen()
            listening.append(six)
        bird = Canary(outside, port)
        threads = [threading.Thread(target=_listen, args=(one, bird.heard)) for one in listening]
        for thread in threads:
            thread.start()
        yield bird
        for one in listening:
            one.shutdown(socket.SHUT_RDWR) if one is not udp else udp.sendto(b"", ("127.0.0.1", port))
        for thread in threads:
            thread.join()
        for one in listening[1:]:
            one.close()


def _listen(line: socket.socket, heard: list[bytes]) -> None:
    while True:
        try:
            if line.type == socket.SOCK_DGRAM:
                text = line.recv(100)
            else:
                with line.accept()[0] as caller:
                    text = b"CALL" + caller.recv(100)
        except OSError:
            return
        if not text:
            return
        heard.append(text)


def argument_for(way: str, canary: Canary, work: Path) -> Json:
    """Tell the child everything that an attacker could know."""
    work.mkdir(exist_ok=True)
    return {
        "way": way,
        "port": canary.port,
        "socket": str(canary.folder / "socket"),
        "canary": str(canary.file),
        "folder": str(work),
    }


@pytest.mark.parametrize("way", sorted(set(escapes.WAYS) - DEADLY))
def test_no_way_leads_out(way: str, canary: Canary, tmp_path: Path) -> None:
    if way in NEED_LANDLOCK and not landlock.version():
        pytest.skip("this kernel has no Landlock")
    work = tmp_path / "work"
    argument = argument_for(way, canary, work)
    (work / "given-link").symlink_to(canary.file)
    before = (canary.file.stat().st_mode, canary.file.stat().st_mtime_ns, canary.file.stat().st_nlink)
    answer = run_limited("tests.dam.sandbox.escapes:escape", argument, writes=[work])
    assert isinstance(answer, str)
    assert answer.startswith("REFUSED"), answer
    assert canary.heard == []
    assert canary.file.read_text() == "SECRET"
    assert before == (canary.file.stat().st_mode, canary.file.stat().st_mtime_ns, canary.file.stat().st_nlink)
    assert sorted(path.name for path in canary.folder.iterdir()) == ["canary", "socket"]


@pytest.mark.parametrize("way", ["tcp", "udp", "unix", "read", "read_through_a_link", "shell", "fork", "cut"])
def test_without_the_fence_the_same_ways_do_lead_out(way: str, canary: Canary, tmp_path: Path) -> None:
    """The tests above would pass too if the canary were deaf."""
    argument = argument_for(way, canary, tmp_path / "work")
    code = f"from tests.dam.sandbox.escapes import escape; print(escape({argument!r}))"
    told = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(Path(__file__).parents[3])!r}); {code}"],
        cwd=tmp_path / "work",
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.startswith("OUT"), told.stdout


@pytest.mark.skipif(platform.machine() != "x86_64", reason="only x86_64 has calls in other dresses")
@pytest.mark.parametrize("way", sorted(DEADLY))
def test_calls_in_another_dress_are_deadly(way: str, canary: Canary, tmp_path: Path) -> None:
    with pytest.raises(ChildFailed, match="SIGSYS"):
        run_limited("tests.dam.sandbox.escapes:escape", argument_for(way, canary, tmp_path / "work"))


def test_ordinary_work_is_not_hindered(tmp_path: Path) -> None:
    given, work = tmp_path / "given", tmp_path / "work"
    given.write_text("read me")
    work.mkdir()
    argument: Json = {"input": str(given), "folder": str(work)}
    done = run_limited("tests.dam.sandbox.escapes:ordinary", argument, reads=[given], writes=[work])
    assert isinstance(done, dict)
    assert done["text"] == "read me"
    assert done["threads"] == [0, 1, 2, 3]
    assert [path.name for path in work.iterdir()] == ["b"]


@pytest.mark.skipif(not landlock.version(), reason="this kernel has no Landlock")
def test_what_is_to_be_read_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "canary").write_text("SECRET")
    for way in ("write", "cut", "remove", "move_in"):
        argument: Json = {"way": way, "canary": str(tmp_path / "canary")}
        answer = run_limited("tests.dam.sandbox.escapes:escape", argument, reads=[tmp_path])
        assert str(answer).startswith("REFUSED")
    argument = {"way": "read", "canary": str(tmp_path / "canary")}
    assert run_limited("tests.dam.sandbox.escapes:escape", argument, reads=[tmp_path]) == "OUT: 'SECRET'"


def test_the_folder_of_our_code_is_not_open_as_a_whole() -> None:
    root = Path(__file__).parents[3]
    named = {Path(path) for path in python_reads("renditions.image.child:render_set")}
    assert root not in named
    assert {root / "dam", root / "renditions"} <= named
    assert not any(root.is_relative_to(path) for path in named)


def test_numbers_of_calls_are_those_of_the_kernel() -> None:
    """Held against the headers where this machine has them."""
    headers = {
        0: Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
        1: Path("/usr/include/asm-generic/unistd.h"),
    }
    ours = {
        **syscalls.DENIED, **syscalls.FORKS, **syscalls.EXECS, "clone": syscalls.CLONE, "clone3": syscalls.CLONE3,
        "kill": syscalls.KILL, "tgkill": syscalls.TGKILL, "prlimit64": syscalls.PRLIMIT,
    }  # fmt: skip
    for column, header in headers.items():
        if not header.is_file():
            continue
        words = [line.split() for line in header.read_text().splitlines() if line.startswith("#define __NR")]
        known = {
            name.replace("__NR3264_", "__NR_").removeprefix("__NR_"): number for _, name, number, *_ in words
        }
        for name, numbers in ours.items():
            if name in known and known[name].isdigit():
                assert numbers[column] == int(known[name]), (name, header)


def test_the_filter_is_short_and_ends_in_an_answer() -> None:
    for machine in ("x86_64", "aarch64"):
        steps = seccomp.program(machine, 1234, forks=False, execs=False)
        assert len(steps) < 4096, "what the kernel takes (BPF_MAXINSNS)"
        assert steps[-1] == (0x06, 0, 0, 0x7FFF_0000)
        for place, (code, so, not_so, _) in enumerate(steps):
            if code in (0x15, 0x35, 0x45):
                assert place + 1 + max(so, not_so) < len(steps)
    with pytest.raises(OSError, match="riscv"):
        seccomp.program("riscv64", 1, forks=False, execs=False)
