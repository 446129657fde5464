"""Commands that keep running: `vitrine start`, `serve`, `worker`; and `migrate`, which comes before them."""

import logging
import math
import os
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from functools import partial

import click
import uvicorn
from sqlalchemy.exc import SQLAlchemyError

from dam.accounts.seen.book import write_sightings
from delivery.events.quick import QuickBeacon
from delivery.events.routes import Doors
from delivery.files.answer import FileServer
from delivery.house import House
from delivery.manifest.board import Board
from infra import observe
from infra.app import Companion, build_app
from infra.commands.opened import open_house, open_to_run
from infra.connections import listen
from infra.first_start import prepare_first_start
from infra.hot_connection import hot_connections
from infra.periodic import Scheduler
from infra.privacy import hide_from_children
from infra.settings import Settings, read_settings
from infra.siblings import Siblings, follow_first
from infra.stopping import StoppingServer
from infra.workers import FOLD_AT_MOST, build_scheduler, build_worker, keys_of

logger = logging.getLogger("vitrine")

GRACE = 3
"""Seconds that running requests and jobs get when the process is asked to stop."""

HOST = click.option("--host", default="127.0.0.1", show_default=True, envvar="HOST")
PORT = click.option("--port", default=8000, show_default=True, envvar="PORT", type=click.IntRange(1, 65535))


@click.command("migrate")
def migrate() -> None:
    """Bring the database up to this release."""
    open_house(read_settings())
    click.echo("The database is up to date.")


@click.command("serve")
@HOST
@PORT
@click.option("--no-worker", is_flag=True, help="Serve only; `vitrine worker` does the work.")
@click.option(
    "--processes",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Serve by as many processes; the worker runs along in the first.",
)
@click.option("--is-sibling", is_flag=True, hidden=True)
def serve(host: str, port: int, no_worker: bool, processes: int, is_sibling: bool) -> None:
    """Serve the web; the worker runs along unless told otherwise."""
    settings = read_settings(host=host, port=port)
    hide_from_children()
    observe.set_up_logging(settings.log_format)
    if is_sibling:
        follow_first()
        house = open_to_run(settings)
        _serve(house, settings, listen(host, port, is_shared=True), with_worker=False, fold_seconds=0)
        return
    listening = listen(host, port)
    if processes > 1:
        listening.close()  # nobody else is there: now it can be shared
        listening = listen(host, port, is_shared=True)
    sibling = ("serve", "--host", host, "--port", str(port), "--no-worker", "--is-sibling")
    siblings = Siblings(processes - 1, sibling)
    more = (Companion(siblings.start, siblings.stop),)
    _serve(open_to_run(settings), settings, listening, with_worker=not no_worker, more=more)


@click.command("start")
@HOST
@PORT
@click.option(
    "--demo/--no-demo", default=True, envvar="DEMO", help="Fill an empty library with demo material."
)
def start(host: str, port: int, demo: bool) -> None:
    """Prepare the first start (rows, sign-in, demo library), then serve. This is what `make run` does."""
    settings = read_settings(host=host, port=port)
    hide_from_children()
    observe.set_up_logging(settings.log_format)
    listening = listen(host, port)
    house = open_to_run(settings)
    sign_in = prepare_first_start(house, settings, with_demo=demo)
    click.echo(f"\n  Vitrine  {settings.base_url}\n  Sign in  {sign_in.email}  {sign_in.hint}\n")
    _serve(house, settings, listening, with_worker=True)


@click.command("worker")
def worker() -> None:
    """Do the work of the house: facts, renditions, indexing, roll-ups. Any number of these may run."""
    settings = read_settings()
    hide_from_children()
    observe.set_up_logging(settings.log_format)
    companions = _companions(open_to_run(settings), settings, with_worker=True, fold_seconds=math.inf)
    asked_to_stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: asked_to_stop.set())
    for companion in companions:
        companion.start()
    click.echo("The worker is running.")
    asked_to_stop.wait()
    for companion in reversed(companions):
        companion.stop()
    _leave()


def _serve(
    house: House,
    settings: Settings,
    listening: socket.socket,
    *,
    with_worker: bool,
    more: Sequence[Companion] = (),
    fold_seconds: float = FOLD_AT_MOST,
) -> None:
    """Serve until asked to stop; `X-Forwarded-…` is read where VITRINE_TRUSTED_PROXIES is known, not by uvicorn."""
    files, board, doors = FileServer(house), Board(), Doors()
    companions = _companions(house, settings, with_worker=with_worker, fold_seconds=fold_seconds)
    config = uvicorn.Config(
        build_app(house, (*companions, *more), files, board, doors),
        http=hot_connections(files.hot, observe.figures, QuickBeacon(house, doors.guard)),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE,
    )
    server = StoppingServer(config, board.close)
    keys_of(house).prepare(house.core.now().timestamp())
    logger.info("listening on port %d; Ctrl-C stops everything", listening.getsockname()[1])
    try:
        server.run(sockets=[listening])
    finally:
        _leave(0 if server.started else 1)


def _companions(
    house: House, settings: Settings, *, with_worker: bool, fold_seconds: float
) -> tuple[Companion, ...]:
    scheduler = build_scheduler(house, settings, with_worker=with_worker, fold_seconds=fold_seconds)
    chores = Companion(scheduler.start, partial(_end_chores, scheduler, house))
    if not with_worker:
        return (chores,)
    worker = build_worker(house, settings)
    return Companion(worker.start, worker.stop), chores


def _end_chores(scheduler: Scheduler, house: House) -> None:
    """Stop, and write who saw what since the last turn; with the database away that is lost, and the log says so."""
    scheduler.stop()
    try:
        write_sightings(house.core, house.seen)
    except SQLAlchemyError:
        logger.exception("who saw what in the last seconds could not be written")


def _leave(code: int = 0) -> None:
    """End the process now: the job engine's threads would otherwise be waited for, whatever they are doing.

    Nothing is lost by it: an unfinished job runs again at the next start.
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


COMMANDS = (start, serve, worker, migrate)
