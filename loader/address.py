"""Addresses of PostgreSQL, as people write them and as everybody here can read them."""

import getpass
import re
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from psycopg.conninfo import conninfo_to_dict

from contract.errors import ClickstreamError

_WHOLE = re.compile(r"postgres(ql)?://[^/@]+@[^/]*/[^?]+")


class WarehouseError(ClickstreamError):
    """The warehouse can't be reached or is not as expected; the message says what to do."""


def place_of(database_url: str) -> str:
    """Return host and database of a URL, and not the password it may hold."""
    known = _parts(database_url)
    return f"{known.get('host', 'localhost')}/{known.get('dbname', '')}"


def _parts(database_url: str) -> dict[str, Any]:
    try:
        return dict(conninfo_to_dict(database_url))
    except psycopg.ProgrammingError:
        raise WarehouseError(
            "CLICKSTREAM_DATABASE_URL is no PostgreSQL URL: write it as "
            "postgresql://user:password@host:5432/database"
        ) from None


def whole_url(database_url: str) -> str:
    """Return an address of PostgreSQL as a URL that says what it leaves out.

    PostgreSQL knows defaults and another spelling (`host=… dbname=…`); `profiles.yml` takes a URL
    apart and knows neither. Raises `WarehouseError` for what is no address.
    """
    if _WHOLE.match(database_url):
        return database_url
    parts = _parts(database_url)
    user = str(parts.pop("user", None) or getpass.getuser())
    name = str(parts.pop("dbname", None) or user)
    port = parts.pop("port", None) or 5432
    password = parts.pop("password", None)
    who = quote(user, safe="") + (f":{quote(str(password), safe='')}" if password else "")
    host = str(parts.pop("host", None) or "localhost")
    if host.startswith("/"):
        parts, host = {"host": host, **parts}, ""
    query = urlencode(parts, safe="/", quote_via=quote)
    return f"postgresql://{who}@{host}:{port}/{quote(name, safe='')}" + (
        f"?{query}" if query else ""
    )
