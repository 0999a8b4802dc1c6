-- depends_on: {{ ref('fact_sessions') }}
{{ config(
    indexes=[{'columns': ['date_day']}],
    meta={'touched': 'days', 'delete_where': 'old.date_day = touched.date_day'},
) }}

-- Money stands in rows of its currency, counts in rows of the currency '(none)': both add up.
with events as (
    select
        *,
        event_type = 'purchase' and not is_repeat as is_order_line
    from {{ ref('fact_events') }}
    where {{ is_touched_day('event_date') }} and product_id is not null
),

final as (
    select
        event_date as date_day,
        product_id,
        {{ slice_columns('e') }},
        case
            when is_order_line then coalesce(currency, '(not set)') else '(none)'
        end as currency,
        (count(*) filter (where event_type = 'view'))::integer as views,
        (count(*) filter (where event_type = 'click'))::integer as clicks,
        (count(*) filter (where event_type = 'add_to_cart'))::integer as add_to_carts,
        (count(*) filter (where event_type = 'remove_from_cart'))::integer as remove_from_carts,
        (count(*) filter (where is_order_line))::integer as order_lines,
        (coalesce(sum(coalesce(quantity, 1)) filter (where is_order_line), 0))::bigint as units,
        coalesce(sum(revenue), 0)::{{ money_type() }} as revenue
    from events as e
    group by 1, 2, 3, 4, 5, 6, 7
)

-- Days lie together on disk: most reads want a range of them.
select * from final
order by date_day
