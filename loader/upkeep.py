"""What PostgreSQL should know of new rows before the models read them."""

from psycopg import sql

from loader.warehouse import Connection

# Autovacuum would do it a minute later, never does the parent, and the models come at once: the
# same query has been seen to take 54 s without statistics and 1.5 s with them. A tenth is the
# growth at which autovacuum acts, too. Block ranges are summarized as they fill, but of a large
# load only the first 256 requests are remembered.
_GROWTH = 0.1
# What plans depend on: joins, filters and groups. All columns take twice as long, which is 15 % of
# a large load.
_COLUMNS = sql.SQL(
    "(batch, client_ts, event_ts, received_at, event_id, anonymous_id, event_type, product_id,"
    " order_id)"
)
_PARTITIONS = """
    -- `reltuples` is of the last analysis, `n_live_tup` counts on from there
    select c.relname, greatest(c.reltuples, 0), s.n_live_tup
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    join pg_stat_user_tables s on s.relid = c.oid
    where i.inhparent = 'raw.events'::regclass
"""
_SUMMARIZE = """
    select brin_summarize_new_values(x.indexrelid::regclass)
    from pg_index x
    join pg_class c on c.oid = x.indexrelid
    join pg_am m on m.oid = c.relam
    where m.amname = 'brin' and x.indrelid = {}::regclass
"""


def after_load(connection: Connection) -> None:
    """Renew the statistics and block ranges of what has grown by a tenth; no transaction is open.

    It goes by the server's own count of rows, so a load that was killed is made up for.
    """
    connection.execute("select pg_stat_force_next_flush()")
    partitions = connection.execute(_PARTITIONS).fetchall()
    grown = [name for name, known, rows in partitions if rows > (1 + _GROWTH) * known]
    for name in grown:
        table = sql.Identifier("raw", name)
        literal = sql.Literal(table.as_string(connection))
        connection.execute(sql.SQL(_SUMMARIZE).format(literal))
    if sum(p[2] for p in partitions) > (1 + _GROWTH) * sum(p[1] for p in partitions):
        connection.execute(sql.SQL("analyze raw.events {}").format(_COLUMNS))  # and partitions
        return
    for name in grown:
        connection.execute(sql.SQL("analyze {} {}").format(sql.Identifier("raw", name), _COLUMNS))
