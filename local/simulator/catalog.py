"""What the store sells: about 400 products, the same for every seed."""

from random import Random

from msgspec import Struct

from local.simulator.draws import weighted

EUROS_PER_DOLLAR = 0.92


class Product(Struct, frozen=True, gc=False):
    """A product, and its JSON as an event's `ecom` begins, without the closing brace.

    `cents` and `json` have an entry per currency.
    """

    sku: str
    category: str
    path: str
    cents: dict[str, int]
    json: dict[str, str]


class Item(Struct, frozen=True, gc=False):
    """A product that an event is about; with an order it is a line of it."""

    product: Product
    quantity: int | None = None
    order_id: str | None = None
    line_no: int | None = None


# category, code of its products, cheapest and dearest in dollars, brands, names
_SHELVES = (
    ("laptops.gaming", "LG", 899, 3499, "Kestrel Vanta Orryx", "Talon Nova Forge"),
    ("laptops.ultrabook", "LU", 749, 2199, "Aeris Nordbyte Lumo", "Feather Slate Air"),
    ("laptops.business", "LB", 649, 1899, "Nordbyte Castell Aeris", "Pro Executive Field"),
    ("laptops.budget", "LE", 249, 599, "Castell Pikko Lumo", "Start Go Student"),
    ("monitors.office", "MO", 99, 349, "Lumo Castell Pikko", "View Desk Flat"),
    ("monitors.gaming", "MG", 179, 899, "Kestrel Vanta Orryx", "Rush Arc Sight"),
    ("monitors.4k", "MK", 279, 1299, "Lumo Nordbyte Aeris", "Studio Clear Grand"),
    ("monitors.ultrawide", "MU", 349, 1499, "Vanta Lumo Kestrel", "Span Horizon Wide"),
    ("accessories.keyboards", "AK", 15, 199, "Tappa Kestrel Pikko", "Type Clack Quiet"),
    ("accessories.mice", "AM", 9, 129, "Tappa Vanta Pikko", "Glide Point Swift"),
    ("accessories.headsets", "AH", 19, 249, "Sonora Kestrel Vanta", "Call Echo Stage"),
    ("accessories.webcams", "AW", 25, 199, "Lumo Sonora Pikko", "Face Meet Frame"),
    ("accessories.docks", "AD", 49, 299, "Nordbyte Castell Aeris", "Port Hub Anchor"),
    ("accessories.bags", "AB", 19, 149, "Wander Castell Pikko", "Sleeve Pack Carry"),
    ("accessories.cables", "AC", 5, 39, "Pikko Castell Tappa", "Link Cord Braid"),
    ("accessories.storage", "AS", 35, 399, "Orryx Nordbyte Lumo", "Vault Drive Stick"),
)
_PRODUCTS_PER_SHELF = 25


def _stock() -> list[Product]:
    """Return all products, the most popular first."""
    draw = Random("catalog")  # noqa: S311  a simulation needs no secrets
    products = [
        _product(f"{code}-{number}", category, brands.split(), names.split(), price)
        for category, code, low, high, brands, names in _SHELVES
        for number, price in enumerate(
            (low + (high - low) * draw.random() ** 2 for _ in range(_PRODUCTS_PER_SHELF)), start=101
        )
    ]
    draw.shuffle(products)
    return products


def _product(sku: str, category: str, brands: list[str], names: list[str], price: float) -> Product:
    number = int(sku[3:])
    brand = brands[number % len(brands)]
    name = f"{brand} {names[number // 3 % len(names)]} {number}"
    cents = {
        "USD": int(price) * 100 + 99,
        "EUR": int(price * EUROS_PER_DOLLAR) * 100 + 95,
    }
    return Product(
        sku=sku,
        category=category,
        path=f"/p/{sku}",
        cents=cents,
        json={
            currency: f',"ecom":{{"product_id":"{sku}","name":"{name}","brand":"{brand}",'
            f'"category":"{category}","currency":"{currency}","price":{amount / 100:.2f}'
            for currency, amount in cents.items()
        },
    )


PRODUCTS = _stock()
CATEGORIES = tuple(category for category, *_ in _SHELVES)

# Zipf: the tenth product gets about an eighth of the first one's attention.
_popularity = [(product, (rank + 1) ** -0.9) for rank, product in enumerate(PRODUCTS)]

# Item makes one object a product: events share it.
SEEN = weighted([(Item(product), weight) for product, weight in _popularity], 1 << 14)
SEEN_IN = {
    category: weighted(
        [(Item(p), weight) for p, weight in _popularity if p.category == category],
    )
    for category in CATEGORIES
}
# Who buys takes a cable sooner than a laptop.
BOUGHT = weighted(
    [(Item(p), weight * p.cents["USD"] ** -0.4) for p, weight in _popularity], 1 << 14
)
CATEGORY = weighted(
    [
        (category, sum(w for p, w in _popularity if p.category == category))
        for category in CATEGORIES
    ]
)
