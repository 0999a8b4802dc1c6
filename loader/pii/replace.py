"""Replaces what is personal in a text or a link by `[redacted]`."""

import re
from collections.abc import Callable

from loader.pii.digits import Span
from loader.pii.emails import email_spans
from loader.pii.escapes import TooDeepError, layers
from loader.pii.scan import is_suspect, spans

REDACTED = "[redacted]"

# The parameters of a query that are kept; all others may hold anything and are dropped.
_KEPT = re.compile(
    r"utm_[a-z_]{1,40}"  # campaigns
    r"|gclid|gbraid|wbraid|gad_source|dclid|srsltid"  # clicks on advertisements: Google,
    r"|fbclid|msclkid|ttclid|twclid|li_fat_id"  # Meta, Microsoft, TikTok, X, LinkedIn
    r"|q|query|search|s|keyword"  # what was searched for
    r"|page|sort|order|category|brand|variant",  # which part of the range was seen
    re.IGNORECASE,
)

# Longer texts (only rejected lines are) are read in pieces, so that memory stays flat; the pieces
# overlap by more than the longest thing we look for, escaped three times.
_PIECE = 64 * 1024
_OVERLAP = 2 * 1024

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*:)?(//[^/?#]*)?([^?#]*)(?:\?([^#]*))?", re.DOTALL)
_PLUS_FOR_SPACE = re.compile(r"(?<=[^+])\+")


def redact_text(text: str, *, query: bool = False) -> str:
    r"""Return `text` with everything personal replaced by `[redacted]`, whatever its escapes.

    Percent-encoding and `\uXXXX` are read through; what is not personal stays as it is written.
    In a `query` a plus is a space, too.
    """
    while is_suspect(text):
        redacted = _replaced(text, _found(text, query=query))
        if redacted == text:
            break
        text = redacted  # and again: what is left may read differently now
    return text


def redact_url(url: str) -> str:
    """Return `url` without its fragment, its credentials and all but the kept parameters.

    What is personal in its path or in a kept parameter becomes `[redacted]`. Never raises:
    whatever is no URL is read as a path.
    """
    if "?" not in url and "#" not in url and not is_suspect(url):
        return url
    scheme, authority, path, query = _parts(url)
    if authority:
        credentials, at, host = authority[2:].rpartition("@")
        authority = "//" + (REDACTED + at if credentials or at else "") + redact_text(host)
        # An "at" right after a slash is a profile's name: https://video.example/@some.shop
        if is_suspect(path):
            path = "/".join(map(redact_text, path.split("/")))
        head = scheme + authority + path
    else:
        head = redact_text(scheme + path)  # mailto:, tel:, a path alone
    kept = (
        [
            f"{name}{equals}{redact_text(value, query=True)}"
            for name, equals, value in (pair.partition("=") for pair in query.split("&"))
            if _KEPT.fullmatch(name)
        ]
        if query
        else []
    )
    return f"{head}?{'&'.join(kept)}" if kept else head


def _parts(url: str) -> tuple[str, str, str, str]:
    match = _URL.match(url)
    scheme, authority, path, query = match.groups("") if match else ("", "", url, "")
    return scheme, authority, path, query


def _found(text: str, *, query: bool) -> list[Span]:
    found = []
    for start in range(0, max(1, len(text) - _OVERLAP), _PIECE - _OVERLAP):
        piece = text[start : start + _PIECE]
        inside = _through_escapes(piece, email_spans if query else spans)
        if query:  # a plus is a sign of an address, but a space between numbers
            inside += _through_escapes(_PLUS_FOR_SPACE.sub(" ", piece), spans)
        found += [(start + a, start + b) for a, b in inside]
    return found


def _through_escapes(text: str, find: Callable[[str], list[Span]]) -> list[Span]:
    found = []
    try:
        for layer, places in layers(text):
            found += [(places[start], places[end]) for start, end in find(layer)]
    except TooDeepError:
        return [(0, len(text))]
    return found


def _replaced(text: str, found: list[Span]) -> str:
    pieces = []
    done = 0
    for start, end in sorted(found):
        if start >= done:
            pieces += [text[done:start], REDACTED]
        done = max(done, end)
    return "".join([*pieces, text[done:]])
