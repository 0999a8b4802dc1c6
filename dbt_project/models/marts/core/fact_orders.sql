{{ config(
    indexes=[{'columns': ['order_date']}, {'columns': ['anonymous_id', 'order_ts']}],
    meta={'touched': 'orders', 'delete_where': 'old.order_key = touched.order_key'},
) }}

with purchases as (
    select
        *,
        coalesce(currency, '(not set)') as order_currency
    from {{ 'touched_rows' if is_incremental() else ref('fact_events') }}
    where order_key is not null
),

-- Whoever bought first is the order's visitor: a repeated line may come from elsewhere.
first_lines as (
    select distinct on (order_key, order_currency) *
    from purchases
    order by order_key, order_currency, event_ts, seq, event_id, client_ts
),

totals as (
    select
        order_key,
        order_currency,
        count(*) filter (where not is_repeat) as lines,
        count(*) filter (where is_repeat) as repeated_lines,
        sum(coalesce(quantity, 1)) filter (where not is_repeat) as units,
        sum(revenue) as revenue
    from purchases
    group by order_key, order_currency
),

final as (
    select
        f.order_key,
        f.order_currency as currency,
        f.order_id,
        f.event_ts as order_ts,
        f.event_date as order_date,
        f.session_id,
        f.session_start,
        f.anonymous_id,
        f.user_id,
        t.lines::integer as lines,
        t.repeated_lines::integer as repeated_lines,
        coalesce(t.units, 0) as units,
        t.revenue::{{ money_type() }} as revenue,
        f.channel,
        f.device_type,
        f.country,
        f.is_bot
    from first_lines as f
    inner join totals as t
        on f.order_key = t.order_key and f.order_currency = t.order_currency
)

select * from final
