"""Cascades a second against the fast public simulators, in one run on one network.

    python benches/peers.py [path to wordspread]

Installs cynetdiff, pynetim, ndlib and networkx into a virtual environment of its own, has wordspread
generate half a million users with five million follows, and times everybody on one thread, from the
50 users with most followers, with the network in memory already. Means are compared before speeds: a
rate means nothing where the answers differ. Prints ratios; none is a test.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import venv

PACKAGES = ["cynetdiff", "pynetim", "ndlib", "six", "networkx", "numpy"]
SECONDS = float(os.environ.get("SECONDS_EACH", "15"))
NETWORK = {
    "users": 500_000,
    "mean_followers": 10.4,
    "followers_exponent": 2.2,
    "followed_exponent": 2.5,
    "max_followers": 16_000,
}


def in_environment() -> None:
    """Starts this script anew in a virtual environment that has the packages."""
    home = pathlib.Path(__file__).resolve().parent.parent / "target" / "peers"
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], check=True)
    os.environ["WORDSPREAD_PEERS"] = "ready"
    os.execv(python, [str(python), *sys.argv])


def timed(run) -> tuple[float, float]:
    """Mean sharers and runs a second of `run`, which gives the sharers of one cascade."""
    run()
    total, count, start = 0, 0, time.perf_counter()
    while count < 3 or time.perf_counter() - start < SECONDS:
        total += run()
        count += 1
    return total / count, count / (time.perf_counter() - start)


def ours(wordspread: str, network: pathlib.Path) -> dict:
    command = [wordspread, "--threads", "1", "--quiet", "bench", network, "--json"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    rates = json.loads(done.stdout)["cascades"]
    return {rate["what"]: (rate["sharers"], rate["a_second"][0]) for rate in rates}


def peers(users: int, sources, targets) -> dict:
    """For each regime the peers' mean sharers and rates."""
    import array

    import networkx as nx
    import numpy as np
    import pynetim as pn
    from cynetdiff.models import IndependentCascadeModel, LinearThresholdModel

    order = np.lexsort((targets, sources))
    sources, targets = sources[order], targets[order]
    degrees = np.bincount(sources, minlength=users)
    followed = np.bincount(targets, minlength=users)
    seeds = np.lexsort((np.arange(users), -degrees))[:50].tolist()
    starts = array.array("I", np.concatenate([[0], np.cumsum(degrees)[:-1]]).tolist())
    edges = array.array("I", targets.tolist())
    weights = array.array("f", (1.0 / followed[targets]).tolist())

    def cynetdiff(model):
        model.set_seeds(seeds)

        def run():
            model.reset_model()
            model.advance_until_completion()
            return model.get_num_activated_nodes()

        return run

    def same(p):
        return array.array("f", [p]) * len(edges)

    runs = {
        ("independent cascade, p = 0.01", "cynetdiff"): lambda: cynetdiff(
            IndependentCascadeModel(starts, edges, activation_probs=same(0.01))
        ),
        ("independent cascade, p = 0.1", "cynetdiff"): lambda: cynetdiff(
            IndependentCascadeModel(starts, edges, activation_probs=same(0.1))
        ),
        ("weighted cascade", "cynetdiff"): lambda: cynetdiff(
            IndependentCascadeModel(starts, edges, activation_probs=weights)
        ),
        ("linear threshold", "cynetdiff"): lambda: cynetdiff(
            LinearThresholdModel(starts, edges, influence=weights)
        ),
    }

    def pynetim(model_of, strengths):
        pairs = list(zip(sources.tolist(), targets.tolist()))
        graph = pn.IMGraph(pairs, weights=strengths, directed=True, renumber=False)
        model = model_of(graph, set(seeds))
        return lambda: model.run_single_simulation()

    weighted = list(weights)
    batches = {
        ("independent cascade, p = 0.01", "pynetim"): (pn.IndependentCascadeModel, 0.01),
        ("independent cascade, p = 0.1", "pynetim"): (pn.IndependentCascadeModel, 0.1),
        ("weighted cascade", "pynetim"): (pn.IndependentCascadeModel, weighted),
        ("linear threshold", "pynetim"): (pn.LinearThresholdModel, weighted),
    }
    found = {}
    for key, make in runs.items():
        found[key] = timed(make())
    for key, (model, strengths) in batches.items():
        try:
            found[key] = timed(pynetim(model, strengths))
        except Exception as error:  # another version has another interface: say so and go on
            print(f"  pynetim, {key[0]}: {error!r}", file=sys.stderr)

    # The slow ones once, at the smallest regime.
    graph = nx.DiGraph()
    graph.add_nodes_from(range(users))
    graph.add_edges_from(zip(sources.tolist(), targets.tolist()))
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

    found["independent cascade, p = 0.01", "networkx, by hand"] = timed(networkx)
    try:
        import ndlib.models.epidemics as epidemics
        import ndlib.models.ModelConfig as config

        def ndlib():
            model = epidemics.IndependentCascadesModel(graph, seed=int(random.integers(2**31)))
            setup = config.Configuration()
            setup.add_model_initial_configuration("Infected", seeds)
            for edge in graph.edges():
                setup.add_edge_configuration("threshold", edge, 0.01)
            model.set_initial_status(setup)

            def run():
                model.reset(seeds)
                while True:
                    state = model.iteration(node_status=False)
                    if state["node_count"][1] == 0:
                        return state["node_count"][2]

            return run

        found["independent cascade, p = 0.01", "ndlib"] = timed(ndlib())
    except Exception as error:
        print(f"  ndlib: {error!r}", file=sys.stderr)
    return found


def main() -> None:
    if os.environ.get("WORDSPREAD_PEERS") != "ready":
        in_environment()
    import numpy as np

    wordspread = sys.argv[1] if len(sys.argv) > 1 else "target/release/wordspread"
    with tempfile.TemporaryDirectory() as folder:
        mapped, text = (pathlib.Path(folder) / name for name in ("m.wsn", "m.txt"))
        settings = [word for key, value in NETWORK.items() for word in ("--set", f"{key}={value}")]
        subprocess.run(
            [wordspread, "--quiet", "generate", "chung-lu", *settings, "-o", mapped], check=True
        )
        subprocess.run([wordspread, "--quiet", "convert", mapped, text], check=True)
        edges = np.loadtxt(text, dtype=np.int64, comments="#")
        own = ours(wordspread, mapped)
        theirs = peers(NETWORK["users"], edges[:, 0], edges[:, 1])
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
