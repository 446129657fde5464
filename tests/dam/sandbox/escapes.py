"""Ways out of the fence, each tried by one word; the answer says what was refused, or what was found outside."""

import ctypes
import mmap
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


def escape(argument: Mapping[str, Any]) -> str:
    """Try one way; `REFUSED: …` where the system said no, else what came of it."""
    try:
        return f"OUT: {WAYS[argument['way']](argument)!r}"
    except (OSError, subprocess.SubprocessError) as error:
        return f"REFUSED: {type(error).__name__}"


def _tcp(argument: Mapping[str, Any]) -> str:
    with socket.create_connection(("127.0.0.1", argument["port"]), timeout=2) as line:
        line.sendall(b"canary")
    return "sent"


def _tcp_of_six(argument: Mapping[str, Any]) -> str:
    with socket.create_connection(("::1", argument["port"]), timeout=2) as line:
        line.sendall(b"canary")
    return "sent"


def _udp(argument: Mapping[str, Any]) -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.sendto(b"canary", ("127.0.0.1", argument["port"]))
    return "sent"


def _unix(argument: Mapping[str, Any]) -> str:
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(argument["socket"])
        line.sendall(b"canary")
    return "sent"


def _netlink(_: Mapping[str, Any]) -> str:
    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).close()
    return "opened"


def _queue_of_the_kernel(_: Mapping[str, Any]) -> int:
    return _system_call(425, 8, ctypes.create_string_buffer(256))


def _read(argument: Mapping[str, Any]) -> str:
    return Path(argument["canary"]).read_text()


def _read_through_a_link(argument: Mapping[str, Any]) -> str:
    Path("link").symlink_to(argument["canary"])
    return Path("link").read_text()


def _read_through_a_hard_link(argument: Mapping[str, Any]) -> str:
    os.link(argument["canary"], "link")
    return Path("link").read_text()


def _read_by_the_root_of_proc(argument: Mapping[str, Any]) -> str:
    return Path(f"/proc/self/root{argument['canary']}").read_text()


def _read_through_a_given_link(argument: Mapping[str, Any]) -> str:
    return Path(argument["folder"], "given-link").read_text()


def _environment_of_the_parent(_: Mapping[str, Any]) -> str:
    return Path(f"/proc/{os.getppid()}/environ").read_text()


def _memory_of_the_parent(_: Mapping[str, Any]) -> int:
    return os.open(f"/proc/{os.getppid()}/mem", os.O_RDONLY)


def _trace_the_parent(_: Mapping[str, Any]) -> int:
    return _system_call(101, 16, os.getppid(), 0, 0)


def _passwords(_: Mapping[str, Any]) -> str:
    return Path("/etc/shadow").read_text()


def _list(argument: Mapping[str, Any]) -> list[str]:
    return os.listdir(Path(argument["canary"]).parent)


def _write(argument: Mapping[str, Any]) -> int:
    return Path(argument["canary"]).with_name("written").write_text("x")


def _cut(argument: Mapping[str, Any]) -> None:
    os.truncate(argument["canary"], 0)


def _remove(argument: Mapping[str, Any]) -> None:
    os.unlink(argument["canary"])


def _open_to_all(argument: Mapping[str, Any]) -> None:
    os.chmod(argument["canary"], 0o777)


def _move_in(argument: Mapping[str, Any]) -> None:
    os.rename(argument["canary"], "taken")


def _shell(_: Mapping[str, Any]) -> bytes:
    return subprocess.check_output(["/bin/sh", "-c", "echo out"])


def _become_a_shell(_: Mapping[str, Any]) -> None:
    os.execv("/bin/sh", ["/bin/sh", "-c", 'echo \'{"value": "OUT"}\' >&3'])


def _fork(_: Mapping[str, Any]) -> int:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    return pid


def _kill_the_parent(_: Mapping[str, Any]) -> None:
    os.kill(os.getppid(), signal.SIGCONT)


def _limit_the_parent(_: Mapping[str, Any]) -> object:
    return resource.prlimit(os.getppid(), resource.RLIMIT_CORE)


def _raise_limits(_: Mapping[str, Any]) -> str:
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    except ValueError as error:  # "not allowed to raise maximum limit"
        raise PermissionError from error
    return "raised"


def _shared_memory(_: Mapping[str, Any]) -> int:
    return os.memfd_create("hoard")


def _mount(_: Mapping[str, Any]) -> int:
    return _system_call(165, b"none", b"/tmp", b"tmpfs", 0, None)


def _new_namespace(_: Mapping[str, Any]) -> int:
    return _system_call(272, 0x1000_0000)


def _other_dress(_: Mapping[str, Any]) -> int:
    """Call `socket` by its number for x32."""
    return _system_call(0x4000_0000 + 41, socket.AF_INET, socket.SOCK_STREAM, 0)


def _dress_of_32_bits(_: Mapping[str, Any]) -> int:
    """Call `getpid` through the gate of i386: mov eax, 20; int 0x80; ret."""
    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")
    call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
    return int(call())


def _system_call(number: int, *arguments: Any) -> int:
    answer: int = ctypes.CDLL(None, use_errno=True).syscall(ctypes.c_long(number), *arguments)
    if answer < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return answer


WAYS: dict[str, Callable[[Mapping[str, Any]], object]] = {
    name[1:]: way for name, way in list(globals().items()) if name.startswith("_") and callable(way)
}
"""Every function here by its name, without the underscore; `system_call` is no way of its own."""
del WAYS["system_call"]


def ordinary(argument: Mapping[str, Any]) -> Mapping[str, Any]:
    """Do what decoders do: read the input, write, rename and remove in the folder, start threads, count processors."""
    folder = Path(argument["folder"])
    text = Path(argument["input"]).read_text()
    (folder / "new").mkdir()
    (folder / "new" / "a").write_text(text)
    (folder / "new" / "a").rename(folder / "new" / "b")
    (folder / "b").write_bytes(b"xx")
    os.unlink(folder / "new" / "b")
    (folder / "new").rmdir()
    Path(os.environ["TMPDIR"], "own").write_text("x")
    seen: list[int] = []
    threads = [threading.Thread(target=seen.append, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"text": text, "threads": sorted(seen), "cpus": os.cpu_count(), "python": sys.version_info[0]}
