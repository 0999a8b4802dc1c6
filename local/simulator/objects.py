"""Objects of the lake: an hour's lines in the order they were received, some of them broken."""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import blake2b
from random import Random

from isal import igzip

from local.simulator.draws import pick
from local.simulator.settings import Run
from local.simulator.text import uuid

# The lines are the same on every machine; how they are packed is isal's, the same for a version.
# Level 0 ... 3: 1 takes 1.3 µs an event of 560 bytes, where zlib's fastest takes 5.
_LEVEL = 1


def objects(run: Run, hour: int, lines: list[tuple[int, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Yield the key and the content of each object of an hour (counted since 1970)."""
    parts = min(run.objects_per_hour, len(lines))
    for part in range(parts):
        chunk = lines[len(lines) * part // parts : len(lines) * (part + 1) // parts]
        name = blake2b(run.world + f"{hour} {part}".encode(), digest_size=16).hexdigest()
        when = datetime.fromtimestamp(hour * 3600, UTC)
        key = f"events/{when:year=%Y/month=%m/day=%d/hour=%H}/events-{uuid(name)}.ndjson.gz"
        yield key, igzip.compress(b"".join([line for _, line in chunk]), _LEVEL, mtime=0)


def broken(run: Run, hour: int, lines: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
    """Return unreadable lines for an hour: copies of some of its lines, each damaged in one way.

    They come on top of the good ones, so that no event is lost by them.
    """
    random = Random(f"broken {run.seed} {hour}")  # noqa: S311  a simulation needs no secrets
    count = int(len(lines) * run.rates.malformed + random.random())
    return [
        (received, pick(_DAMAGES, random.random)(line, random.random()))
        for received, line in (pick(lines, random.random) for _ in range(count))
    ]


def _cut(line: bytes, where: float) -> bytes:
    """End a line in its middle, as a full disk does."""
    return line[: 10 + int(where * (len(line) - 20))] + b"\n"


def _wrong_type(line: bytes, _where: float) -> bytes:
    return line.replace(b'"event_type":', b'"event_type":7,"was":', 1)


def _no_event_type(line: bytes, _where: float) -> bytes:
    return line.replace(b'"event_type":', b'"event_kind":', 1)


def _not_utf8(line: bytes, _where: float) -> bytes:
    return line.replace(b"https://shop", b"https://\xff\xfeshop", 1)


def _nul(line: bytes, _where: float) -> bytes:
    return line.replace(b"https://shop", b"https://\x00shop", 1)


def _escaped_nul(line: bytes, _where: float) -> bytes:
    return line.replace(b"https://shop", b"https://\\u0000shop", 1)


_DAMAGES = (_cut, _wrong_type, _no_event_type, _not_utf8, _nul, _escaped_nul)
