"""Crawlers: one page after another at a steady pace, views only."""

from random import Random

from local.simulator import catalog
from local.simulator.draws import pick, poisson, weighted
from local.simulator.entries import HOST, category_path
from local.simulator.settings import HOUR, Run
from local.simulator.text import uuid
from local.simulator.visit import Step
from local.simulator.visitors import Visitor

# name, share, seconds between two pages
_CRAWLERS = weighted(
    [
        (("Googlebot", 11), 34),
        (("Bingbot", 17), 16),
        (("GPTBot", 2), 18),
        (("AhrefsBot", 5), 12),
        (("ClaudeBot", 4), 8),
        (("SemrushBot", 7), 7),
        (("YandexBot", 23), 5),
    ]
)
_FEWEST, _MOST = 4, 60  # pages of a crawl
_PATHS = [category_path(category) for category in catalog.CATEGORIES]
_DEVICE = ',"device":{"type":"desktop"}'
_GEO = ',"geo":{"country":"US"}'


def crawls(run: Run, hour: int) -> list[tuple[Visitor, list[Step]]]:
    """Return the crawls that begin in an hour (counted since 1970), each a visitor of its own."""
    random = Random(f"bots {run.seed} {hour}")  # noqa: S311  a simulation needs no secrets
    pages = run.events_per_day / 24 * run.rates.bots
    count = poisson(pages / ((_FEWEST + _MOST) / 2), random.random)
    return [_crawl(hour, random) for _ in range(count)]


def _crawl(hour: int, random: Random) -> tuple[Visitor, list[Step]]:
    draw = random.random
    name, seconds = pick(_CRAWLERS, draw)
    start = hour * HOUR + int(draw() * HOUR)
    key = random.getrandbits(128)
    visitor = Visitor(
        key=key,
        id=uuid(f"{key:032x}"),
        device=_DEVICE,
        geo=_GEO,
        currency="USD",
        starts=[start],
        bot=name,
    )
    steps = []
    for number in range(random.randint(_FEWEST, _MOST)):
        if number % 5:
            item = catalog.Item(pick(catalog.PRODUCTS, draw))
            path = item.product.path
        else:
            item, path = None, pick(_PATHS, draw)
        steps.append(Step(start + number * seconds * 1000, "view", HOST + path, "", item, "", None))
    return visitor, steps
