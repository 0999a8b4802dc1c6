"""Where visits come from: campaigns, searches, other sites; and what people look for."""

from random import Random
from urllib.parse import quote_plus

from msgspec import Struct

from local.simulator import catalog
from local.simulator.draws import pick, weighted

# The store itself.
HOST = "https://shop.example"

# Hosts a visitor passes through in the middle of a visit: never where a visit came from.
PAYMENTS = (
    "https://checkout.paypal.com/checkoutnow",
    "https://checkout.stripe.com/pay",
    "https://pay.google.com/",
)
ACCOUNTS = (
    "https://accounts.google.com/",
    "https://shop.auth.eu-central-1.amazoncognito.com/login",
    "https://appleid.apple.com/",
)


class Entry(Struct, frozen=True, gc=False):
    """A way in: the referrer, the tags of the landing page, and the name of its click id."""

    referrer: str = ""
    tags: str = ""
    click_id: str = ""
    lands_on: str = "any"  # or "home", or "product"


def _campaign(source: str, medium: str, campaign: str) -> str:
    return f"utm_source={source}&utm_medium={medium}&utm_campaign={campaign}"


_GOOGLE = "https://www.google.com/"
_NEW = (
    (Entry(lands_on="home"), 20),
    (Entry(_GOOGLE), 28),
    (Entry("https://www.bing.com/"), 3),
    (Entry("https://duckduckgo.com/"), 2),
    (Entry(_GOOGLE, _campaign("google", "cpc", "brand"), "gclid", "home"), 4),
    (Entry(_GOOGLE, _campaign("google", "cpc", "gaming-laptops"), "gclid", "product"), 6),
    (Entry(_GOOGLE, _campaign("google", "cpc", "monitors"), "gclid", "product"), 4),
    (Entry("", _campaign("newsletter", "email", "new-year-sale"), "", "product"), 2),
    (Entry("https://l.facebook.com/", _campaign("facebook", "paid_social", "spring"), "fbclid"), 5),
    (Entry("https://l.instagram.com/", _campaign("instagram", "paid_social", "desk-setup")), 4),
    (Entry("https://www.facebook.com/"), 2),
    (Entry("https://t.co/"), 2),
    (Entry("https://www.reddit.com/"), 3),
    (Entry("https://www.youtube.com/"), 2),
    (Entry("https://deals.example.net/", _campaign("dealsite", "affiliate", "coupons")), 4),
    (Entry("https://blog.example.org/best-monitors", "", "", "product"), 4),
    (Entry("https://forum.example.com/hardware"), 3),
)
# Who knows the store comes by its name or by the newsletter.
_KNOWN = (
    *_NEW,
    (Entry(lands_on="home"), 70),
    (Entry("", _campaign("newsletter", "email", "weekly"), "", "product"), 25),
    (Entry("", _campaign("newsletter", "email", "cart-reminder"), "", "home"), 10),
)
# A click id of letters alone can't be taken for a card or telephone number.
_LETTERS = str.maketrans("0123456789", "ghijklmnop")

_LANDINGS = weighted([("home", 3), ("product", 4), ("category", 3)])
_ENTRIES = (weighted(_NEW), weighted(_KNOWN))


def entry(known: bool, random: Random) -> tuple[str, str, catalog.Item | None]:
    """Return the referrer, the path and the product of a visit's first page."""
    draw = random.random
    way = pick(_ENTRIES[known], draw)
    path, item = _landing(way.lands_on, random)
    tags = way.tags
    if way.click_id:
        tags += f"&{way.click_id}={random.getrandbits(120):030x}".translate(_LETTERS)
    return way.referrer, f"{path}?{tags}" if tags else path, item


def _landing(lands_on: str, random: Random) -> tuple[str, catalog.Item | None]:
    draw = random.random
    if lands_on == "any":
        lands_on = pick(_LANDINGS, draw)
    if lands_on == "home":
        return "/", None
    if lands_on == "product":
        item = pick(catalog.SEEN, draw)
        return item.product.path, item
    return category_path(pick(catalog.CATEGORY, draw)), None


def category_path(category: str) -> str:
    """Return the path of a category's page."""
    return f"/c/{category.replace('.', '/')}"


class Query(Struct, frozen=True, gc=False):
    """What somebody typed, where it leads to, and the event's `props` as JSON."""

    category: str
    path: str
    props: str


_SEARCHED = {
    "laptops.gaming": "gaming laptop|rtx laptop|laptop 240hz|laptop gamer|Gaming-Laptop günstig",
    "laptops.ultrabook": "ultrabook|thin laptop 14|laptop 1kg|portátil ligero",
    "laptops.business": "business laptop|laptop docking|lte laptop",
    "laptops.budget": "cheap laptop|student laptop|máy tính xách tay",
    "monitors.gaming": "144hz monitor|gaming monitor|écran 240 hz",
    "monitors.4k": "4k monitor|32 inch 4k|écran 4k|màn hình 4k",
    "monitors.office": "24 inch monitor|usb-c monitor",
    "monitors.ultrawide": "ultrawide|curved monitor|34 zoll",
    "accessories.keyboards": "mechanical keyboard|wireless keyboard|clavier|Tastatur",
    "accessories.mice": "mouse|gaming mouse|vertical mouse|souris sans fil",
    "accessories.headsets": "headset|noise cancelling",
    "accessories.docks": "docking station|usb hub",
    "accessories.cables": "hdmi cable|usb-c cable|displayport",
    "accessories.storage": "ssd 1tb|external ssd|nvme",
}
QUERIES = weighted(
    [
        (
            Query(
                category,
                f"/search?q={quote_plus(text)}",
                f',"props":{{"search_query":"{text}","results":{4 + len(text) % 19}}}',
            ),
            1 / rank,
        )
        for category, texts in _SEARCHED.items()
        for rank, text in enumerate(texts.split("|"), start=1)
    ]
)
