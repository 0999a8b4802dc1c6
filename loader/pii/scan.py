"""What counts as personal in a text, and where in the text it is.

`spans` finds e-mail addresses, credentials in links, card numbers and phone numbers. Numbers are
the hard part, for a store is full of them: product ids, order numbers, timestamps, sizes. A number
is personal only by its shape (see `cards.py`, `phones.py`) or by a telling key in front of it.
Everything else stays.
"""

import re

from loader.pii.cards import card_spans
from loader.pii.digits import BETWEEN, Span, groups_in
from loader.pii.emails import email_spans
from loader.pii.phones import phone_spans

# A text without an "at", an escape or six digits close together holds nothing personal, and that
# is nearly every text. The narrow digits come first in their pattern: a search for them skips
# ahead four times as fast as one for `\d`, which texts in other scripts need.
_DIGITS = re.compile(rf"[0-9](?:[{BETWEEN}]{{0,3}}[0-9]){{5}}")
_WIDE = re.compile(rf"[\uff20]|\d(?:[{BETWEEN}]{{0,3}}\d){{5}}")


def is_suspect(text: str) -> bool:
    """Tell whether `text` is worth a closer look: a cheap test, wrong on the safe side only."""
    if "@" in text or "%" in text or "\\u" in text:
        return True
    return (_DIGITS if text.isascii() else _WIDE).search(text) is not None


def spans(text: str) -> list[Span]:
    """Return where `text` holds something personal, as (start, end); they may overlap."""
    found = email_spans(text)
    for groups in groups_in(text):
        found += card_spans(groups)
        found += phone_spans(text, groups)
    return found
