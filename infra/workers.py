"""The worker and the chores of an assembled house."""

from dam.engagement.delivery_log import fold_logs
from dam.engagement.visitors import VisitorKeys
from dam.jobs.dbos_engine import DbosJobs
from dam.jobs.settings import JobsSettings
from dam.jobs.turns import in_turn
from dam.jobs.worker import Worker
from delivery.api.tus.sweep import sweep_uploads
from delivery.house import House
from infra.jobs import bind_jobs
from infra.periodic import Chore, Scheduler
from infra.settings import Settings
from infra.watch import watch_source

HOUR = 3600.0

FOLD_SECONDS = 1.0
"""A fetch is seen in the insights within 5 s: written, folded, read."""


def build_worker(house: House, settings: Settings) -> Worker:
    """Return a worker that can do every job of the house."""
    return Worker(settings.database_url, bind_jobs(house), JobsSettings(heavy_slots=settings.heavy_jobs))


def build_scheduler(house: House, settings: Settings) -> Scheduler:
    """Return the chores of this process; each folds the delivery logs of its own machine."""
    database = house.core.db
    keys = VisitorKeys(database)
    jobs = DbosJobs(settings.database_url)
    chores = [
        Chore("fold the delivery log", FOLD_SECONDS, lambda: fold_logs(house.core, settings.logs)),
        Chore("turn visitor salts over", 300, lambda: keys.refresh(house.core.now())),
        Chore("sweep uploads", HOUR, lambda: sweep_uploads(house)),
        Chore(
            "prune jobs",
            60,
            in_turn(database, "prune jobs", HOUR, lambda: jobs.prune(house.core.now(), JobsSettings())),
        ),
    ]
    if settings.watch:
        chores.append(Chore("watch", 5, watch_source(house, settings.watch)))
    return Scheduler(chores)
