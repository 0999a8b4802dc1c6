-- depends_on: {{ ref('fact_sessions') }}
{{ config(
    indexes=[{'columns': ['date_month']}],
    meta={'touched': 'months', 'delete_where': 'old.date_month = touched.date_day'},
) }}

-- Long ranges read months: up to thirty times fewer rows.
with days as (
    select
        *,
        date_trunc('month', date_day)::date as date_month
    from {{ ref('mart_product_daily') }}
    {%- if is_incremental() %}
    where date_day in (select t.date_day from touched_months as t)
    {%- endif %}
),

final as (
    select
        date_month,
        product_id,
        device_type,
        country,
        channel,
        is_bot,
        currency,
        sum(views)::integer as views,
        sum(clicks)::integer as clicks,
        sum(add_to_carts)::integer as add_to_carts,
        sum(remove_from_carts)::integer as remove_from_carts,
        sum(order_lines)::integer as order_lines,
        sum(units)::bigint as units,
        sum(revenue)::{{ money_type() }} as revenue
    from days
    group by date_month, product_id, device_type, country, channel, is_bot, currency
)

-- Days lie together on disk: most reads want a range of them.
select * from final
order by date_month
