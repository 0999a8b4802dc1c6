"""Run the benches: `python -m bench` all of them, `python -m bench build growth` those named.

What they print tells the machine's state of the moment; `bench/results.json` keeps the medians
and ratios, and a partial run renews only its own. Scratch files live in `bench/work/`.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from bench import build, figures, growth, load, simulate
from bench.commands import code_of_now
from bench.lakes import Lakes
from bench.store import Kit
from bench.tables import show
from bench.warehouse import server
from contract.errors import ClickstreamError

_HERE = Path(__file__).parent

PARTS: dict[str, Callable[[Kit], dict[str, float]]] = {
    "simulate": lambda _kit: simulate.run(),
    "load": lambda kit: load.run(str(kit.lakes.history(build.DAYS)), kit.server.url),
    "build": build.run,
    "growth": growth.run,
}


def main() -> None:
    """Run the parts named on the command line, and say which promises hold."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure, part by part.")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}")
    named = parser.parse_args().parts
    unknown = [name for name in named if name not in PARTS]
    if unknown:
        parser.error(f"no part is called {unknown[0]}; there are {', '.join(PARTS)}")
    work = _HERE / "work"
    with server(work / "warehouse") as postgres, code_of_now(work / "home") as commands:
        kit = Kit(postgres, commands, Lakes(work / "lakes"), work)
        for name in named or PARTS:
            print(f"\n== {name}", flush=True)
            measured = PARTS[name](kit)
            figures.merge(_HERE / "results.json", measured)
            show(name, ["figure", "value", "promised", ""], figures.judged(measured))


if __name__ == "__main__":
    try:
        main()
    except ClickstreamError as error:
        sys.exit(f"error: {error}")
