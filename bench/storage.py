"""How much disk an event takes, by what takes it."""

from bench.warehouse import Database

# pg_table_size: the rows, what is stored apart of long ones (toast), and the maps of free space.
_SIZES = """
    with relations as (
        select
            c.oid,
            n.nspname as schema,
            c.relname as name,
            c.oid in (select inhrelid from pg_inherits where inhparent = 'raw.events'::regclass)
                as is_event
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('raw', 'marts') and c.relkind = 'r'
    ),
    parts as (
        select schema, name, is_event, 'rows' as part, pg_table_size(oid) as bytes from relations
        union all
        select
            r.schema, r.name, r.is_event,
            case when x.indisprimary then 'key' else 'indexes' end,
            pg_relation_size(x.indexrelid)
        from relations r
        join pg_index x on x.indrelid = r.oid
    )
    select
        case
            when is_event then 'raw_events'
            when schema = 'raw' then 'raw_other'
            when name like 'mart\\_%' then 'marts'
            when name = 'fact_events' then 'fact_events'
            else 'facts_and_dims'
        end || '_' || part,
        sum(bytes)::bigint
    from parts
    group by 1
    order by 1
"""


def bytes_by_part(database: Database) -> dict[str, int]:
    """Return the bytes of `raw` and `marts` by part: `raw_events_rows`, `fact_events_key`, …."""
    with database.connect() as connection:
        return {str(part): int(size) for part, size in connection.execute(_SIZES).fetchall()}
