{{ config(
    indexes=[{'columns': ['date_day']}],
    meta={'touched': 'days', 'delete_where': 'old.date_day = touched.date_day'},
) }}

-- Time on a page is the time to the next page view of the session; the last page has none.
with views as (
    select
        event_date as date_day,
        coalesce(page_path, '(not set)') as page_path,
        {{ slice_columns('e') }},
        count(*) as views,
        0 as entries,
        0 as exits,
        0 as bounces,
        count(seconds_on_page) as timed_views,
        coalesce(sum(seconds_on_page), 0) as seconds_on_page
    from {{ ref('fact_events') }} as e
    where {{ is_touched_day('event_date') }} and event_type = 'view'
    group by 1, 2, 3, 4, 5, 6
),

entries as (
    select
        session_date as date_day,
        coalesce(landing_page, '(not set)') as page_path,
        {{ slice_columns('s') }},
        0 as views,
        count(*) as entries,
        0 as exits,
        count(*) filter (where is_bounce) as bounces,
        0 as timed_views,
        0 as seconds_on_page
    from {{ ref('fact_sessions') }} as s
    where {{ is_touched_day('session_date') }} and has_view
    group by 1, 2, 3, 4, 5, 6
),

exits as (
    select
        session_date as date_day,
        coalesce(exit_page, '(not set)') as page_path,
        {{ slice_columns('s') }},
        0 as views,
        0 as entries,
        count(*) as exits,
        0 as bounces,
        0 as timed_views,
        0 as seconds_on_page
    from {{ ref('fact_sessions') }} as s
    where {{ is_touched_day('session_date') }} and has_view
    group by 1, 2, 3, 4, 5, 6
),

combined as (
    select * from views
    union all
    select * from entries
    union all
    select * from exits
),

final as (
    select
        date_day,
        page_path,
        device_type,
        country,
        channel,
        is_bot,
        sum(views)::integer as views,
        sum(entries)::integer as entries,
        sum(exits)::integer as exits,
        sum(bounces)::integer as bounces,
        sum(timed_views)::integer as timed_views,
        sum(seconds_on_page)::bigint as seconds_on_page
    from combined
    group by date_day, page_path, device_type, country, channel, is_bot
)

-- Days lie together on disk: most reads want a range of them.
select * from final
order by date_day
