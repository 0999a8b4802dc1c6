{{ config(
    indexes=[{'columns': ['date_day']}],
    meta={'touched': 'days', 'delete_where': 'old.date_day = touched.date_day'},
) }}

-- Hours of the store's clock. Truncating the instant keeps the two autumn hours apart and is right
-- in zones that are half an hour off. A session counts in the hour it starts.
with events as (
    select
        event_date as date_day,
        {{ local_hour('event_ts') }} as hour_start,
        {{ slice_columns('e') }},
        count(*) as events,
        count(*) filter (where event_type = 'view') as page_views,
        count(*) filter (where event_type = 'add_to_cart') as add_to_carts,
        count(*) filter (where event_type = 'purchase' and not is_repeat) as order_lines,
        0 as sessions
    from {{ ref('fact_events') }} as e
    where {{ is_touched_day('event_date') }}
    group by 1, 2, 3, 4, 5, 6
),

sessions as (
    select
        session_date as date_day,
        {{ local_hour('session_start') }} as hour_start,
        {{ slice_columns('s') }},
        0 as events,
        0 as page_views,
        0 as add_to_carts,
        0 as order_lines,
        count(*) as sessions
    from {{ ref('fact_sessions') }} as s
    where {{ is_touched_day('session_date') }}
    group by 1, 2, 3, 4, 5, 6
),

combined as (
    select * from events
    union all
    select * from sessions
),

final as (
    select
        date_day,
        hour_start,
        extract(hour from hour_start at time zone '{{ var("store_timezone") }}')::smallint
            as hour_of_day,
        extract(isodow from date_day)::smallint as iso_weekday,
        device_type,
        country,
        channel,
        is_bot,
        sum(events)::integer as events,
        sum(page_views)::integer as page_views,
        sum(add_to_carts)::integer as add_to_carts,
        sum(order_lines)::integer as order_lines,
        sum(sessions)::integer as sessions
    from combined
    group by date_day, hour_start, device_type, country, channel, is_bot
)

-- Days lie together on disk: most reads want a range of them.
select * from final
order by date_day
