-- Guards: each day's events, page views and what happened to products are the same in every mart
-- and in `fact_events`; money by currency. traffic_engagement, product_performance and overview
-- rely on it.
with events as (
    select
        event_date as date_day,
        case
            when event_type = 'purchase' and not is_repeat then coalesce(currency, '(not set)')
            else '(none)'
        end as currency,
        count(*) as events,
        count(*) filter (where event_type = 'view') as page_views,
        count(*) filter (where event_type = 'add_to_cart') as add_to_carts,
        count(*) filter (where event_type = 'purchase' and not is_repeat) as order_lines,
        count(*) filter (where event_type = 'view' and product_id is not null) as product_views,
        count(*) filter (where event_type = 'click' and product_id is not null) as product_clicks,
        count(*) filter (
            where event_type = 'purchase' and not is_repeat and product_id is not null
        ) as product_lines,
        coalesce(sum(revenue) filter (where product_id is not null), 0) as product_revenue
    from {{ ref('fact_events') }}
    where {{ is_checked_day('event_date') }}
    group by 1, 2
),

event_days as (
    select
        date_day,
        sum(events) as events,
        sum(page_views) as page_views,
        sum(add_to_carts) as add_to_carts,
        sum(order_lines) as order_lines
    from events
    group by date_day
),

hours as (
    select
        date_day,
        sum(events) as events,
        sum(page_views) as page_views,
        sum(add_to_carts) as add_to_carts,
        sum(order_lines) as order_lines
    from {{ ref('mart_traffic_hourly') }}
    where {{ is_checked_day('date_day') }}
    group by date_day
    having sum(events) > 0
),

pages as (
    select
        date_day,
        sum(views) as page_views
    from {{ ref('mart_page_daily') }}
    where {{ is_checked_day('date_day') }}
    group by date_day
    having sum(views) > 0
),

products as (
    select
        date_day,
        currency,
        sum(views) as product_views,
        sum(clicks) as product_clicks,
        sum(order_lines) as product_lines,
        sum(revenue) as product_revenue
    from {{ ref('mart_product_daily') }}
    where {{ is_checked_day('date_day') }}
    group by 1, 2
),

wrong_days as (
    select date_day, 'traffic_hourly' as mart
    from event_days as e
    full join hours as h using (date_day)
    where
        (e.events, e.page_views, e.add_to_carts, e.order_lines)
        is distinct from (h.events, h.page_views, h.add_to_carts, h.order_lines)
    union all
    select date_day, 'page_daily' as mart
    from event_days as e
    full join pages as p using (date_day)
    where coalesce(e.page_views, 0) <> coalesce(p.page_views, 0)
    union all
    select date_day, 'product_daily' as mart
    from events as e
    full join products as p using (date_day, currency)
    where
        coalesce(e.product_views, 0) <> coalesce(p.product_views, 0)
        or coalesce(e.product_clicks, 0) <> coalesce(p.product_clicks, 0)
        or coalesce(e.product_lines, 0) <> coalesce(p.product_lines, 0)
        or coalesce(e.product_revenue, 0) <> coalesce(p.product_revenue, 0)
)

select * from wrong_days
