"""Two or more things, timed in turns in one run, so that a busy machine is busy for all of them."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timed:
    """Medians over the rounds, in seconds: on the clock, and of this process's own work."""

    wall: float
    cpu: float


def side_by_side(runs: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Timed]:
    """Each of `runs` once a round, after a round that does not count."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for n in range(rounds + 1):
        for name, run in runs.items():
            wall, cpu = time.perf_counter(), time.process_time()
            run()
            if n:
                taken[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    return {
        name: Timed(statistics.median(wall for wall, _ in each), statistics.median(cpu for _, cpu in each))
        for name, each in taken.items()
    }
