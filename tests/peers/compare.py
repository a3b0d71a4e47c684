"""Every model that another simulator has too, compared with it in law.

    python3 tests/peers/compare.py [path to wordspread]

Installs EoN, NDlib and cynetdiff into a virtual environment of its own; those that do not install are left
out, and if nothing does, it says "skipped" and succeeds. Both sides get the same edges, the same way round,
and run 10,000 cascades at fixed seeds. How many share, when the last does and by when half have are held to
one law, by a chi-square test of whole numbers and Kolmogorov and Smirnov's of times; fixed thresholds, where
nothing is drawn, to the same numbers. Each comparison is made again with ours changed a little, mostly
influence by a tenth, which must be found out: what cannot fail proves nothing. Exits with 1 if anything
differs, or a change is not found out.
"""

import concurrent.futures
import csv
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

import environment

RUNS = 10_000
# How likely it is that any comparison of all fails although each two laws are the same.
LEVEL = 1e-3
THRESHOLD = "[model.fixed-threshold]\nshare = {}"
SIMULATORS = {**environment.EON, **environment.NDLIB, **environment.CYNETDIFF}


def ours(wordspread, network, tables: str, options: list, asked: dict, changed=None) -> dict:
    """What wordspread measures: for each measure its values, replicate by replicate, option by option."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        network.write(folder / "edges.csv")
        seeds = "".join(
            f'[[option]]\nname = "{nth}"\nseeds.users = {{ ids = {ids} }}\n'
            for nth, ids in enumerate(options)
        )
        (folder / "scenario.toml").write_text(
            f'name = "peers"\nrng_seed = {asked["rng_seed"]}\n'
            f'[network.file]\npath = "edges.csv"\nedge = "{network.edge}"\n{tables}\n{seeds}'
            f"[answer]\nviral_at = {{ sharers = 2 }}\nreplicates = {asked['replicates']}\n"
            f"measures = {list(asked['measures'])}\n"
        )
        sets = ["--set", changed] if changed else []
        table = folder / "replicates.csv"
        command = [wordspread, "--quiet", "run", folder / "scenario.toml", *sets]
        subprocess.run([*command, "--replicates-csv", table], check=True, stdout=subprocess.DEVNULL)
        with table.open(newline="") as file:
            rows = list(csv.DictReader(file))
    return {measure: [float(row[measure]) for row in rows] for measure in asked["measures"]}


def row(name: str, mine: list, theirs: list, level: float) -> tuple:
    """A line that tells whether two samples are of one law, and whether they are."""
    import numpy as np
    from laws import compare

    test, statistic, p = compare(mine, theirs)
    words = f"{name:12} {np.mean(mine):8.4f} {np.mean(theirs):8.4f}"
    tested = f"{test:18} {statistic:9.4g}  p = {p:.2g}"
    return f"{'ok  ' if p >= level else 'FAIL'} {words}  {tested}", p >= level


def in_law(wordspread: pathlib.Path, place: int, level: float) -> tuple:
    """The lines that tell of a case, and whether all is well."""
    from cases import CASES, SEEDS, SHARERS

    case = CASES[place]
    asked = {"measures": case.measures, "replicates": RUNS, "rng_seed": 1 + place}
    # Where only sharers are counted, another kernel may run, with coins of its own.
    counting = {**asked, "measures": [SHARERS]}
    mine = ours(wordspread, case.network, case.ours, [SEEDS], asked)
    counted = ours(wordspread, case.network, case.ours, [SEEDS], counting)
    changed = ours(wordspread, case.network, case.ours, [SEEDS], asked, case.changed)
    theirs = case.theirs(RUNS, 1000 + place)
    rows = [row(name, mine[name], theirs[name], level) for name in case.measures]
    if counted[SHARERS] != mine[SHARERS]:
        rows.append(row("only counted", counted[SHARERS], theirs[SHARERS], level))
    lines, fine = [line for line, _ in rows], all(well for _, well in rows)
    found = [name for name in case.measures if not row(name, changed[name], theirs[name], level)[1]]
    told = f"found out by {', '.join(found)}" if found else "is not found out"
    lines.append(f"{'ok  ' if found else 'FAIL'} {case.changed} {told}")
    return [f"{case.model}, {case.peer}", *lines], fine and bool(found)


def same_numbers(wordspread: pathlib.Path) -> tuple:
    """Fixed thresholds: nothing is drawn, and each set of seeds has its sharers and steps."""
    import simulators
    from networks import DIRECTED, MUTUAL

    draw = random.Random(1)
    asked = {"measures": ("sharers", "duration"), "replicates": 1, "rng_seed": 1}
    lines, fine = [], True
    for network in (DIRECTED, MUTUAL):
        users = sorted(network.graph)
        sets = [draw.sample(users, 4) for _ in range(100)]
        for share in (0.2, 0.25, 0.33, 0.5):
            mine, changed = (
                list(zip(*ours(wordspread, network, tables, sets, asked).values()))
                for tables in (THRESHOLD.format(share), THRESHOLD.format(1.3 * share))
            )
            ends = [
                simulators.ndlib_threshold(network.graph, seeds, 1, share=share)() for seeds in sets
            ]
            theirs = [(len(times), times[-1]) for times in ends]
            alike = sum(ours_is == theirs_is for ours_is, theirs_is in zip(mine, theirs))
            well = alike == len(sets) and changed != theirs
            fine &= well
            told = f"share {share}, {network.edge}: {alike} of {len(sets)} sets of seeds alike"
            off = sum(ours_is != theirs_is for ours_is, theirs_is in zip(changed, theirs))
            lines.append(
                f"{'ok  ' if well else 'FAIL'} {told} (share three tenths higher: {off} differ)"
            )
    return ["fixed threshold, ndlib", *lines], fine


def main() -> None:
    built = pathlib.Path(__file__).resolve().parents[2] / "target" / "release" / "wordspread"
    wordspread = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else built).resolve()
    if not wordspread.is_file():
        sys.exit(f"there is no {wordspread}: build it with cargo build --release")
    if not environment.enter(SIMULATORS):
        print("skipped: numpy, scipy and networkx do not install")
        return
    here = {simulator for simulator in SIMULATORS if environment.is_here(simulator)}
    if not here:
        print("skipped: no other simulator installs")
        return
    from cases import CASES

    start = time.perf_counter()
    places = [place for place, case in enumerate(CASES) if case.peer.split(".")[0] in here]
    level = LEVEL / sum(1 + len(CASES[place].measures) for place in places)
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count()) as pool:
        told = [pool.submit(in_law, wordspread, place, level) for place in places]
        if "ndlib" in here:
            told.append(pool.submit(same_numbers, wordspread))
        fine = True
        print(f"mean of ours, mean of theirs, test; p must be at least {level:.1g}")
        for case in told:
            (title, *lines), well = case.result()
            print(title, *lines, sep="\n  ", flush=True)
            fine &= well
    left_out = len(CASES) - len(places)
    skipped = f", {left_out} skipped" if left_out else ""
    print(f"{len(told)} comparisons{skipped} in {time.perf_counter() - start:.0f} s")
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main()
