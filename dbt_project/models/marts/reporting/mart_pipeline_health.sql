{{ config(meta={'touched': 'load_days', 'delete_where': 'old.load_date = touched.load_date'}) }}

-- What the loader did, by the day (UTC) it did it.
with batches as (
    select
        *,
        (loaded_at at time zone 'UTC')::date as load_date
    from {{ source('raw', 'load_batches') }}
    where
        batch <= (select frozen_batch from {{ source('meta', 'build_state') }})
        {%- if is_incremental() %}
        and (loaded_at at time zone 'UTC')::date in (select load_date from touched_load_days)
        {%- endif %}
),

loads as (
    select
        load_date,
        count(*) as batches,
        sum(objects) as objects,
        sum(bytes) as bytes,
        sum(lines) as lines,
        sum(inserted) as inserted,
        sum(duplicates) as duplicates,
        sum(replaced) as replaced,
        sum(rejected) as rejected,
        max(loaded_at) as last_loaded_at,
        max(watermark) as watermark,
        min(batch) as first_batch,
        max(batch) as last_batch
    from batches
    group by load_date
),

-- Late: received more than an hour after it happened.
events as (
    select
        b.load_date,
        count(*) as events,
        count(*) filter (where e.received_at - e.event_ts > interval '1 hour') as late_events,
        count(*) filter (where e.client_ts <> e.event_ts) as corrected_events,
        count(*) filter (where not e.enriched) as backfilled_events
    from {{ source('raw', 'events') }} as e
    inner join batches as b on e.batch = b.batch
    where
        e.batch >= (select min(first_batch) from loads)
        and e.batch <= (select max(last_batch) from loads)
    group by b.load_date
),

final as (
    select
        l.load_date,
        l.batches,
        l.objects::bigint as objects,
        l.bytes::bigint as bytes,
        l.lines::bigint as lines,
        l.inserted::bigint as inserted,
        l.duplicates::bigint as duplicates,
        l.replaced::bigint as replaced,
        l.rejected::bigint as rejected,
        (l.lines - l.inserted - l.duplicates - l.rejected)::bigint as unaccounted_lines,
        coalesce(e.events, 0) as events,
        coalesce(e.late_events, 0) as late_events,
        coalesce(e.corrected_events, 0) as corrected_events,
        coalesce(e.backfilled_events, 0) as backfilled_events,
        l.last_loaded_at,
        l.watermark
    from loads as l
    left join events as e on l.load_date = e.load_date
)

select * from final
