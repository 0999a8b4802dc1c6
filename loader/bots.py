"""What a user agent gives away: the bot behind it, or the visitor's device.

The patterns are the browser community's own (uap-core, by way of ua-parser), whose "Spider" is a
kept list of crawlers; what it misses are tools and headless browsers, which have telling names.
"""

import re
from functools import lru_cache
from typing import NamedTuple

import ua_parser

from contract.model import DeviceType

_TELLING = re.compile(
    r"bot\b|crawl|spider|slurp|headless|phantomjs|lighthouse|preview|monitor|uptime|scrap"
    r"|^(curl|wget|java|go-http-client|python|okhttp|libwww|axios|node-fetch|ruby|php|postman)",
    re.IGNORECASE,
)
_TABLET = re.compile(r"ipad|tablet|kindle|silk/(?!.*mobile)|android(?!.*mobile)", re.IGNORECASE)
_MOBILE = re.compile(r"mobi|iphone|ipod|android|windows phone", re.IGNORECASE)


class Agent(NamedTuple):
    """What a user agent says; `bot_name` is None for a browser."""

    bot_name: str | None
    device_type: DeviceType
    browser: str | None
    os: str | None


# A store sees a few thousand user agents, most of the time the same few hundred.
@lru_cache(maxsize=4096)
def read_user_agent(user_agent: str) -> Agent:
    """Return what `user_agent` says about its sender."""
    parsed = ua_parser.parse(user_agent[:1024])  # patterns on longer ones only take time
    browser = parsed.user_agent.family if parsed.user_agent else None
    is_spider = parsed.device is not None and parsed.device.family == "Spider"
    bot_name = None
    if is_spider or _TELLING.search(user_agent):
        bot_name = browser or "unknown"
    system = parsed.os.family if parsed.os else None
    return Agent(bot_name, _device_type(user_agent), browser, system)


def _device_type(user_agent: str) -> DeviceType:
    if _TABLET.search(user_agent):
        return "tablet"
    return "mobile" if _MOBILE.search(user_agent) else "desktop"
