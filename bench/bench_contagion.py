"""Hawkes processes with exact times beside tick and HawkesPyLib, and places by days alone.

Run by hand: `python bench/bench_contagion.py [--peers PYTHON]`, PYTHON being an interpreter that has
tick 0.8, numpydoc, six and HawkesPyLib. Both sides see the same million events in one run, on one
thread (`OMP_NUM_THREADS=1`), the best of several tries. The bars: value and gradient in 5 ms, the whole fit in .2 s and
twelve times as fast as HawkesPyLib, 400 places × 1,000 days in 2 s however many incidents.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from crosstally.analysis.contagion import clock, fit_exact, log_likelihood, shares
from crosstally.analysis.contagion.simulate import Clustering, Truth, desk

EVENTS = 1_000_000
TRUE = (0.5, 0.6, 1.5)
PEERS = r"""
import json, sys, time
import numpy as np
path, rate, ratio, decay = sys.argv[1], *map(float, sys.argv[2:])
times = np.load(path)
def best(run, tries):
    took = []
    for _ in range(tries):
        start = time.perf_counter(); run(); took.append(time.perf_counter() - start)
    return min(took)
told = {}
try:
    from tick.hawkes import ModelHawkesExpKernLogLik
    model = ModelHawkesExpKernLogLik(decay, n_threads=1)
    model.fit([times])
    at = np.array([rate, ratio])
    told["tick, rate and ratio at one decay"] = best(lambda: model.loss_and_grad(at), 5)
    def anew():
        fresh = ModelHawkesExpKernLogLik(decay * 1.01, n_threads=1)
        fresh.fit([times]); fresh.loss_and_grad(at)
    told["tick, at a new decay"] = best(anew, 3)
except ImportError:
    pass
try:
    from HawkesPyLib.inference import ExpHawkesProcessInference
    def whole():
        ExpHawkesProcessInference().estimate(times, float(times[-1]))
    whole()
    told["HawkesPyLib, fit"] = best(whole, 2)
except ImportError:
    pass
print(json.dumps(told))
"""


def events(seed: int = 1) -> tuple[np.ndarray, float]:
    """A million events of a Hawkes process, by generations."""
    rate, ratio, decay = TRUE
    chance = np.random.default_rng(seed)
    end = EVENTS * (1 - ratio) / rate
    some = chance.uniform(0.0, end, chance.poisson(rate * end))
    told = [some]
    while len(some):
        brought = chance.poisson(ratio, len(some))
        some = np.repeat(some, brought) + chance.exponential(1 / decay, brought.sum())
        some = some[some < end]
        told.append(some)
    return np.sort(np.concatenate(told)), end


def best(run: Callable[[], object], tries: int) -> float:
    """Seconds of the fastest of several tries; the first, which compiles, does not count."""
    run()
    took = []
    for _ in range(tries):
        start = time.perf_counter()
        run()
        took.append(time.perf_counter() - start)
    return min(took)


def of_peers(python: str, times: np.ndarray) -> dict[str, float]:
    """Seconds by peer, in its own interpreter."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "times.npy"
        np.save(path, times)
        told = [python, "-W", "ignore", "-c", PEERS, str(path), *map(str, TRUE)]
        done = subprocess.run(told, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Print each figure beside its peer's."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--peers", default=sys.executable)
    python = asked.parse_args().peers
    times, end = events()
    ready = clock(times, end)
    value = best(lambda: log_likelihood(ready, TRUE), 30)
    fit = best(lambda: fit_exact(times, end), 3)
    print(f"{len(times):,} events: value and gradient {value * 1e3:.2f} ms (bar 5)")
    print(f"{len(times):,} events: fit with decay {fit:.3f} s (bar .2)")
    for name, seconds in of_peers(python, times).items():
        ours = fit if "fit" in name else value
        print(f"  {name}: {seconds * 1e3:,.1f} ms, {seconds / ours:.1f} times ours")
    for a_day in (0.01, 0.1, 1.0):
        truth = Truth("waves", Clustering(0.25, 0.15), a_day=a_day)
        world = desk(np.random.default_rng(1), truth, places=400, days=1000)
        took = best(lambda world=world: shares(world), 2)
        print(
            f"400 × 1,000, {int(world.counts.sum()):,} incidents: all shares {took:.2f} s (bar 2)"
        )


if __name__ == "__main__":
    main()
