"""Whether the parts of the house answer: database, blobs, search index, jobs, secret key."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from dam.assets.models import Asset
from dam.db import Database
from dam.errors import Unavailable
from dam.jobs.alive import count_workers
from dam.jobs.engine_rows import count_jobs
from dam.search.open import open_index
from dam.search.upkeep.runs import count_waiting
from dam.storage.open import open_store
from delivery.files.disk.folder import Folder
from infra.backup_rows import is_empty
from infra.doctor_sayings import Saying
from infra.migrate import current, newest
from infra.settings import Settings


def check_secret_key(settings: Settings) -> Iterator[Saying]:
    """Whether only we can read the key that signs and seals."""
    path = settings.home / "secret-key"
    if not path.exists():
        yield "ok", "The secret key comes from VITRINE_SECRET_KEY."
    elif path.stat().st_mode & 0o077:
        yield "warn", f"Others on this machine may read {path}; `chmod 600` closes it."
    else:
        yield "ok", f"The secret key stands in {path}, for its owner only."


def check_database(settings: Settings) -> Iterator[Saying]:
    """Whether the rows answer, and whether they are those of this release."""
    if is_empty(settings.database_url):
        yield "warn", "The database is empty; `vitrine migrate` fills it, and so does a start."
        return
    with _opened(settings) as database, database.read() as session:
        if database.is_sqlite:
            told = f"SQLite {session.scalar(sa.text('select sqlite_version()'))}, embedded"
        else:
            told = f"PostgreSQL {session.scalar(sa.text('show server_version'))}"
    revision, wanted = current(settings.database_url), newest()
    if revision == wanted:
        yield "ok", f"{told}, at revision {revision}."
    else:
        yield (
            "bad",
            f"{told}, at revision {revision}, and this release needs {wanted}: run `vitrine migrate`.",
        )


def check_blobs(settings: Settings) -> Iterator[Saying]:
    """Whether a byte can be written and removed now."""
    open_store(settings.storage_url, spool=settings.spool).check()
    where = "a folder of this machine" if settings.storage_url.startswith("file:") else "an S3 store"
    yield "ok", f"Blobs are kept in {where}, which can be read and written."


def check_cache(settings: Settings) -> Iterator[Saying]:
    """What the disk cache holds, and whether there is room for the rest of its quota."""
    if settings.storage_url.startswith("file:"):
        yield "ok", "Files are read where the store keeps them, so that none is copied."
    elif not settings.cache_bytes:
        yield "warn", "VITRINE_CACHE_BYTES is 0: every large file is read from the store again each time."
    if not settings.cache_bytes:
        return
    entries = Folder(settings.cache, settings.cache_bytes).entries()
    held = sum(entry.cost for entry in entries)
    counted = "1 file" if len(entries) == 1 else f"{len(entries)} files"
    told = (
        f"{held / 1e6:.1f} MB of at most {settings.cache_bytes / 1e6:.1f} MB, {counted}, in {settings.cache}"
    )
    place = next(folder for folder in (settings.cache, *settings.cache.parents) if folder.exists())
    if shutil.disk_usage(place).free < settings.cache_bytes - held:
        yield "warn", f"{told}; the disk has no room for the rest: lower VITRINE_CACHE_BYTES."
    else:
        yield "ok", f"{told}."


def check_search(settings: Settings) -> Iterator[Saying]:
    """Whether the index answers, and which one it is."""
    if is_empty(settings.database_url):
        yield "warn", "There is nothing to search yet."
        return
    with _opened(settings) as database:
        index = open_index(settings.search_url, database)
        index.check()
        kind = "Whoosh, embedded" if settings.search_url.startswith("whoosh") else "PostgreSQL full text"
        documents = index.count()
        yield "ok", f"{kind}, with {documents} documents."
        with database.read() as session:
            assets = session.scalar(sa.select(sa.func.count()).select_from(Asset)) or 0
            waiting = count_waiting(session)
        if waiting:
            yield "warn", f"{waiting} changes wait to be indexed: is a worker running?"
        elif documents != assets:
            yield "warn", f"The library holds {assets} assets: run `vitrine reindex`."


def check_jobs(settings: Settings) -> Iterator[Saying]:
    """Whether somebody works, and whether work has failed."""
    if is_empty(settings.database_url):
        yield "warn", "There are no jobs yet."
        return
    with _opened(settings) as database, database.read() as session:
        counts = count_jobs(session)
        workers = count_workers(session)
    told = f"DBOS; workers: {workers}, jobs waiting: {counts['waiting']}, running: {counts['running']}"
    yield ("ok" if workers else "warn"), f"{told}." if workers else f"{told}: nobody works now."
    if counts["failed"]:
        yield "warn", f"Jobs that failed in the last month: {counts['failed']}."


@contextmanager
def _opened(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url)
    try:
        yield database
    except sa.exc.OperationalError as error:
        raise Unavailable(f"The database does not answer: {error.orig}") from error
    finally:
        database.dispose()
