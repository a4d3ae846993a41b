"""The schedule of the configuration. The only file that knows APScheduler."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread

from apscheduler.events import EVENT_JOB_MAX_INSTANCES, JobSubmissionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from socialshop.clock import utc_now
from socialshop.errors import AlreadyRunning, SocialshopError

_LOG = logging.getLogger(__name__)
_LOOK_SECONDS = 20.0
_SET_BACK_SECONDS = 30.0
"""Less than that is a clock that is put right, and delays nothing that anybody notices."""
# A call that is left out is no trouble, and told below in our words; its errors stay its own.
logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)


@contextmanager
def scheduled(plan: Sequence[tuple[str, Callable[[], None]]], time_zone: str) -> Iterator[None]:
    """Call each job now and by its cron expression while the block runs.

    Calls that were missed are made up for once, and there are never two of a job at once: a call that comes while the
    one before it is at work is left out, as that one or the next call does what there is to do. A clock that is set
    back delays nothing.
    """
    scheduler = BackgroundScheduler(executors={"default": ThreadPoolExecutor(len(plan))}, timezone=time_zone)
    for expression, job in plan:
        scheduler.add_job(
            survive,
            CronTrigger.from_crontab(expression, timezone=time_zone),
            args=[job],
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=utc_now(),
        )
    scheduler.add_listener(_tell_left_out, EVENT_JOB_MAX_INSTANCES)
    scheduler.start()
    ended = Event()
    watch = Thread(target=_watch_clock, args=(scheduler, ended), name="clock", daemon=True)
    watch.start()
    try:
        yield
    finally:
        ended.set()
        watch.join()
        scheduler.shutdown(wait=True)


def _watch_clock(scheduler: BackgroundScheduler, ended: Event) -> None:
    """Call each job at once where the machine's clock was set back: the time for which it is planned is far off."""
    ahead = _ahead()
    while not ended.wait(_LOOK_SECONDS):
        before, ahead = ahead, _ahead()
        if before - ahead > _SET_BACK_SECONDS:
            _LOG.warning("The machine's clock was set back by %.0f s: the schedule begins anew.", before - ahead)
            for job in scheduler.get_jobs():
                job.modify(next_run_time=utc_now())


def _ahead() -> float:
    """By how much the clock is ahead of one that nobody sets."""
    return time.time() - time.monotonic()


def _tell_left_out(event: JobSubmissionEvent) -> None:
    for due in event.scheduled_run_times:
        _LOG.info("The call of %s is left out: the one before it is still at work.", f"{due:%H:%M}")


def survive(job: Callable[[], None]) -> None:
    """Call the job; what goes wrong is logged (the run itself has recorded it), and whoever called goes on."""
    try:
        job()
    except AlreadyRunning as error:
        _LOG.warning("%s", error)
    except SocialshopError as error:
        _LOG.error("%s", error)
    except Exception:  # noqa: BLE001 - whoever called must outlive what nobody foresaw
        _LOG.exception("The run failed.")
