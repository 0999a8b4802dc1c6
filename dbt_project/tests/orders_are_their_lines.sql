-- Guards: an order's lines, units and revenue in each currency are those of its purchase events,
-- none lost and none twice. Revenue on overview, product_performance and acquisition relies on it.
with order_keys as (
    select order_key from {{ checked_rows(ref('fact_orders'), 'order_ts') }}
    union
    select order_key from {{ checked_rows(ref('fact_events'), 'event_ts') }}
    where order_key is not null
),

recounted as (
    select
        e.order_key,
        coalesce(e.currency, '(not set)') as currency,
        count(*) filter (where not e.is_repeat) as lines,
        count(*) filter (where e.is_repeat) as repeated_lines,
        coalesce(sum(coalesce(e.quantity, 1)) filter (where not e.is_repeat), 0) as units,
        sum(e.revenue) as revenue
    from {{ ref('fact_events') }} as e
    inner join order_keys as k on e.order_key = k.order_key
    group by 1, 2
),

orders as (
    select o.order_key, o.currency, o.lines, o.repeated_lines, o.units, o.revenue
    from {{ ref('fact_orders') }} as o
    inner join order_keys as k on o.order_key = k.order_key
)

select
    coalesce(o.order_key, r.order_key) as order_key,
    coalesce(o.currency, r.currency) as currency
from orders as o
full join recounted as r on o.order_key = r.order_key and o.currency = r.currency
where
    (o.lines, o.repeated_lines, o.units, o.revenue)
    is distinct from (r.lines, r.repeated_lines, r.units, r.revenue)
