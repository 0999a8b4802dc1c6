"""What visitors come for: each purpose is a function that takes a visit to its end."""

from collections.abc import Callable
from random import Random

from local.simulator import catalog
from local.simulator.catalog import Item
from local.simulator.draws import chance, pick, weighted
from local.simulator.entries import ACCOUNTS, PAYMENTS, QUERIES, category_path, entry
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
    _fill_cart(visit)
    if chance(0.45, visit.draw):
        _go_to_checkout(visit)


def buy(visit: Visit) -> None:
    """Fill the cart and pay."""
    cart = _fill_cart(visit)
    _go_to_checkout(visit)
    _pay(visit, cart)


def resume(visit: Visit) -> None:
    """Come back to a cart that was filled another day, and pay."""
    visit.view("/cart")
    _go_to_checkout(visit)
    _pay(visit, [pick(catalog.BOUGHT, visit.draw)])


def _fill_cart(visit: Visit) -> list[Item]:
    draw = visit.draw
    cart = []
    for _ in range(1 + int(draw() * draw() * 3.6)):
        item = pick(catalog.BOUGHT, draw)
        visit.product(item)
        item = Item(item.product, 1 if chance(0.88, draw) else 2 + int(draw() * 3))
        visit.act("add_to_cart", item)
        cart.append(item)
    visit.view("/cart")
    if chance(0.1, draw):
        visit.act("remove_from_cart", cart[-1])
        cart = cart[:-1] or cart
    return cart


def _sign_in(visit: Visit) -> None:
    """Sign in, through another company's page; the events from then on know the user."""
    visit.view("/sign-in")
    visit.account = visit.visitor.account
    visit.view("/account", came_from=pick(ACCOUNTS, visit.draw))


def _go_to_checkout(visit: Visit) -> None:
    draw = visit.draw
    if visit.visitor.account and not visit.account and chance(0.7, draw):
        _sign_in(visit)
    visit.view("/checkout")
    visit.act("checkout")


def _pay(visit: Visit, cart: list[Item]) -> None:
    """Pay, one purchase event an order line; some reload the page that says thank you."""
    draw = visit.draw
    order = f"o-{visit.random.getrandbits(64):016x}"
    lines = [
        Item(item.product, item.quantity or 1, order, number)
        for number, item in enumerate(cart, start=1)
    ]
    visit.view("/thank-you", came_from=pick(PAYMENTS, draw))
    _confirm(visit, lines)
    if chance(0.07, draw):
        visit.reload()
        _confirm(visit, lines)


def _confirm(visit: Visit, lines: list[Item]) -> None:
    """Send the order's lines, all within the millisecond in which the page was ready."""
    visit.now += 40 + visit.random.getrandbits(8)
    for line in lines:
        visit.happen("purchase", line)


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
        _sign_in(visit)
    purpose(visit)
    return visit.steps
