-- Guards: each day's orders, units and revenue in each currency are the same in every mart and in
-- `fact_orders`; months are the sum of their days, which is checked when everything is. overview,
-- acquisition and product_performance rely on it.
with orders as (
    select
        order_date as date_day,
        currency,
        count(*) filter (where lines > 0) as orders,
        sum(units) as units,
        sum(revenue) as revenue
    from {{ ref('fact_orders') }}
    where {{ is_checked_day('order_date') }}
    group by 1, 2
    -- what only repeats other lines is no order
    having count(*) filter (where lines > 0) > 0
),

traffic as (
    select
        date_day,
        currency,
        sum(orders) as orders,
        sum(units) as units,
        sum(revenue) as revenue
    from {{ ref('mart_traffic_daily') }}
    where {{ is_checked_day('date_day') }}
    group by 1, 2
    having sum(orders) > 0
),

acquisition as (
    select
        date_day,
        currency,
        sum(orders) as orders,
        sum(units) as units,
        sum(revenue) as revenue
    from {{ ref('mart_acquisition_daily') }}
    where {{ is_checked_day('date_day') }}
    group by 1, 2
    having sum(orders) > 0
),

days_of_months as (
    select
        {{ month_of('d.date_day') }} as date_month,
        d.currency,
        sum(d.views) as views,
        sum(d.clicks) as clicks,
        sum(d.add_to_carts) as add_to_carts,
        sum(d.order_lines) as order_lines,
        sum(d.units) as units,
        sum(d.revenue) as revenue
    from {{ ref('mart_product_daily') }} as d
    where {{ not checks_changes_only() }}
    group by 1, 2
),

months as (
    select
        date_month,
        currency,
        sum(views) as views,
        sum(clicks) as clicks,
        sum(add_to_carts) as add_to_carts,
        sum(order_lines) as order_lines,
        sum(units) as units,
        sum(revenue) as revenue
    from {{ ref('mart_product_monthly') }}
    where {{ not checks_changes_only() }}
    group by 1, 2
)

select date_day, currency, 'traffic_daily' as mart
from orders as o
full join traffic as t using (date_day, currency)
where (o.orders, o.units, o.revenue) is distinct from (t.orders, t.units, t.revenue)
union all
select date_day, currency, 'acquisition_daily' as mart
from orders as o
full join acquisition as a using (date_day, currency)
where (o.orders, o.units, o.revenue) is distinct from (a.orders, a.units, a.revenue)
union all
select date_month as date_day, currency, 'product_monthly' as mart
from days_of_months as d
full join months as m using (date_month, currency)
where
    (d.views, d.clicks, d.add_to_carts, d.order_lines, d.units, d.revenue)
    is distinct from (m.views, m.clicks, m.add_to_carts, m.order_lines, m.units, m.revenue)
