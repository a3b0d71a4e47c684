"""Small networks that both sides are given, edge by edge.

Columns of numbers: `probability` of an edge, and `weight`, of which those that lead to a user sum up to
0.85; each with another a tenth higher, `probability_more` and `weight_more`.
"""

import collections
import csv
import random

import networkx as nx

COLUMNS = ("probability", "probability_more", "weight", "weight_more")
ATTENTION = 0.85
MORE = 1.1


class Network:
    """Edges from sharer to audience, or ties that serve either way."""

    def __init__(self, edge: str, rng_seed: int, users: int, most: int):
        """Everybody is shown to 1 to `most` others, more or less strongly."""
        self.edge = edge
        self.graph = nx.Graph() if edge == "mutual" else nx.DiGraph()
        draw = random.Random(rng_seed)
        for user in range(users):
            for other in draw.sample(range(users), draw.randint(1, most)):
                if other != user:
                    self.graph.add_edge(user, other, probability=round(draw.uniform(0.05, 0.55), 3))
        attention = collections.Counter()
        for _, follower, strength in self.graph.edges(data="probability"):
            attention[follower] += strength
        for _, follower, numbers in self.graph.edges(data=True):
            weight = ATTENTION * numbers["probability"] / attention[follower]
            numbers["weight"] = round(weight, 6)
            for column in ("probability", "weight"):
                numbers[f"{column}_more"] = round(MORE * numbers[column], 6)

    def write(self, path) -> None:
        with open(path, "w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["from", "to", *COLUMNS])
            for user, follower, numbers in self.graph.edges(data=True):
                rows.writerow([user, follower, *(numbers[column] for column in COLUMNS)])


DIRECTED = Network("influencer-to-audience", rng_seed=11, users=40, most=5)
MUTUAL = Network("mutual", rng_seed=12, users=30, most=2)
