"""The same jobs by EoN, NDlib and cynetdiff, in one run: how many times as fast wordspread is.

    python3 benches/jobs.py [path to wordspread]

Ten thousand users with a hundred thousand follows; each job starts from the 50 users with most followers,
and everybody has one thread. Others are timed with the network in memory and the model set up. Ours is the
wall time of the command `run`, with start, reading the network, statistics and report, over so many
replicates that these weigh nothing. Mean sharers are compared before speeds, within four standard errors.
Ratios are what counts on a busy machine; the last column is the least that they should be.
Exits with 1 where means differ or a ratio falls short.
"""

import csv
import pathlib
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

from timing import SECONDS, made, mean_and_error, most_followed, timed, wordspread

import environment

NETWORK = {
    "users": 10_000,
    "mean_followers": 10,
    "followers_exponent": 2.5,
    "followed_exponent": 2.5,
    "max_followers": 500,
}
SEEDS = 50
COUNT = ("sharers",)
IN_TIME = ("sharers", "duration", "time-to-half")


@dataclass
class Other:
    """Another simulator at a job, and how many times as fast ours should be."""

    simulator: str
    name: str
    # Gives what runs one cascade and returns its sharers, ready to be timed.
    ready: callable
    least: float


@dataclass
class Job:
    """A job: our tables and measures, and the others that do it."""

    what: str
    tables: str
    others: list
    measures: tuple = COUNT


def jobs(graph, seeds) -> list:
    import simulators

    def told_when(make, **numbers):
        run = make(graph, seeds, 1, **numbers)
        return lambda: len(run())

    def counted(make, **numbers):
        return make(graph, seeds, 1, run=simulators.cynetdiff_count, **numbers)

    sir = "[influence.uniform]\np = 0.2\n[model.sir]\nrecovery = 1.0"
    eon = Other(
        "EoN",
        "EoN.fast_SIR",
        lambda: told_when(simulators.eon_fast_sir, tau=0.2, gamma=1.0),
        100,
    )
    return [
        Job("SIR, who shares", sir, [eon]),
        Job("SIR, and when", sir, [eon], IN_TIME),
        Job(
            "SIR by steps",
            "[influence.uniform]\np = 0.1\n[model.sir]\nclock = 'steps'\nrecovery = 0.5",
            [
                Other(
                    "ndlib",
                    "ndlib SIR",
                    lambda: told_when(simulators.ndlib_sir, beta=0.1, gamma=0.5),
                    100,
                )
            ],
        ),
        Job(
            "SIS by steps, to a horizon",
            "[influence.uniform]\np = 0.05\n[model.sis]\nclock = 'steps'\nrecovery = 0.3\nhorizon = 20",
            [
                Other(
                    "ndlib",
                    "ndlib SIS",
                    lambda: told_when(simulators.ndlib_sis, beta=0.05, gamma=0.3, until=20),
                    100,
                )
            ],
        ),
        Job(
            "independent cascade, p = 0.1",
            "[influence.uniform]\np = 0.1\n[model.independent-cascade]",
            [
                Other("ndlib", "ndlib IC", lambda: told_when(simulators.ndlib_cascade), 100),
                Other(
                    "EoN",
                    "EoN.basic_discrete_SIR",
                    lambda: told_when(simulators.eon_discrete_sir, p=0.1),
                    100,
                ),
                Other(
                    "cynetdiff", "cynetdiff IC", lambda: counted(simulators.cynetdiff_cascade), 5
                ),
            ],
        ),
        Job(
            "weighted cascade",
            "[influence.weighted-cascade]\n[model.independent-cascade]",
            [
                Other(
                    "cynetdiff",
                    "cynetdiff IC",
                    lambda: counted(simulators.cynetdiff_cascade, column="weight"),
                    5,
                )
            ],
        ),
        Job(
            "linear threshold",
            "[influence.weighted-cascade]\n[model.linear-threshold]",
            [
                Other(
                    "cynetdiff",
                    "cynetdiff LT",
                    lambda: counted(simulators.cynetdiff_threshold, weight="weight"),
                    5,
                )
            ],
        ),
        Job(
            "fixed threshold, share 0.18",
            "[model.fixed-threshold]\nshare = 0.18",
            [
                Other(
                    "ndlib",
                    "ndlib Threshold",
                    lambda: told_when(simulators.ndlib_threshold, share=0.18),
                    100,
                )
            ],
        ),
    ]


def ours(job: Job, network: pathlib.Path, folder: pathlib.Path) -> tuple[list, float]:
    """The sharers of each replicate, and replicates a second of wall time."""
    scenario, table = folder / "scenario.toml", folder / "replicates.csv"
    scenario.write_text(
        f'name = "job"\n[network.file]\npath = "{network}"\n{job.tables}\n'
        f'[[option]]\nname = "stars"\nseeds.top-degree = {{ count = {SEEDS} }}\n'
        f"[answer]\nviral_at = {{ sharers = 100 }}\nmeasures = {list(job.measures)}\n"
    )
    command = [wordspread(), "--quiet", "--threads", "1", "run", scenario, "--replicates"]
    replicates, seconds = 100, 0.0
    while seconds < SECONDS / 2:
        if seconds > 0.0:
            replicates = int(replicates * min(100.0, SECONDS / seconds))
        start = time.perf_counter()
        subprocess.run(
            [*command, str(replicates), "--replicates-csv", table],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        seconds = time.perf_counter() - start
    with table.open(newline="") as file:
        return [float(row["sharers"]) for row in csv.DictReader(file)], replicates / seconds


def main() -> None:
    simulators = {**environment.EON, **environment.NDLIB, **environment.CYNETDIFF}
    if not environment.enter(simulators):
        sys.exit("numpy, scipy and networkx do not install here")
    here = {simulator for simulator in simulators if environment.is_here(simulator)}
    import networkx as nx

    fine = True
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        network, edges = made(NETWORK, folder)
        graph = nx.DiGraph()
        graph.add_nodes_from(range(NETWORK["users"]))
        graph.add_edges_from(edges.tolist(), probability=0.1)
        for _, follower, numbers in graph.edges(data=True):
            numbers["weight"] = 1.0 / graph.in_degree(follower)
        seeds = most_followed(edges[:, 0], NETWORK["users"], SEEDS)
        print(f"{'':30}{'':24}{'sharers':>9}{'a second':>12}{'ours is':>13}{'least':>7}")
        for job in jobs(graph, seeds):
            values, rate = ours(job, network, folder)
            mean, error = mean_and_error(values)
            print(f"{job.what:30}{'wordspread':24}{mean:9,.1f}{rate:12,.1f}", flush=True)
            for other in job.others:
                if other.simulator not in here:
                    continue
                theirs, a_second = timed(other.ready())
                its_mean, its_error = mean_and_error(theirs)
                same = abs(mean - its_mean) <= 4 * (error**2 + its_error**2) ** 0.5
                enough = rate / a_second >= other.least
                fine &= same and enough
                line = f"{'':30}{other.name:24}{its_mean:9,.1f}{a_second:12,.2f}"
                told = f"{rate / a_second:11,.0f} ×{other.least:7}"
                print(line + told + ("" if same else "  means differ"), flush=True)
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main()
