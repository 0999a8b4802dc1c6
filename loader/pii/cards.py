"""Card numbers: an issuer's prefix, one of its lengths and the check digit."""

import re

from loader.pii.digits import Group, Span

# Maestro's 12 to 15 digits only for the prefixes it issued them with, for they are also the
# lengths of bar codes, Portugal's (560) and Denmark's (57) among them.
_ISSUED = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})"  # Visa
    r"|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|(?:6011|64[4-9]\d|65\d\d)\d{12,15}"  # Discover
    r"|35(?:2[89]|[3-8]\d)\d{12,15}"  # JCB
    r"|3(?:0[0-59]\d|[689]\d\d)\d{10,15}"  # Diners Club
    r"|(?:62|81)\d{14,17}"  # UnionPay
    r"|(?:5018|5020|5038|5893|6304|67\d\d)\d{8,15}|5[678]\d{14,17}|6390\d{12,15}"  # Maestro
)
_LENGTHS = range(12, 20)
# Cards are written in groups of at least this, but for the last: three sizes in a row are no card.
_SHORTEST_GROUP = 3
_MOST_GROUPS = 7


def is_card(number: str) -> bool:
    """Tell whether `number`, nothing but digits, is a card's."""
    if not _ISSUED.fullmatch(number):
        return False
    digits = [int(digit) for digit in reversed(number)]
    luhn = sum(digits[::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return luhn % 10 == 0


def card_spans(groups: list[Group]) -> list[Span]:
    """Return where card numbers are among the groups of one run, the longest at each start."""
    found = []
    for first, group in enumerate(groups):
        number, end = "", None
        for other in groups[first : first + _MOST_GROUPS]:
            if number and "/" in other.lead:
                break
            number += other.digits
            if len(number) in _LENGTHS and is_card(number):
                end = other.end
            if len(number) >= _LENGTHS.stop or len(other.digits) < _SHORTEST_GROUP:
                break
        if end:
            found.append((group.start, end))
    return found
