"""A whole house in processes of its own, started by its commands, as an operator would."""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import httpx

from tests.journeys.client import ApiClient
from tests.journeys.waiting import wait_until

VITRINE = [sys.executable, "-m", "infra.cli"]
PASSWORD = "a-long-enough-password"
EMAIL = "admin@example.org"


def free_port() -> int:
    """Return a loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class RunningHouse:
    """Processes of one house: any number of web processes and workers over one database and store."""

    environment: Mapping[str, str]
    log_folder: Path
    tokens: dict[str, str] = field(default_factory=dict)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    clients: list[ApiClient] = field(default_factory=list)

    def client(self, base: str, role: str = "manager") -> ApiClient:
        """Return an API client of one web process with a token of its own; it is closed when the house stops."""
        return self.client_with(base, self.tokens.pop(role, "") or self.token(role))

    def token(self, role: str) -> str:
        """Make a token."""
        return self.command("token", "create", "--role", role, "--name", f"{role} of a journey")

    def client_with(self, base: str, token: str) -> ApiClient:
        """The same with a token made before."""
        self.clients.append(ApiClient(base, token))
        return self.clients[-1]

    def command(self, *arguments: str) -> str:
        """Run one `vitrine` command to its end and return what it printed."""
        done = subprocess.run(
            [*VITRINE, *arguments], env=self.environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start one process of the house."""
        with (self.log_folder / f"process-{len(self.processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                [*VITRINE, *arguments],
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def serve(self, *arguments: str) -> str:
        """Start a web process on a free port, wait until it is ready, and return its base URL."""
        return self.serve_at(free_port(), *arguments)

    def serve_at(self, port: int, *arguments: str) -> str:
        """The same on a port that is free."""
        process = self.start("serve", "--port", str(port), *arguments)
        base = f"http://127.0.0.1:{port}"
        wait_until(lambda: _is_ready(base, process), seconds=60, what=f"{base}/readyz answers 200")
        return base

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Pull the plug of one process and of all its children."""
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)

    def stop(self) -> None:
        """Ask every process to stop, then insist."""
        for client in self.clients:
            client.close()
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                self.kill(process)


def _is_ready(base: str, process: subprocess.Popen[bytes]) -> bool:
    assert process.poll() is None, f"the web process ended with {process.returncode}"
    try:
        return httpx.get(f"{base}/readyz", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


@contextmanager
def running_house(home: Path, **settings: str) -> Iterator[RunningHouse]:
    """Prepare an empty house with one administrator; its processes end with the block.

    One on SQLite is a copy of a house that the commands have prepared once.
    """
    if "VITRINE_DATABASE_URL" in settings:
        home.mkdir(parents=True, exist_ok=True)
        house = _house(home, settings)
        _add_admin(house)
    else:
        folder, tokens = _prepared()
        shutil.copytree(folder, home, dirs_exist_ok=True)
        house = _house(home, settings)
        house.tokens.update(tokens)
    try:
        yield house
    finally:
        house.stop()


def _house(home: Path, settings: Mapping[str, str]) -> RunningHouse:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("VITRINE_")}
    return RunningHouse({**plain, "VITRINE_HOME": str(home), **settings}, home)


def _add_admin(house: RunningHouse) -> None:
    house.command("person", "add", "--email", EMAIL, "--role", "admin", "--password", PASSWORD)


@cache
def _prepared() -> tuple[Path, Mapping[str, str]]:
    """Return the folder of a house with an administrator, which nobody runs, and a token for each usual role."""
    folder = Path(tempfile.mkdtemp(prefix="vitrine-prepared-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    house = _house(folder / "home", {})
    _add_admin(house)
    return folder / "home", {role: house.token(role) for role in ("manager", "admin")}
