-- depends_on: {{ ref('fact_events') }}
{{ config(
    indexes=[{'columns': ['date_day']}],
    meta={'touched': 'days', 'delete_where': 'old.date_day = touched.date_day'},
) }}

-- Where sessions came from and what they brought. An order counts on its own day with the source
-- of its session.
with sessions as (
    select
        session_date as date_day,
        {{ slice_columns('s') }},
        {{ source_columns('s') }},
        '(none)' as currency,
        count(*) as sessions,
        count(*) filter (where is_bounce) as bounces,
        sum(page_views) as page_views,
        sum(duration_seconds) as duration_seconds,
        count(*) filter (where has_add_to_cart) as add_to_cart_sessions,
        count(*) filter (where has_purchase) as purchase_sessions,
        0 as orders,
        0 as units,
        0 as revenue
    from {{ ref('fact_sessions') }} as s
    where {{ is_touched_day('session_date') }}
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9
),

orders as (
    select
        o.order_date as date_day,
        {{ slice_columns('o') }},
        {{ source_columns('s') }},
        o.currency,
        0 as sessions,
        0 as bounces,
        0 as page_views,
        0 as duration_seconds,
        0 as add_to_cart_sessions,
        0 as purchase_sessions,
        count(*) filter (where o.lines > 0) as orders,
        sum(o.units) as units,
        sum(o.revenue) as revenue
    from {{ ref('fact_orders') }} as o
    inner join {{ ref('fact_sessions') }} as s
        on o.anonymous_id = s.anonymous_id and o.session_start = s.session_start
    where {{ is_touched_day('o.order_date') }}
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
),

combined as (
    select * from sessions
    union all
    select * from orders
),

final as (
    select
        date_day,
        device_type,
        country,
        channel,
        is_bot,
        source,
        medium,
        campaign,
        referrer_host,
        currency,
        sum(sessions)::integer as sessions,
        sum(bounces)::integer as bounces,
        sum(page_views)::integer as page_views,
        sum(duration_seconds)::bigint as duration_seconds,
        sum(add_to_cart_sessions)::integer as add_to_cart_sessions,
        sum(purchase_sessions)::integer as purchase_sessions,
        sum(orders)::integer as orders,
        sum(units)::bigint as units,
        sum(revenue)::{{ money_type() }} as revenue
    from combined
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
)

-- Days lie together on disk: most reads want a range of them.
select * from final
order by date_day
