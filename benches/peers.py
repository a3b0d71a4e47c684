"""Cascades a second against the fast public simulators, in one run on one large network.

    python3 benches/peers.py [path to wordspread]

Installs cynetdiff, pynetim, NDlib and networkx into a virtual environment of its own, has wordspread
generate half a million users with five million follows, and times everybody on one thread, from the
50 users with most followers, with the network in memory already. Means are compared before speeds: a
rate means nothing where the answers differ. Prints ratios; none is a test. `jobs.py` beside it has other
models, on ten thousand users.
"""

import array
import json
import pathlib
import subprocess
import sys
import tempfile

from timing import made, mean_and_error, most_followed, timed, wordspread

import environment

NETWORK = {
    "users": 500_000,
    "mean_followers": 10.4,
    "followers_exponent": 2.2,
    "followed_exponent": 2.5,
    "max_followers": 16_000,
}
SEEDS = 50
SMALL_P, LARGE_P = "independent cascade, p = 0.01", "independent cascade, p = 0.1"
WEIGHTED, THRESHOLD = "weighted cascade", "linear threshold"


def ours(network: pathlib.Path) -> dict:
    command = [wordspread(), "--threads", "1", "--quiet", "bench", network, "--json"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    rates = json.loads(done.stdout)["cascades"]
    return {rate["what"]: (rate["sharers"], rate["a_second"][0]) for rate in rates}


def compiled(sources, targets, seeds) -> dict:
    """What runs each regime in compiled code, ready when it is called."""
    import numpy as np
    from simulators import cynetdiff_count

    users = NETWORK["users"]
    degrees = np.bincount(sources, minlength=users)
    starts = array.array("I", np.concatenate([[0], np.cumsum(degrees)[:-1]]).tolist())
    edges = array.array("I", targets.tolist())
    followed = np.bincount(targets, minlength=users)
    weights = array.array("f", (1.0 / followed[targets]).tolist())

    def cynetdiff(kind, **strengths):
        import cynetdiff.models

        return cynetdiff_count(getattr(cynetdiff.models, kind)(starts, edges, **strengths), seeds)

    def pynetim(kind, strengths):
        import pynetim

        pairs = list(zip(sources.tolist(), targets.tolist()))
        graph = pynetim.IMGraph(pairs, weights=strengths, directed=True, renumber=False)
        model = getattr(pynetim, kind)(graph, set(seeds))
        return model.run_single_simulation

    def cascade(probabilities):
        return lambda: cynetdiff("IndependentCascadeModel", activation_probs=probabilities)

    listed = list(weights)
    ic, lt = "IndependentCascadeModel", "LinearThresholdModel"
    return {
        (SMALL_P, "cynetdiff"): cascade(array.array("f", [0.01]) * len(edges)),
        (LARGE_P, "cynetdiff"): cascade(array.array("f", [0.1]) * len(edges)),
        (WEIGHTED, "cynetdiff"): cascade(weights),
        (THRESHOLD, "cynetdiff"): lambda: cynetdiff(lt, influence=weights),
        (SMALL_P, "pynetim"): lambda: pynetim(ic, 0.01),
        (LARGE_P, "pynetim"): lambda: pynetim(ic, 0.1),
        (WEIGHTED, "pynetim"): lambda: pynetim(ic, listed),
        (THRESHOLD, "pynetim"): lambda: pynetim(lt, listed),
    }


def in_python(sources, targets, seeds) -> dict:
    """The slow ones, at the smallest regime."""
    import networkx as nx
    import numpy as np
    from simulators import ndlib_cascade

    graph = nx.DiGraph()
    graph.add_nodes_from(range(NETWORK["users"]))
    graph.add_edges_from(zip(sources.tolist(), targets.tolist()), probability=0.01)
    random = np.random.default_rng(1)

    def networkx():
        shared, queue = set(seeds), list(seeds)
        while queue:
            followers = list(graph.successors(queue.pop()))
            for place in np.flatnonzero(random.random(len(followers)) < 0.01):
                if followers[place] not in shared:
                    shared.add(followers[place])
                    queue.append(followers[place])
        return len(shared)

    def ndlib():
        run = ndlib_cascade(graph, seeds, 1)
        return lambda: len(run())

    return {
        (SMALL_P, "networkx, by hand"): lambda: networkx,
        (SMALL_P, "ndlib"): ndlib,
    }


def rates(runs: dict) -> dict:
    """Mean sharers and runs a second."""
    found = {}
    for (regime, name), ready in runs.items():
        try:
            values, found_rate = timed(ready())
        except Exception as error:  # another version has another interface: say so and go on
            print(f"{name}, {regime}: {error!r}", file=sys.stderr)
            continue
        found[regime, name] = (mean_and_error(values)[0], found_rate)
    return found


def main() -> None:
    others = {**environment.CYNETDIFF, **environment.PYNETIM, **environment.NDLIB}
    if not environment.enter(others):
        sys.exit("numpy, scipy and networkx do not install here")
    import numpy as np

    with tempfile.TemporaryDirectory() as folder:
        mapped, edges = made(NETWORK, pathlib.Path(folder))
        own = ours(mapped)
    edges = edges[np.lexsort((edges[:, 1], edges[:, 0]))]
    sources, targets = edges[:, 0], edges[:, 1]
    seeds = most_followed(sources, NETWORK["users"], SEEDS)
    theirs = rates(compiled(sources, targets, seeds)) | rates(in_python(sources, targets, seeds))
    print(f"{'':32}{'':20}{'sharers':>10}{'a second':>12}{'wordspread is':>16}")
    for what, (sharers, rate) in own.items():
        print(f"{what:32}{'wordspread':20}{sharers:10,.0f}{rate:12,.1f}")
        for (regime, name), (mean, a_second) in theirs.items():
            if regime == what:
                unequal = "" if abs(mean / sharers - 1) < 0.03 else "  (means differ)"
                line = f"{'':32}{name:20}{mean:10,.0f}{a_second:12,.1f}"
                print(f"{line}{rate / a_second:14,.0f} ×{unequal}")


if __name__ == "__main__":
    main()
