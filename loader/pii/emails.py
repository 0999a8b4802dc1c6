"""E-mail addresses, and credentials in links."""

import re

from loader.pii.digits import Span

# U+FF20 is the wide "at" of East Asian keyboards.
_AT = re.compile(r"[@\uff20]((?:[\w-]{1,63}\.){1,126})(xn--[\w-]{1,59}|[^\W\d_]{2,63})")
# The name in front of the "at", read backwards from it. Characters that a link is built with may
# be part of a name, but one in front of the "at" is enough to hide it.
_NAME = re.compile(r"""[^\s@\uff20"<>()\[\],;:/?&=#{}|]+|"[^"@]+"|[/?&=#{}|]""")
_LONGEST_NAME = 256  # characters; the standard says 64

# `logo@2x.png` is a picture; none of these is a top-level domain.
_FILES = {"avif", "css", "gif", "ico", "jpeg", "jpg", "js", "json", "png", "svg", "webp"}

_CREDENTIALS = re.compile(r"""(?<=://)[^\s/?#"<>\\\[\]]{1,256}(?=[@\uff20])""")


def email_spans(text: str) -> list[Span]:
    """Return where `text` holds e-mail addresses, or `user:password` in front of a link's host."""
    found = [match.span() for match in _CREDENTIALS.finditer(text)]
    for at in _AT.finditer(text):
        # `joe@shop.example.png` is somebody's picture.
        labels = at[1].count(".") + (at[2].lower() not in _FILES)
        name = _NAME.match(text[max(0, at.start() - _LONGEST_NAME) : at.start()][::-1])
        if name and labels > 1:
            found.append((at.start() - name.end(), at.end()))
    return found
