"""How each of the other simulators is told to run a model.

Every function here takes a networkx graph whose edges point from the sharer to its audience and carry
`probability`, the seeds, an rng seed and the model's numbers, and gives a function that runs one cascade
and returns the times at which users shared, in order, seeds at 0. What a simulator is known to get wrong
is not wrapped:

- NDlib's GeneralThreshold looks up the weight of an edge the wrong way round on a directed graph and so
  finds none; its independent cascades fall back to 1 / out-degree at any edge unless all have a number.
- EoN's Gillespie_SIR and Gillespie_SIS keep the edges to susceptible users right only if every edge has
  its opposite: they get undirected graphs.
- EoN 2.0 draws one of several edges by numpy's `choice`, which makes an array of it, and fails where edges
  have weights: `Draws` gives it the edge itself.
"""

import array

import networkx as nx
import numpy as np


def first_times(times, susceptible):
    """When users shared, from the numbers of those who have not yet at each time."""
    return np.repeat(times, -np.diff(susceptible, prepend=susceptible[0]))


def since_seeds(seeds, times):
    return np.concatenate([np.zeros(len(seeds)), times])


# EoN


class Draws(np.random.Generator):
    """numpy's generator, but one item of a list is given as it is."""

    def __init__(self, rng_seed):
        super().__init__(np.random.PCG64(rng_seed))

    def choice(self, items, *args, **kwargs):
        if isinstance(items, list) and not (args or kwargs):
            return items[self.integers(len(items))]
        return super().choice(items, *args, **kwargs)


def eon_fast_sir(graph, seeds, rng_seed, *, tau, gamma, weight=None, until=float("inf")):
    import EoN

    rng = Draws(rng_seed)

    def run():
        times, susceptible, *_ = EoN.fast_SIR(
            graph, tau, gamma, seeds, tmax=until, transmission_weight=weight, rng=rng
        )
        return since_seeds(seeds, first_times(times, susceptible))

    return run


def eon_gillespie_sir(graph, seeds, rng_seed, *, tau, gamma, weight=None):
    import EoN

    rng = Draws(rng_seed)

    def run():
        times, susceptible, *_ = EoN.Gillespie_SIR(
            graph, tau, gamma, seeds, transmission_weight=weight, rng=rng
        )
        return since_seeds(seeds, first_times(times, susceptible))

    return run


def eon_delays(graph, seeds, rng_seed, *, delay, until=float("inf")):
    """The cascade in continuous time: an edge is live with its probability, and then takes `delay(rng)`."""
    import EoN

    rng = Draws(rng_seed)

    def along(user, follower):
        live = rng.random() < graph.adj[user][follower]["probability"]
        return delay(rng) if live else float("inf")

    def run():
        times, susceptible, *_ = EoN.fast_nonMarkov_SIR(
            graph, along, lambda _: float("inf"), initial_infecteds=seeds, tmax=until, rng=rng
        )
        return since_seeds(seeds, first_times(times, susceptible))

    return run


def eon_discrete_sir(graph, seeds, rng_seed, *, p):
    """Everybody is at it for one step: the independent cascade."""
    import EoN

    rng = Draws(rng_seed)

    def run():
        times, susceptible, *_ = EoN.basic_discrete_SIR(graph, p, seeds, rng=rng)
        return since_seeds(seeds, first_times(times, susceptible))

    return run


def eon_fast_sis(graph, seeds, rng_seed, **numbers):
    import EoN

    return sis(EoN.fast_SIS, graph, seeds, rng_seed, **numbers)


def eon_gillespie_sis(graph, seeds, rng_seed, **numbers):
    import EoN

    return sis(EoN.Gillespie_SIS, graph, seeds, rng_seed, **numbers)


def sis(simulate, graph, seeds, rng_seed, *, tau, gamma, until, weight):
    """A user shares when it is first infected."""
    told = {"tmax": until, "transmission_weight": weight, "return_full_data": True}
    rng = Draws(rng_seed)
    return lambda: first_in(simulate(graph, tau, gamma, seeds, rng=rng, **told), "I", graph)


def eon_contagion(graph, seeds, rng_seed, *, alone, by_contact, until=float("inf")):
    """Compartments: from state to state at a rate, alone, or at that of `probability` induced by the
    neighbour named first. Everybody is S at first, seeds are I, and who comes to I shares."""
    import EoN

    spontaneous, induced = nx.DiGraph(), nx.DiGraph()
    for before, after, rate in alone:
        spontaneous.add_edge(before, after, rate=rate)
    for teller, before, after, rate in by_contact:
        told = {"rate": rate, "weight_label": "probability"}
        induced.add_edge((teller, before), (teller, after), **told)
    begin = {user: "I" if user in seeds else "S" for user in graph}
    states = sorted({state for edge in (*alone, *by_contact) for state in edge[:-1]})
    told = {"tmax": until, "return_full_data": True, "rng": Draws(rng_seed)}

    def run():
        found = EoN.Gillespie_simple_contagion(graph, spontaneous, induced, begin, states, **told)
        return first_in(found, "I", graph)

    return run


def first_in(found, state, graph):
    """When each user first came to a state, of those who did."""
    first = []
    for user in graph:
        times, states = found.node_history(user)
        if state in states:
            first.append(times[states.index(state)])
    return np.sort(first)


# NDlib


def ndlib_model(kind, graph, seeds, rng_seed, *, model=(), users=(), edges=()):
    """A model of NDlib's, which draws from the one generator that numpy keeps for all."""
    import ndlib.models.epidemics as epidemics
    from ndlib.models.ModelConfig import Configuration

    ready = getattr(epidemics, kind)(graph, seed=rng_seed)
    settings = Configuration()
    settings.add_model_initial_configuration("Infected", list(seeds))
    for name, value in model:
        settings.add_model_parameter(name, value)
    for name, values in users:
        for user, value in values.items():
            settings.add_node_configuration(name, user, value)
    for name, values in edges:
        for edge, value in values.items():
            settings.add_edge_configuration(name, edge, value)
    ready.set_initial_status(settings)
    return ready


def ndlib_times(model, seeds, until=None):
    """Runs it until nobody is at it any more, to a step, or, where all stay at it, until nothing changes."""
    model.reset(list(seeds))
    counts = []
    while True:
        counts.append(model.iteration(node_status=False)["node_count"])
        step = len(counts) - 1
        if step == until or counts[-1][1] == 0:
            break
        stays = 2 not in counts[-1]
        if until is None and stays and step > 0 and counts[-1] == counts[-2]:
            break
    return since_seeds(seeds, first_times(np.arange(len(counts)), [count[0] for count in counts]))


def ndlib_sir(graph, seeds, rng_seed, *, beta, gamma):
    model = ndlib_model(
        "SIRModel", graph, seeds, rng_seed, model=[("beta", beta), ("gamma", gamma)]
    )
    return lambda: ndlib_times(model, seeds)


def ndlib_si(graph, seeds, rng_seed, *, beta, until):
    model = ndlib_model("SIModel", graph, seeds, rng_seed, model=[("beta", beta)])
    return lambda: ndlib_times(model, seeds, until)


def ndlib_sis(graph, seeds, rng_seed, *, beta, gamma, until):
    """Counts do not tell who shares for the first time: it is seen user by user."""
    model = ndlib_model(
        "SISModel", graph, seeds, rng_seed, model=[("beta", beta), ("lambda", gamma)]
    )

    def run():
        model.reset(list(seeds))
        first = {}
        for step in range(until + 1):
            changed = model.iteration(node_status=True)["status"]
            for user, status in changed.items():
                if status == 1:
                    first.setdefault(user, float(step))
        return np.sort(list(first.values()))

    return run


def ndlib_cascade(graph, seeds, rng_seed):
    each = nx.get_edge_attributes(graph, "probability")
    model = ndlib_model(
        "IndependentCascadesModel", graph, seeds, rng_seed, edges=[("threshold", each)]
    )
    return lambda: ndlib_times(model, seeds)


def ndlib_threshold(graph, seeds, rng_seed, *, share):
    """One share for all."""
    each = dict.fromkeys(graph, share)
    model = ndlib_model("ThresholdModel", graph, seeds, rng_seed, users=[("threshold", each)])
    return lambda: ndlib_times(model, seeds)


def ndlib_drawn_threshold(graph, seeds, rng_seed, *, share):
    """The share of each user drawn anew each time, by `share(rng)`."""
    each = dict.fromkeys(graph, 0.0)
    model = ndlib_model("ThresholdModel", graph, seeds, rng_seed, users=[("threshold", each)])
    rng = np.random.default_rng(rng_seed)

    def run():
        model.params["nodes"]["threshold"] = {user: share(rng) for user in graph}
        return ndlib_times(model, seeds)

    return run


# cynetdiff


def compressed(graph, weight):
    """Rows and their weights as cynetdiff takes them; users are numbered from 0 in the graph's order."""
    place = {user: at for at, user in enumerate(graph)}
    starts, targets, weights = array.array("I"), array.array("I"), array.array("f")
    for user in graph:
        starts.append(len(targets))
        for follower, edge in graph.adj[user].items():
            targets.append(place[follower])
            weights.append(edge[weight])
    return place, starts, targets, weights


def cynetdiff_cascade(graph, seeds, rng_seed, *, column="probability", run=None):
    from cynetdiff.models import IndependentCascadeModel

    place, starts, targets, weights = compressed(graph, column)
    model = IndependentCascadeModel(starts, targets, activation_probs=weights, rng=rng_seed)
    return (run or cynetdiff_steps)(model, [place[seed] for seed in seeds])


def cynetdiff_threshold(graph, seeds, rng_seed, *, weight=None, run=None):
    """Without a column of weights, by those that it gives edges itself: 1 / in-degree."""
    from cynetdiff.models import LinearThresholdModel

    place, starts, targets, weights = compressed(graph, weight or "probability")
    given = {"influence": weights} if weight else {}
    model = LinearThresholdModel(starts, targets, rng=rng_seed, **given)
    return (run or cynetdiff_steps)(model, [place[seed] for seed in seeds])


def cynetdiff_steps(model, seeds):
    model.set_seeds(seeds)

    def run():
        model.reset_model()
        counts = [len(seeds)]
        while len(counts) < 2 or counts[-1] > counts[-2]:
            model.advance_model()
            counts.append(model.get_num_activated_nodes())
        return np.repeat(np.arange(len(counts)), np.diff(counts, prepend=0))

    return run


def cynetdiff_count(model, seeds):
    """Count only: gives the number of sharers, and no times."""
    model.set_seeds(seeds)

    def run():
        model.reset_model()
        model.advance_until_completion()
        return model.get_num_activated_nodes()

    return run
