"""What every test can ask for: real servers, databases, and a core to act on."""

import os

import pytest

from tests.browser.launched import chromium
from tests.cores import announced, core, core_on_each, immediate_jobs, make_core
from tests.databases import database, database_url, open_database, sqlite_url
from tests.order import rank
from tests.scale import load_profile
from tests.servers.fixtures import free_port, fresh_pg_url, own_postgres, own_s3, pg_url, s3_url
from tests.servers.shared import close_run, open_run
from tests.thrift import be_thrifty

__all__ = [
    "announced",
    "chromium",
    "core",
    "core_on_each",
    "database",
    "database_url",
    "free_port",
    "fresh_pg_url",
    "immediate_jobs",
    "make_core",
    "open_database",
    "own_postgres",
    "own_s3",
    "pg_url",
    "s3_url",
    "sqlite_url",
]

IS_WORKER = "PYTEST_XDIST_WORKER"


def pytest_configure(config: pytest.Config) -> None:
    """Choose how much is tried and what it may cost, and name the run's servers before any worker process starts."""
    load_profile()
    be_thrifty()
    if IS_WORKER not in os.environ:
        open_run()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long: one begun at the end would be waited for by everybody else."""
    items.sort(key=lambda item: rank(item.path))


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the run's servers after the last worker."""
    if IS_WORKER not in os.environ:
        close_run()
