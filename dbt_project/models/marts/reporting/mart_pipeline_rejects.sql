{{ config(meta={
    'touched': 'batches',
    'delete_where': 'old.batch > touched.own and old.batch <= touched.upto',
}) }}

-- Why lines were no events, batch by batch.
with rejects as (
    select batch, reason
    from {{ source('raw', 'rejected_lines') }}
    where
        batch <= (select frozen_batch from {{ source('meta', 'build_state') }})
        and {{ is_touched_batch('batch') }}
),

final as (
    select
        r.batch,
        (b.loaded_at at time zone 'UTC')::date as load_date,
        r.reason,
        count(*) as lines
    from rejects as r
    inner join {{ source('raw', 'load_batches') }} as b on r.batch = b.batch
    group by r.batch, 2, r.reason
)

select * from final
