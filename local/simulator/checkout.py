"""From the cart to the order."""

from local.simulator import catalog
from local.simulator.catalog import Item
from local.simulator.draws import chance, pick
from local.simulator.entries import ACCOUNTS, PAYMENTS
from local.simulator.visit import Visit


def fill_cart(visit: Visit) -> list[Item]:
    """Look at products and put them into the cart, which is returned; one may come out again."""
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


def buy_now(visit: Visit) -> None:
    """Put a product into the cart and check out in the same millisecond, told in either order."""
    item = Item(pick(catalog.BOUGHT, visit.draw).product, 1)
    visit.product(item)
    kinds = ["add_to_cart", "checkout"]
    if chance(0.5, visit.draw):
        kinds.reverse()
    visit.act(kinds[0], item)
    visit.happen(kinds[1], item)
    pay(visit, [item])


def sign_in(visit: Visit) -> None:
    """Sign in, through another company's page; the events from then on know the user."""
    visit.view("/sign-in")
    visit.account = visit.visitor.account
    visit.view("/account", came_from=pick(ACCOUNTS, visit.draw))


def go_to_checkout(visit: Visit) -> None:
    """Go to the checkout, some with an account by way of signing in."""
    draw = visit.draw
    if visit.visitor.account and not visit.account and chance(0.7, draw):
        sign_in(visit)
    visit.view("/checkout")
    visit.act("checkout")


def pay(visit: Visit, cart: list[Item]) -> None:
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
