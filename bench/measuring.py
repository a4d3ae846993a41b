"""Taking time and memory, so that neither an earlier measurement nor the machine's other work decides."""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cost:
    """`peak` is the most memory that the process ever held, in MiB."""

    seconds: float
    peak: float


class Spent(NamedTuple):
    """Seconds by the clock, and those for which the processors were at work in this process."""

    seconds: float
    processor: float


def spent(work: Callable[[], object]) -> Spent:
    started, began = time.perf_counter(), time.process_time()
    work()
    return Spent(time.perf_counter() - started, time.process_time() - began)


def seconds(work: Callable[[], object]) -> float:
    return spent(work).seconds


def tell(what: str) -> None:
    """How far it is, for whoever watches; the figures alone go to the output."""
    if sys.stderr.isatty():
        print(f"\r{what:<79}", end="", file=sys.stderr, flush=True)
    elif what:
        print(what, file=sys.stderr, flush=True)


def in_turn(works: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The median of what each of them gives, one after the other in each round: a busy moment hits them all."""
    taken = [{name: work() for name, work in works.items()} for _ in range(rounds)]
    return {name: statistics.median(turn[name] for turn in taken) for name in works}


def alone(step: Callable[..., float], *arguments: object) -> Cost:
    """What `step` costs in a process of its own; it gives the seconds that count, its imports being none of them."""
    return isolated(_cost, step, *arguments)


def isolated(step: Callable[..., T], *arguments: object) -> T:
    """What `step` gives in a process of its own."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as process:
        return process.submit(step, *arguments).result()


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _cost(step: Callable[..., float], *arguments: object) -> Cost:
    taken = step(*arguments)
    kibibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    return Cost(taken, kibibytes / 1024)
