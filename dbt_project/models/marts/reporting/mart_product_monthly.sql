-- depends_on: {{ ref('fact_events') }}, {{ ref('fact_sessions') }}
{{ config(
    indexes=[{'columns': ['date_month', 'product_id']}],
    meta={
        'touched': 'product_months',
        'delete_where': 'old.date_month = touched.date_month and old.product_id = touched.product_id',
    },
) }}

-- Long ranges read months: up to thirty times fewer rows.
with days as (
    select
        *,
        {{ month_of('date_day') }} as date_month
    from {{ ref('mart_product_daily') }}
    {%- if is_incremental() %}
    where
        ({{ month_of('date_day') }}, product_id) in (
            select t.date_month, t.product_id from touched_product_months as t
        )
        -- by index
        and date_day >= (select min(t.date_month) from touched_product_months as t)
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
        -- Most rows sold nothing; adding up zeros is not free.
        coalesce(sum(revenue) filter (where revenue <> 0), 0)::{{ money_type() }} as revenue
    from days
    group by date_month, product_id, device_type, country, channel, is_bot, currency
)

select * from final
{%- if not is_incremental() %}
-- Months lie together on disk, as they do when they come one by one.
order by date_month
{%- endif %}
