-- Guards: nothing that was read from the lake is lost or counted twice on its way to the facts.
-- Every page stands on it; the page reliability shows it.
with checked_batches as (
    select * from {{ source('raw', 'load_batches') }}
    where
        {{ is_checked_batch('batch') }}
        and batch <= (
            select min(batch) from {{ source('meta', 'model_watermarks') }}
            where model in ('fact_events', 'mart_pipeline_health', 'mart_pipeline_rejects')
        )
),

objects as (
    select
        batch,
        count(*) as objects,
        sum(lines) as lines,
        sum(inserted) as inserted,
        sum(duplicates) as duplicates,
        sum(rejected) as rejected
    from {{ source('raw', 'loaded_objects') }}
    where {{ is_checked_batch('batch') }}
    group by batch
),

rejects as (
    select
        batch,
        count(*) as rejected
    from {{ source('raw', 'rejected_lines') }}
    where {{ is_checked_batch('batch') }}
    group by batch
),

reasons as (
    select
        batch,
        sum(lines) as rejected
    from {{ ref('mart_pipeline_rejects') }}
    where {{ is_checked_batch('batch') }}
    group by batch
),

unbalanced_batches as (
    select
        'batch ' || b.batch as problem,
        1 as how_many
    from checked_batches as b
    left join objects as o on b.batch = o.batch
    left join rejects as r on b.batch = r.batch
    left join reasons as m on b.batch = m.batch
    left join {{ ref('mart_pipeline_health') }} as h on b.batch = h.batch
    where
        b.lines <> b.inserted + b.duplicates + b.rejected
        or (b.objects, b.lines, b.inserted, b.duplicates, b.rejected)
        is distinct from (o.objects, o.lines, o.inserted, o.duplicates, o.rejected)
        or (b.lines, b.inserted, b.duplicates, b.rejected)
        is distinct from (h.lines, h.inserted, h.duplicates, h.rejected)
        or b.rejected <> coalesce(r.rejected, 0)
        or b.rejected <> coalesce(m.rejected, 0)
),

{% if checks_changes_only() -%}
lost_events as (
    select
        'events that fact_events lacks' as problem,
        count(*) as how_many
    from {{ source('raw', 'events') }} as e
    left join {{ ref('fact_events') }} as f
        on e.event_id = f.event_id and e.client_ts = f.client_ts
    where
        {{ is_checked_batch('e.batch') }}
        and e.batch <= (
            select batch from {{ source('meta', 'model_watermarks') }} where model = 'fact_events'
        )
        and f.event_id is null
)
{%- else -%}
totals as (
    select
        (
            select sum(inserted) from {{ source('raw', 'load_batches') }}
            where batch <= w.batch
        ) - (
            select coalesce(sum(erased), 0) from {{ source('raw', 'erasures') }}
            where batch <= w.batch
        ) - (select count(*) from {{ ref('fact_events') }}) as missing,
        -- A row that a later batch took away is not there for a build that began before.
        (
            select count(*) from {{ source('raw', 'displaced_events') }}
            where batch > w.batch
        ) as displaced_since
    from {{ source('meta', 'model_watermarks') }} as w
    where w.model = 'fact_events'
),

lost_events as (
    select
        'events that fact_events lacks, or has too many' as problem,
        missing as how_many
    from totals
    where missing < 0 or missing > displaced_since
)
{%- endif %}

select * from unbalanced_batches
union all
select * from lost_events
where how_many <> 0
