"""Where the lake and the warehouse are: two environment variables and a folder."""

import os
from pathlib import Path

from loader.address import whole_url
from local import embedded

REPOSITORY = Path(__file__).resolve().parent.parent


def home() -> Path:
    """Return the folder this machine keeps things in: `CLICKSTREAM_HOME`, else `.clickstream`."""
    return Path(os.environ.get("CLICKSTREAM_HOME") or REPOSITORY / ".clickstream").resolve()


def lake_url() -> str:
    """Return `CLICKSTREAM_LAKE`, a directory or `s3://bucket[/prefix]`; by default in `home()`."""
    return os.environ.get("CLICKSTREAM_LAKE") or str(home() / "lake")


def database_url() -> str:
    """Return `CLICKSTREAM_DATABASE_URL`; without one, start the embedded server and return its.

    The embedded server is also started when the variable names it, as `clickstream env` sets it.
    Raises `embedded.ServerError` with a sentence for the user when that server does not start.
    """
    named = os.environ.get("CLICKSTREAM_DATABASE_URL")
    folder = home() / "warehouse"
    if named and not named.endswith(f"?host={folder}"):
        return whole_url(named)
    url = embedded.start(folder)
    return named or url
