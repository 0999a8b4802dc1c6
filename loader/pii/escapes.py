"""Reading through percent-encoding and JSON escapes without losing one's place in the text."""

import re
from array import array
from collections.abc import Iterator

# A link that travelled through a redirect or two is encoded two or three times. Whoever goes
# deeper than this hides something.
MAX_LAYERS = 6

_ESCAPE = re.compile(r"(?:%[0-9A-Fa-f]{2})+|\\{1,8}u[0-9A-Fa-f]{4}")


class TooDeepError(ValueError):
    """The text is escaped more than `MAX_LAYERS` times."""


def layers(text: str) -> Iterator[tuple[str, "array[int] | range"]]:
    """Yield `text` as it stands, then with each layer of escapes taken off.

    Beside each comes where its characters start in `text`; one more entry holds the end. Raises
    `TooDeepError` after the last layer it is willing to look at.
    """
    places: array[int] | range = range(len(text) + 1)
    for _ in range(MAX_LAYERS):
        yield text, places
        if not _ESCAPE.search(text):
            return
        text, places = _without_one_layer(text, places)
    raise TooDeepError


def _without_one_layer(text: str, places: "array[int] | range") -> tuple[str, "array[int]"]:
    pieces: list[str] = []
    starts = array("l")
    done = 0
    for escape in _ESCAPE.finditer(text):
        pieces.append(text[done : escape.start()])
        starts.extend(places[done : escape.start()])
        at = escape.start()
        for character, width in _decoded(escape[0]):
            pieces.append(character)
            starts.append(places[at])
            at += width
        done = escape.end()
    pieces.append(text[done:])
    starts.extend(places[done:])
    return "".join(pieces), starts


def _decoded(escape: str) -> Iterator[tuple[str, int]]:
    """Yield the characters of `escape` with how much of it each one takes."""
    if escape[0] == "\\":
        yield chr(int(escape[-4:], 16)), len(escape)
        return
    raw = bytes.fromhex(escape.replace("%", ""))
    try:
        for character in raw.decode():
            yield character, 3 * len(character.encode())
    except UnicodeDecodeError:  # not UTF-8: what is in ASCII is still worth reading
        for byte in raw:
            yield chr(byte), 3
