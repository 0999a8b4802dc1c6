"""What a PostgreSQL server says in its log about the time its statements took."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# Set as `log_line_prefix`: who, where and which process, in a form that is easy to take apart.
LINE_PREFIX = "%a|%d|%p|"

# The server puts a tab before each further line of a statement, so no statement can look like the
# next entry. A statement with parameters has three entries, parse, bind and execute: all are time.
_ENTRY = re.compile(
    r"^(?P<application>[^|\n]*)\|(?P<database>[^|\n]*)\|(?P<process>\d+)\|"
    r"LOG:  duration: (?P<ms>[\d.]+) ms  (?:statement|parse|bind|execute)[^:\n]*: "
    r"(?P<text>[^\n]*(?:\n\t[^\n]*)*)",
    re.MULTILINE,
)
_DBT = re.compile(r'/\* (\{"app": "dbt".*?\}) \*/')

CHECKS, SEEDS, DBT, COMMAND = "(checks)", "(seeds)", "(dbt around models)", "(clickstream itself)"
_KINDS = {"test": CHECKS, "seed": SEEDS}


@dataclass(frozen=True)
class Statement:
    """A statement the server has ended, or a step of it, and how long it took in seconds."""

    application: str
    database: str
    process: int
    seconds: float
    text: str


def statements(log: str) -> Iterator[Statement]:
    """Yield the statements in a part of the log, in the order they ended."""
    for entry in _ENTRY.finditer(log):
        yield Statement(
            application=entry["application"],
            database=entry["database"],
            process=int(entry["process"]),
            seconds=float(entry["ms"]) / 1000,
            text=entry["text"],
        )


def seconds_by_part(found: Iterable[Statement]) -> dict[str, float]:
    """Return the seconds of each model by its name, and of what is no model in (brackets).

    dbt says in a comment what a statement is for. `begin` and `commit` carry none: they belong to
    whatever their connection did last.
    """
    seconds: dict[str, float] = defaultdict(float)
    last: dict[int, str] = {}
    for statement in found:
        comment = _DBT.search(statement.text)
        if comment:
            last[statement.process] = _part(json.loads(comment[1]).get("node_id") or "")
        seconds[last.get(statement.process, COMMAND)] += statement.seconds
    return dict(seconds)


def _part(node_id: str) -> str:
    kind, _, name = node_id.partition(".")
    if kind == "model":
        return name.rpartition(".")[2]
    return _KINDS.get(kind, DBT)
