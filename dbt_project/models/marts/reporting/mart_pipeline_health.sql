{{ config(meta={
    'touched': 'batches',
    'delete_where': 'old.batch > touched.own and old.batch <= touched.upto',
}) }}

-- What the loader did, batch by batch. `events` and what follows count the rows that the batch has
-- in the warehouse when the model first sees it; a later batch may replace some.
with batches as (
    select *
    from {{ source('raw', 'load_batches') }}
    where
        batch <= (select frozen_batch from {{ source('meta', 'build_state') }})
        and {{ is_touched_batch('batch') }}
),

-- Late: received more than an hour after it happened.
events as (
    select
        batch,
        count(*) as events,
        count(*) filter (where received_at - event_ts > interval '1 hour') as late_events,
        count(*) filter (where client_ts <> event_ts) as corrected_events,
        count(*) filter (where not enriched) as backfilled_events
    from {{ source('raw', 'events') }}
    where
        batch <= (select frozen_batch from {{ source('meta', 'build_state') }})
        and {{ is_touched_batch('batch') }}
    group by batch
),

final as (
    select
        b.batch,
        b.loaded_at,
        (b.loaded_at at time zone 'UTC')::date as load_date,
        b.objects,
        b.bytes,
        b.lines,
        b.inserted,
        b.duplicates,
        b.replaced,
        b.rejected,
        b.lines - b.inserted - b.duplicates - b.rejected as unaccounted_lines,
        coalesce(e.events, 0) as events,
        coalesce(e.late_events, 0) as late_events,
        coalesce(e.corrected_events, 0) as corrected_events,
        coalesce(e.backfilled_events, 0) as backfilled_events,
        b.watermark
    from batches as b
    left join events as e on b.batch = e.batch
)

select * from final
