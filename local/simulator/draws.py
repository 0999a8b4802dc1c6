"""Random choices made cheap: weights and distributions laid out as tables of 4096 entries.

A choice is then one index into a list: 0.1 µs, where `random.choices` takes 1.5 and a lognormal
draw 0.7; and nothing depends on the order of a set or a dict.
"""

from collections.abc import Callable, Sequence
from math import exp, log
from statistics import NormalDist
from typing import TypeVar

T = TypeVar("T")

SIZE = 4096

# Gives a float in [0, 1): the `random` method of a seeded `random.Random`.
Draw = Callable[[], float]

# From here on a normal distribution can't be told from a Poisson one, and costs one draw.
_MANY = 64


def weighted(choices: Sequence[tuple[T, float]], size: int = SIZE) -> list[T]:
    """Return a list of `size` entries that holds each choice as often as its weight asks for."""
    total = sum(weight for _, weight in choices)
    table: list[T] = []
    so_far = 0.0
    for choice, weight in choices:
        so_far += weight
        table += [choice] * (round(size * so_far / total) - len(table))
    return table


def lognormal(median: float, sigma: float, low: float, high: float) -> list[int]:
    """Return the quantiles of a lognormal distribution, cut to [low, high], as whole numbers."""
    quantile = NormalDist(log(median), sigma).inv_cdf
    return [int(min(high, max(low, exp(quantile((i + 0.5) / SIZE))))) for i in range(SIZE)]


def pick(table: Sequence[T], draw: Draw) -> T:
    """Return one entry of a table."""
    return table[int(draw() * len(table))]


def chance(share: float, draw: Draw) -> bool:
    """Return whether something that happens with this share happens now."""
    return draw() < share


def poisson(mean: float, draw: Draw) -> int:
    """Return how often something happens that happens `mean` times on average."""
    if mean > _MANY:
        return max(0, round(NormalDist(mean, mean**0.5).inv_cdf(max(draw(), 1e-12))))
    count, product, limit = 0, draw(), exp(-mean)
    while product > limit:
        count += 1
        product *= draw()
    return count
