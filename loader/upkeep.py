"""What PostgreSQL should know of its rows before the next step reads them."""

from psycopg import sql

from loader.warehouse import Connection

# Autovacuum would do it a minute later, never does the parent, and the models come at once: the
# same query has been seen to take 54 s without statistics and 1.5 s with them. A tenth is the
# growth at which autovacuum acts, too.
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

# Block ranges are summarized as they fill, but the server remembers 256 of them at a time, and a
# range without a summary is read by everybody. Autovacuum makes up for it within minutes, so the
# next load mostly finds nothing to do (1 ms a month), where the large one itself would wait 0.8 s
# for each million rows.
_SUMMARIZE = """
    select brin_summarize_new_values(x.indexrelid::regclass)
    from pg_inherits i
    join pg_index x on x.indrelid = i.inhrelid
    join pg_class c on c.oid = x.indexrelid
    join pg_am m on m.oid = c.relam
    where m.amname = 'brin' and i.inhparent = 'raw.events'::regclass
"""


def before_load(connection: Connection) -> None:
    """Summarize the block ranges of earlier loads, where the server has not done so yet."""
    connection.execute(_SUMMARIZE)


def after_load(connection: Connection) -> None:
    """Renew the statistics of what has grown by a tenth; no transaction is open.

    It goes by the server's own count of rows, so a load that was killed is made up for.
    """
    connection.execute("select pg_stat_force_next_flush()")
    partitions = connection.execute(_PARTITIONS).fetchall()
    grown = [name for name, known, rows in partitions if rows > (1 + _GROWTH) * known]
    if sum(p[2] for p in partitions) > (1 + _GROWTH) * sum(p[1] for p in partitions):
        connection.execute(sql.SQL("analyze raw.events {}").format(_COLUMNS))  # and partitions
        return
    for name in grown:
        connection.execute(sql.SQL("analyze {} {}").format(sql.Identifier("raw", name), _COLUMNS))
