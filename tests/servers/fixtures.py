"""Fixtures for the real servers."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.servers.ports import free_ports
from tests.servers.postgres import Postgres
from tests.servers.s3 import S3
from tests.servers.shared import shared_postgres, shared_s3


@pytest.fixture(scope="module")
def pg_url() -> Iterator[str]:
    """SQLAlchemy URL of a PostgreSQL database that is fresh for this test module."""
    server = shared_postgres()
    url = server.create_database()
    yield url
    server.drop_database(url)


@pytest.fixture
def fresh_pg_url() -> Iterator[str]:
    """SQLAlchemy URL of a PostgreSQL database that is fresh for this test."""
    server = shared_postgres()
    url = server.create_database()
    yield url
    server.drop_database(url)


@pytest.fixture
def s3_url() -> str:
    """Storage URL of an empty prefix in a real S3 store."""
    return shared_s3().url()


@pytest.fixture
def free_port() -> Callable[[], int]:
    """Give loopback ports at which nobody listens."""
    return lambda: free_ports(1)[0]


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A running PostgreSQL of this test's own, to be stopped, killed and started at will."""
    with tempfile.TemporaryDirectory(prefix="vitrine-postgres-", ignore_cleanup_errors=True) as folder:
        server = Postgres(Path(folder))
        server.start()
        yield server
        server.stop()


@pytest.fixture
def own_s3() -> Iterator[S3]:
    """A running S3 store of this test's own, to be stopped, killed and started at will."""
    with tempfile.TemporaryDirectory(prefix="vitrine-s3-", ignore_cleanup_errors=True) as folder:
        server = S3(Path(folder))
        server.start()
        yield server
        server.stop()
