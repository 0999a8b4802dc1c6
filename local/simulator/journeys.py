"""What visitors come for: each purpose is a function that takes a visit to its end."""

from collections.abc import Callable
from random import Random

from local.simulator import catalog
from local.simulator.checkout import buy_now, fill_cart, go_to_checkout, pay, sign_in
from local.simulator.draws import chance, pick, weighted
from local.simulator.entries import QUERIES, category_path, entry
from local.simulator.visit import Step, Visit
from local.simulator.visitors import Visitor

_CUSTOM = (
    ',"props":{"name":"newsletter_signup"}',
    ',"props":{"name":"chat_opened","topic":"delivery"}',
    ',"props":{"name":"video_played","seconds":42}',
)


def bounce(_visit: Visit) -> None:
    """Leave after the landing page."""


def browse(visit: Visit) -> None:
    """Wander through categories and products."""
    draw = visit.draw
    for _ in range(1 + int(draw() * 4)):
        category = pick(catalog.CATEGORY, draw)
        if chance(0.5, draw):
            visit.view(category_path(category))
            visit.product(pick(catalog.SEEN_IN[category], draw))
        else:
            visit.product(pick(catalog.SEEN, draw))
    if chance(0.12, draw):
        visit.act("custom", props=pick(_CUSTOM, draw))


def compare(visit: Visit) -> None:
    """Look at several products of one category, going back and forth."""
    draw = visit.draw
    category = pick(catalog.CATEGORY, draw)
    visit.view(category_path(category))
    visit.act("custom", props=',"props":{"name":"filter_applied","filter":"price"}')
    for _ in range(2 + int(draw() * 5)):
        visit.product(pick(catalog.SEEN_IN[category], draw))
    if chance(0.3, draw):
        visit.act("custom", props=',"props":{"name":"compare_opened","products":3}')


def search(visit: Visit) -> None:
    """Search, once or again, and look at what was found."""
    draw = visit.draw
    for _ in range(1 + int(draw() * 2.4)):
        query = pick(QUERIES, draw)
        visit.act("search", props=query.props)
        visit.view(query.path)
        for _ in range(int(draw() * 4)):
            visit.product(pick(catalog.SEEN_IN[query.category], draw))


def abandon(visit: Visit) -> None:
    """Fill the cart and leave, some of them at the checkout."""
    fill_cart(visit)
    if chance(0.45, visit.draw):
        go_to_checkout(visit)


def buy(visit: Visit) -> None:
    """Fill the cart and pay, or press the button that does both at once."""
    if chance(0.12, visit.draw):
        buy_now(visit)
        return
    cart = fill_cart(visit)
    go_to_checkout(visit)
    pay(visit, cart)


def resume(visit: Visit) -> None:
    """Come back to a cart that was filled another day, and pay."""
    visit.view("/cart")
    go_to_checkout(visit)
    pay(visit, [pick(catalog.BOUGHT, visit.draw)])


_PURPOSES: list[tuple[Callable[[Visit], None], float, float]] = [
    # purpose, weight for a first visit, for a later one
    (bounce, 41, 26),
    (browse, 27, 27),
    (compare, 13, 15),
    (search, 12, 14),
    (abandon, 6, 9),
    (buy, 1.2, 4.2),
    (resume, 0, 0.8),
]
_FIRST = weighted([(purpose, first) for purpose, first, _ in _PURPOSES])
_LATER = weighted([(purpose, later) for purpose, _, later in _PURPOSES])


def steps_of(visitor: Visitor, start: int, random: Random) -> list[Step]:
    """Return what a visitor does in the visit that begins at `start` (ms), in order of time."""
    visit = Visit(visitor, start, random)
    known = visitor.visits > 0
    referrer, path, item = entry(known, random)
    purpose = pick(_LATER if known else _FIRST, visit.draw)
    visit.view(path, item, referrer)
    if visitor.account and purpose is not bounce and chance(0.08, visit.draw):
        sign_in(visit)
    purpose(visit)
    return visit.steps
