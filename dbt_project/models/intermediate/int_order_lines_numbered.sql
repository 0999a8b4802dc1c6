-- A reloaded thank-you page sends the lines of its order again, days later or from another device
-- too. Of equal lines of one order the first counts.
with purchases as (
    select * from {{ ref('stg_events') }}
    where event_type = 'purchase' and order_id is not null
),

numbered as (
    select
        client_ts,
        event_id,
        order_id,
        row_number() over (
            partition by order_id, product_id, line_no
            order by event_ts, seq, event_id, client_ts
        ) as occurrence
    from purchases
)

select * from numbered
