"""Phone numbers: by the way they are written, or by the key in front of plain digits."""

import re

from loader.pii.digits import Group, Span

# A field of this name holds a phone number, unless it is about the things a store calls phones.
_PHONE = re.compile(
    r"(?:^|_)(?:tele?)?(?:phone|tel|fone?|fono|mobile?|cell|handy|whatsapp|fax|sms|msisdn)"
    r"_?(?:phone)?_?(?:number|no|nr|num)?s?(?:_|$)"
)
_NO_PHONE = re.compile(r"(?:^|_)(?:id|sku|price|model|product|category|count|at|ts|time)(?:_|$)")
_WORD_BORDER = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")
_OPENING = " \t+([\"'\\"  # between a key and its number
_TELLING_END = (":", "=", "tel", "tel.", "wa.me/")
_KEY = re.compile(
    r"""(?:(?i:wa\.me/|(?<![^\W_])tel\.?)|([\w.\-]{1,64})["'\\\]]{0,4}\s{0,3}[:=])$"""
)
_KEY_REACH = 80  # characters: the longest key, quotes and spaces

_LONGEST = 15  # digits, says E.164
_SHORTEST_UNDER_KEY = 6  # the local numbers of a small town
_CONTINENT_FORM = [3, 3, 4]  # of North America: 555-123-4567


def is_phone_key(key: str) -> bool:
    """Tell whether a field of this name is there to hold a phone number."""
    words = _WORD_BORDER.sub("_", key.replace("iPhone", "iphone")).lower()
    return bool(_PHONE.search(words)) and not _NO_PHONE.search(words)


def phone_spans(text: str, groups: list[Group]) -> list[Span]:
    """Return where phone numbers are among the groups of one run of `text`."""
    found = []
    for first, group in enumerate(groups):
        last = _told(text, groups) if first == 0 else None
        if "+" in group.lead:
            last = last or _international(groups, first)
        if group.digits[0] == "0":
            last = last or _zeros(groups, first) or _trunk(groups, first)
        if len(group.digits) == _CONTINENT_FORM[0]:
            last = last or _north_american(groups, first)
        if last:
            opening = len(group.lead) - len(group.lead.rstrip("+("))
            found.append((group.start - opening, groups[last - 1].end))
    return found


# Each form returns how many groups from the left the number ends at, or None.


def _told(text: str, groups: list[Group]) -> int | None:
    """Recognise `phone=30123456`, `"mobile": "0171…`, `tel. 123456`, `wa.me/49…`."""
    start = groups[0].start
    before = text[max(0, start - _KEY_REACH) : start].rstrip(_OPENING)
    if not before.lower().endswith(_TELLING_END):
        return None
    key = _KEY.search(before)
    if not key or (key[1] is not None and not is_phone_key(key[1])):
        return None
    end, digits = _reach(groups, 0, _LONGEST)
    return end if digits >= _SHORTEST_UNDER_KEY else None


def _international(groups: list[Group], first: int) -> int | None:
    """Recognise `+49 30 123456`, `+1 (555) 123-4567`, `+4930123456`."""
    before = groups[first].lead.rstrip("( ")
    if not before.endswith("+"):
        return None
    end, digits = _reach(groups, first, _LONGEST)
    if end > first + 1:
        country_apart = len(groups[first].digits) <= 3  # noqa: PLR2004 - no longer codes exist
        return end if digits >= (7 if country_apart else 9) else None
    glued = first > 0 if before == "+" else before[-2].isalnum()  # `disk+20000000` is a search
    return end if digits >= (10 if glued else 8) else None  # the smallest countries have 8


def _zeros(groups: list[Group], first: int) -> int | None:
    """Recognise `0049 30 123456`: grouped, or else it is an id with leading zeros."""
    if not re.fullmatch("00[1-9][0-9]{1,2}", groups[first].digits):
        return None
    end, digits = _reach(groups, first, _LONGEST + 2)
    return end if end > first + 1 and digits >= 10 else None  # noqa: PLR2004 - 8 without the zeros


def _north_american(groups: list[Group], first: int) -> int | None:
    """Recognise `555-123-4567`, `(555) 123-4567`, `(555) 1234567`."""
    number = groups[first : first + 3]
    if [len(group.digits) for group in number] == _CONTINENT_FORM:
        return None if "/" in number[1].lead + number[2].lead else first + 3
    brackets = len(number) > 1 and number[0].lead.endswith("(") and ")" in number[1].lead
    return first + 2 if brackets and [len(g.digits) for g in number[:2]] == [3, 7] else None


def _trunk(groups: list[Group], first: int) -> int | None:
    """Recognise `030 123456`, `(030) 123456`, `0171/1234567`, `06.12.34.56.78`.

    The weakest form, so it must stand by itself: in `2026-05-1234567` nobody is called.
    """
    area = groups[first]
    alone = not area.lead or area.lead[-1] in " \t\n(:=" if first == 0 else " " in area.lead
    if not alone or not re.fullmatch("0[1-9][0-9]{0,3}", area.digits):
        return None
    end, digits = _reach(groups, first, 12)
    rest = groups[first + 1 : end]
    if end < len(groups) and "-" in groups[end].lead:
        return None  # `028-1234567-1234567` is an order
    if not rest or digits < 9 or min(len(group.digits) for group in rest) < 2:  # noqa: PLR2004
        return None
    if all(len(group.digits) == 2 for group in (area, *rest)):  # noqa: PLR2004 - French pairs
        return end if digits == 10 else None  # noqa: PLR2004 - five of them
    spaced = " " in rest[0].lead or ")" in rest[0].lead
    joined = len(area.digits) > 2 and rest[0].lead in "-/"  # noqa: PLR2004 - `05-1234567` is an id
    return end if spaced or joined else None


def _reach(groups: list[Group], first: int, most: int) -> tuple[int, int]:
    """Return where the groups from `first` end that have at most `most` digits, and how many."""
    end = first
    digits = 0
    while end < len(groups) and digits + len(groups[end].digits) <= most:
        if end > first and "+" in groups[end].lead:
            break
        digits += len(groups[end].digits)
        end += 1
    return end, digits
