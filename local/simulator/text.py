"""Times and identifiers as text."""

from datetime import UTC, datetime

_MINUTE = 60_000  # ms
_SECONDS = [f"{ms // 1000:02d}.{ms % 1000:03d}Z" for ms in range(_MINUTE)]

# Two months, 5 MB; a run of years begins again now and then.
_MOST_MINUTES = 90_000


class _Minutes(dict[int, str]):
    """The text of minutes since 1970, each made when it is first asked for."""

    def __missing__(self, minute: int) -> str:
        """Make the text of a minute."""
        if len(self) > _MOST_MINUTES:
            self.clear()
        text = self[minute] = datetime.fromtimestamp(minute * 60, UTC).strftime("%Y-%m-%dT%H:%M:")
        return text


_MINUTES = _Minutes()


def timestamp(ms: int) -> str:
    """Return a moment (ms since 1970) as JavaScript's `toISOString` writes it."""
    return _MINUTES[ms // _MINUTE] + _SECONDS[ms % _MINUTE]


def uuid(digits: str) -> str:
    """Return 32 hexadecimal digits in the shape of a UUID of version 4."""
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"
