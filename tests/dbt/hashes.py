"""A hash of every mart, so that two ways of building can be compared byte by byte."""

import psycopg
from psycopg import sql

# When something was loaded is not part of what it says; `mart_pipeline_*` describe loading itself.
NOT_COMPARED = {"loaded_at"}


def mart_hashes(database_url: str) -> dict[str, tuple[int, str]]:
    """Return (rows, hash over every row and column but load times) for every table in `marts`.

    The hash is a sum over the rows' hashes: it does not depend on their order, and a row that is
    there twice counts twice.
    """
    with psycopg.connect(database_url) as connection:
        columns = connection.execute(
            """
            select table_name, array_agg(column_name::text order by ordinal_position)
            from information_schema.columns
            where table_schema = 'marts' and table_name not like 'mart\\_pipeline%'
            group by table_name
            order by table_name
            """
        ).fetchall()
        return {table: _hash(connection, table, names) for table, names in columns}


def _hash(
    connection: psycopg.Connection[tuple[object, ...]], table: str, columns: list[str]
) -> tuple[int, str]:
    kept = [sql.Identifier(name) for name in columns if name not in NOT_COMPARED]
    query = sql.SQL(
        "select count(*), coalesce(sum(hashtextextended(row({})::text, 0)::numeric), 0)::text"
        " from marts.{}"
    ).format(sql.SQL(", ").join(kept), sql.Identifier(table))
    count, total = connection.execute(query).fetchone() or (0, "")
    return int(str(count)), str(total)
