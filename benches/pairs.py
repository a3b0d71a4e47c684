"""CPU time of two builds of wordspread, in alternating pairs: the ratio of new to old.

    python3 benches/pairs.py OLD [NEW] [--pairs 5] [--only WORD]

OLD and NEW are paths to the command; NEW is the release build of this folder where none is given. A handful
of whole commands stand for kernels, comparisons of options, models of events and searches for seeds, each
with one thread. Each pair runs the old build and the new one directly after each other and takes the ratio
of their CPU times (user and system), in alternating order; the median ratio over the pairs is hardly
blurred by other work on the machine. Both builds must write the same table of replicates, or of seeds;
exits with 1 where they do not.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parent.parent


@dataclass
class Work:
    """A command: its influence and model as TOML, how many options and replicates, or how many seeds."""

    name: str
    influence: str
    model: str
    users: int = 20_000
    options: int = 1
    replicates: int = 0
    seeds: int = 0

    def scenario(self) -> str:
        options = "".join(
            f'[[option]]\nname = "{option}"\nseeds.top-degree = {{ count = {50 + 10 * option} }}\n'
            for option in range(self.options)
        )
        return (
            f'name = "pairs"\nrng_seed = 1\n[influence.{self.influence}\n[model.{self.model}\n'
            f'{options}[answer]\nviral_at = {{ sharers = 100 }}\nmeasures = ["sharers"]\n'
            f"replicates = {max(self.replicates, 100)}\n"
        )

    def command(self, file: pathlib.Path, network: pathlib.Path, table: pathlib.Path) -> list:
        if self.seeds:
            return ["seeds", file, "--network", network, "--count", self.seeds, "-o", table]
        return ["run", file, "--network", network, "--replicates-csv", table]


def uniform(p: float) -> str:
    return f"uniform]\np = {p}"


INDEPENDENT = "independent-cascade]"
WEIGHTED = "weighted-cascade]"
THRESHOLD = "linear-threshold]"

WORKS = [
    Work("kernels: uniform 0.1", uniform(0.1), INDEPENDENT, replicates=10_000),
    Work("kernels: uniform 0.01", uniform(0.01), INDEPENDENT, replicates=100_000),
    Work("kernels: weighted cascade", WEIGHTED, INDEPENDENT, replicates=10_000),
    Work("kernels: linear threshold", WEIGHTED, THRESHOLD, replicates=10_000),
    Work("options: 8, uniform 0.1", uniform(0.1), INDEPENDENT, options=8, replicates=10_000),
    Work("options: 8, weighted cascade", WEIGHTED, INDEPENDENT, options=8, replicates=10_000),
    Work("seeds: uniform 0.1", uniform(0.1), INDEPENDENT, seeds=20),
    Work("seeds: weighted cascade", WEIGHTED, INDEPENDENT, seeds=20),
    Work("seeds: linear threshold", WEIGHTED, THRESHOLD, seeds=20),
    Work(
        "events: continuous time", uniform(0.1), "continuous-time-cascade]\nhorizon = 5", 5_000,
        replicates=4_000,
    ),
    Work("events: sir", uniform(0.1), "sir]\nrecovery = 1.0", 5_000, replicates=10_000),
    Work(
        "events: sis by steps", uniform(0.05), "sis]\nclock = 'steps'\nrecovery = 0.3\nhorizon = 20",
        5_000, replicates=1_000,
    ),
    Work("events: rumour", uniform(0.3), "rumour]", 5_000, replicates=2_000),
    Work("events: self-exciting", uniform(0.1), "self-exciting]\nhorizon = 5", 5_000, replicates=5_000),
    Work(
        "events: dose-memory", uniform(0.3), "dose-memory]\nmemory = 10\nthreshold = 2\nhorizon = 50",
        5_000, replicates=1_000,
    ),
    Work(
        "events: competitive cascade", uniform(0.1),
        "competitive-cascade]\nmessages = [{ name = 'theirs', seeds = { ids = ['7', '8', '9'] } }]",
        5_000, replicates=6_000,
    ),
]  # fmt: skip


def generate(binary: str, users: int, path: pathlib.Path) -> None:
    sizes = {"users": users, "mean_followers": 10.4, "followers_exponent": 2.2}
    settings = [word for key, value in sizes.items() for word in ("--set", f"{key}={value}")]
    subprocess.run([binary, "--quiet", "generate", "chung-lu", *settings, "-o", path], check=True)


def cpu_seconds(command: list) -> float:
    """User and system time of a command, by the kernel's own account of it."""
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description="CPU time of two builds, in alternating pairs")
    parser.add_argument("old")
    parser.add_argument("new", nargs="?", default=str(ROOT / "target" / "release" / "wordspread"))
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--only", default="", help="only commands whose name contains this word")
    arguments = parser.parse_args()

    same = True
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        networks = {}
        print(f"{'':30}{'old, s':>9}{'new, s':>9}{'new / old':>11}{'least':>8}{'most':>8}")
        for work in WORKS:
            if arguments.only not in work.name:
                continue
            if work.users not in networks:
                networks[work.users] = folder / f"{work.users}.wsn"
                generate(arguments.new, work.users, networks[work.users])
            file = folder / "scenario.toml"
            file.write_text(work.scenario())
            binaries = {"old": arguments.old, "new": arguments.new}
            tables = {build: folder / f"{build}.csv" for build in binaries}

            def seconds(build: str) -> float:
                rest = work.command(file, networks[work.users], tables[build])
                return cpu_seconds([binaries[build], "--quiet", "--threads", "1", *rest])

            times = {"old": [], "new": []}
            for pair in range(arguments.pairs):
                for build in ("old", "new") if pair % 2 == 0 else ("new", "old"):
                    times[build].append(seconds(build))
            ratios = [new / old for old, new in zip(times["old"], times["new"], strict=True)]
            is_same = tables["old"].read_bytes() == tables["new"].read_bytes()
            same &= is_same
            print(
                f"{work.name:30}{statistics.median(times['old']):9.2f}"
                f"{statistics.median(times['new']):9.2f}{statistics.median(ratios):11.3f}"
                f"{min(ratios):8.3f}{max(ratios):8.3f}" + ("" if is_same else "  tables differ"),
                flush=True,
            )
    sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
