{{ config(meta={'touched': 'load_days', 'delete_where': 'old.load_date = touched.load_date'}) }}

-- Why lines were no events, by the day (UTC) they were loaded.
with batches as (
    select
        batch,
        (loaded_at at time zone 'UTC')::date as load_date
    from {{ source('raw', 'load_batches') }}
    where batch <= (select frozen_batch from {{ source('meta', 'build_state') }})
),

final as (
    select
        b.load_date,
        r.reason,
        count(*) as lines
    from {{ source('raw', 'rejected_lines') }} as r
    inner join batches as b on r.batch = b.batch
    {%- if is_incremental() %}
    where b.load_date in (select load_date from touched_load_days)
    {%- endif %}
    group by b.load_date, r.reason
)

select * from final
