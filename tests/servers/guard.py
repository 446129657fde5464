"""Runs one server and ends it when its owner is gone: `python guard.py OWNER_PID END_SIGNAL USER_ID FOLDER COMMAND…`.

A test run that is killed cannot clean up after itself; this small parent of the server can, and forgets the server's data in
FOLDER too. A user id of -1 keeps ours.
"""

import os
import shutil
import signal
import subprocess
import sys
import threading

PATIENCE = 10.0
"""Seconds between the end signal and SIGKILL."""


def main(owner: int, end_signal: int, user: int, folder: str, command: list[str]) -> int:
    """Run `command` until it ends, the owner ends, or SIGTERM arrives; SIGUSR1 kills it at once."""
    is_over = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: is_over.set())
    another_user = {} if user < 0 else {"user": user, "group": user, "extra_groups": []}
    server = subprocess.Popen(command, **another_user)  # type: ignore[call-overload]
    signal.signal(signal.SIGUSR1, lambda _number, _frame: server.kill())
    while server.poll() is None and not is_over.wait(0.2) and _is_alive(owner):
        pass
    code = _end(server, end_signal)
    if not _is_alive(owner):
        shutil.rmtree(folder, ignore_errors=True)
    return code


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _end(server: "subprocess.Popen[bytes]", end_signal: int) -> int:
    server.send_signal(end_signal)
    try:
        return server.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        server.kill()
        return server.wait()


if __name__ == "__main__":
    owner, end_signal, user = (int(word) for word in sys.argv[1:4])
    sys.exit(main(owner, end_signal, user, sys.argv[4], sys.argv[5:]))
