"""Which model of ours is beside which of another simulator, and the numbers of both.

Models of several messages, doses, responses to exposure and reposts that excite themselves are in none of
these simulators: what they are held to is in `tests/it`.
"""

from dataclasses import dataclass, field

import simulators
from networks import DIRECTED, MUTUAL, Network

SEEDS = [0, 1]
SHARERS, LAST, HALF = "sharers", "duration", "time-to-half"

# What each measure of ours is, of the times at which users shared.
MEASURES = {
    SHARERS: len,
    LAST: lambda times: float(times[-1]),
    HALF: lambda times: float(times[(len(times) + 1) // 2 - 1]),
}


@dataclass
class Case:
    """A model of ours beside one of another simulator."""

    model: str
    peer: str
    # The tables of influence and model, and a key's other value that must be found out.
    ours: str
    changed: str
    simulate: callable
    numbers: dict = field(default_factory=dict)
    network: Network = DIRECTED
    measures: tuple = (SHARERS, LAST)

    def theirs(self, runs: int, rng_seed: int) -> dict:
        """What `runs` cascades of the other simulator measure."""
        run = self.simulate(self.network.graph, SEEDS, rng_seed, **self.numbers)
        values = {measure: [] for measure in self.measures}
        for _ in range(runs):
            times = run()
            for measure, of_each in values.items():
                of_each.append(MEASURES[measure](times))
        return values


IC = "[influence.from-file]\n[model.independent-cascade]"
MORE_PROBABLE = "influence.from-file.column=probability_more"
LT = "[influence.from-file]\ncolumn = 'weight'\n[model.linear-threshold]"
IN_TIME = (SHARERS, LAST, HALF)


def same(p: float) -> str:
    return f"[influence.uniform]\np = {p}\n"


def in_steps_and_cascades() -> list:
    return [
        Case("independent cascade", "cynetdiff", IC, MORE_PROBABLE, simulators.cynetdiff_cascade),
        Case(
            "independent cascade, mutual",
            "cynetdiff",
            IC,
            MORE_PROBABLE,
            simulators.cynetdiff_cascade,
            network=MUTUAL,
        ),
        Case("independent cascade", "ndlib", IC, MORE_PROBABLE, simulators.ndlib_cascade),
        Case(
            "independent cascade, one p",
            "EoN.basic_discrete_SIR",
            same(0.25) + "[model.independent-cascade]",
            "influence.uniform.p=0.275",
            simulators.eon_discrete_sir,
            {"p": 0.25},
        ),
        Case(
            "linear threshold",
            "cynetdiff",
            LT,
            "influence.from-file.column=weight_more",
            simulators.cynetdiff_threshold,
            {"weight": "weight"},
        ),
        Case(
            "linear threshold, even weights",
            "cynetdiff",
            "[influence.weighted-cascade]\n[model.linear-threshold]",
            "influence.weighted-cascade.c=0.9",
            simulators.cynetdiff_threshold,
        ),
        Case(
            "fixed threshold, drawn shares",
            "ndlib",
            "[model.fixed-threshold]\nshare = { uniform = { from = 0.1, to = 0.8 } }",
            "model.fixed-threshold.share.uniform.to=0.88",
            simulators.ndlib_drawn_threshold,
            {"share": lambda rng: rng.uniform(0.1, 0.8)},
        ),
        Case(
            "SIR, by steps",
            "ndlib",
            same(0.2) + "[model.sir]\nclock = 'steps'\nrecovery = 0.6",
            "influence.uniform.p=0.22",
            simulators.ndlib_sir,
            {"beta": 0.2, "gamma": 0.6},
        ),
        Case(
            "SIR, by steps, one step long",
            "EoN.basic_discrete_SIR",
            same(0.3) + "[model.sir]\nclock = 'steps'\nrecovery = 1.0",
            "model.sir.transmission=1.1",
            simulators.eon_discrete_sir,
            {"p": 0.3},
        ),
        Case(
            "SI, by steps, to a horizon",
            "ndlib",
            same(0.2) + "[model.si]\nclock = 'steps'\nhorizon = 4",
            "influence.uniform.p=0.22",
            simulators.ndlib_si,
            {"beta": 0.2, "until": 4},
        ),
        Case(
            "SIS, by steps, to a horizon",
            "ndlib",
            same(0.2) + "[model.sis]\nclock = 'steps'\nrecovery = 0.5\nhorizon = 6",
            "influence.uniform.p=0.22",
            simulators.ndlib_sis,
            {"beta": 0.2, "gamma": 0.5, "until": 6},
        ),
    ]


def sir_and_si() -> list:
    sir = "[influence.from-file]\n[model.sir]\ntransmission = 2.0\nrecovery = 1.5"
    rates = {"tau": 2.0, "gamma": 1.5, "weight": "probability"}
    more = "model.sir.transmission=2.2"
    return [
        Case(
            "SIR",
            "EoN.fast_SIR",
            same(0.5) + "[model.sir]\nrecovery = 1.5",
            "influence.uniform.p=0.55",
            simulators.eon_fast_sir,
            {"tau": 0.5, "gamma": 1.5},
            measures=IN_TIME,
        ),
        Case(
            "SIR, a rate of each edge",
            "EoN.fast_SIR",
            sir,
            more,
            simulators.eon_fast_sir,
            rates,
            measures=IN_TIME,
        ),
        Case(
            "SIR, a rate of each tie",
            "EoN.Gillespie_SIR",
            sir,
            more,
            simulators.eon_gillespie_sir,
            rates,
            MUTUAL,
            IN_TIME,
        ),
        Case(
            "SIR, mutual",
            "EoN.Gillespie_SIR",
            same(0.8) + "[model.sir]",
            "influence.uniform.p=0.88",
            simulators.eon_gillespie_sir,
            {"tau": 0.8, "gamma": 1.0},
            MUTUAL,
            IN_TIME,
        ),
        Case(
            "SIR, to a horizon",
            "EoN.fast_SIR",
            f"{sir}\nhorizon = 1.5",
            more,
            simulators.eon_fast_sir,
            {**rates, "until": 1.5},
            measures=IN_TIME,
        ),
        Case(
            "SI, to a horizon",
            "EoN.fast_SIR",
            "[influence.from-file]\n[model.si]\nhorizon = 3.0",
            "model.si.transmission=1.1",
            simulators.eon_fast_sir,
            {"tau": 1.0, "gamma": 0.0, "weight": "probability", "until": 3.0},
            measures=IN_TIME,
        ),
    ]


def in_time() -> list:
    sis = "[influence.from-file]\n[model.sis]\nrecovery = 0.8\nhorizon = 4.0"
    rates = {"tau": 1.0, "gamma": 0.8, "until": 4.0, "weight": "probability"}
    cascade = "[influence.from-file]\n[model.continuous-time-cascade]\n"
    return [
        Case(
            "SIS, to a horizon",
            "EoN.fast_SIS",
            sis,
            MORE_PROBABLE,
            simulators.eon_fast_sis,
            rates,
            measures=IN_TIME,
        ),
        Case(
            "SIS, mutual, to a horizon",
            "EoN.Gillespie_SIS",
            sis,
            MORE_PROBABLE,
            simulators.eon_gillespie_sis,
            rates,
            MUTUAL,
            IN_TIME,
        ),
        Case(
            "continuous-time cascade, Weibull",
            "EoN.fast_nonMarkov_SIR",
            f"{cascade}delay = {{ weibull = {{ shape = 0.7, scale = 2.0 }} }}",
            MORE_PROBABLE,
            simulators.eon_delays,
            {"delay": lambda rng: 2.0 * rng.weibull(0.7)},
            measures=IN_TIME,
        ),
        Case(
            "continuous-time cascade, log-normal, to a horizon",
            "EoN.fast_nonMarkov_SIR",
            f"{cascade}delay = {{ log-normal = {{ median = 1.0, sigma = 1.0 }} }}\nhorizon = 3.0",
            MORE_PROBABLE,
            simulators.eon_delays,
            {"delay": lambda rng: rng.lognormal(0.0, 1.0), "until": 3.0},
            measures=IN_TIME,
        ),
    ]


def compartments() -> list:
    model = "[influence.from-file]\n[model.compartments]\nseed = 'I'\ntransitions = "
    seir = [
        "{ from = 'S', to = 'E', by = 'I', rate = 2.0 }",
        "{ from = 'E', to = 'I', rate = 0.7 }",
        "{ from = 'I', to = 'R', rate = 1.5 }",
    ]
    seiz = [
        "{ from = 'S', to = 'E', by = 'I', rate = 2.0 }",
        "{ from = 'S', to = 'Z', by = ['I', 'Z'], rate = 0.3 }",
        "{ from = 'E', to = 'I', rate = 0.7 }",
        "{ from = 'I', to = 'R', rate = 0.8 }",
        "{ from = 'Z', to = 'R', rate = 0.5 }",
    ]
    return [
        Case(
            "compartments: SEIR",
            "EoN.Gillespie_simple_contagion",
            f"{model}[{', '.join(seir)}]",
            MORE_PROBABLE,
            simulators.eon_contagion,
            {
                "alone": [("E", "I", 0.7), ("I", "R", 1.5)],
                "by_contact": [("I", "S", "E", 2.0)],
            },
            measures=IN_TIME,
        ),
        Case(
            "compartments: SEIZ",
            "EoN.Gillespie_simple_contagion",
            f"{model}[{', '.join(seiz)}]",
            MORE_PROBABLE,
            simulators.eon_contagion,
            {
                "alone": [("E", "I", 0.7), ("I", "R", 0.8), ("Z", "R", 0.5)],
                "by_contact": [
                    ("I", "S", "E", 2.0),
                    ("I", "S", "Z", 0.3),
                    ("Z", "S", "Z", 0.3),
                ],
            },
            measures=IN_TIME,
        ),
        # Who tells somebody who knows stops: on ties, the same as being stopped by a neighbour.
        Case(
            "rumour, Maki–Thompson",
            "EoN.Gillespie_simple_contagion",
            "[influence.from-file]\n[model.rumour]\nhorizon = 2.0",
            "model.rumour.stifling=daley-kendall",
            simulators.eon_contagion,
            {
                "alone": [],
                "by_contact": [("I", "S", "I", 1.0), ("I", "I", "R", 1.0), ("R", "I", "R", 1.0)],
                "until": 2.0,
            },
            MUTUAL,
            IN_TIME,
        ),
    ]


CASES = in_steps_and_cascades() + sir_and_si() + in_time() + compartments()
