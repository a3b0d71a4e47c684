"""What both scripts that time other simulators share: their environment, the network, and the clock."""

import os
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "peers"))

# How long each is timed, about.
SECONDS = float(os.environ.get("SECONDS_EACH", "15"))


def wordspread() -> str:
    return sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "target" / "release" / "wordspread")


def made(network: dict, folder: pathlib.Path):
    """A network of Chung and Lu's with these settings: its mapped file, and its edges as an array."""
    import numpy as np

    mapped, text = folder / "network.wsn", folder / "network.txt"
    settings = [word for key, value in network.items() for word in ("--set", f"{key}={value}")]
    generate = [wordspread(), "--quiet", "generate", "chung-lu", *settings, "-o", mapped]
    subprocess.run(generate, check=True)
    subprocess.run([wordspread(), "--quiet", "convert", mapped, text], check=True)
    return mapped, np.loadtxt(text, dtype=np.int64, comments="#")


def timed(run, seconds: float = SECONDS) -> tuple[list, float]:
    """The sharers of each run of `run`, which gives them, and runs a second."""
    run()
    values, start = [], time.perf_counter()
    while len(values) < 3 or time.perf_counter() - start < seconds:
        values.append(run())
    return values, len(values) / (time.perf_counter() - start)


def mean_and_error(values) -> tuple[float, float]:
    """The mean, and how far off it may be: its standard error."""
    spread = statistics.stdev(values) if len(values) > 1 else 0.0
    return statistics.fmean(values), spread / len(values) ** 0.5


def most_followed(sources, users: int, count: int) -> list:
    """The users with most followers, in the order in which wordspread ranks them."""
    import numpy as np

    followers = np.bincount(sources, minlength=users)
    return np.lexsort((np.arange(users), -followers))[:count].tolist()
