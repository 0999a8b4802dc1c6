-- Guards: each day's sessions, and all that is counted with them, are the same in every mart and in
-- `fact_sessions`. overview, traffic_engagement, acquisition and reliability rely on it.
with sessions as (
    select
        session_date as date_day,
        count(*) as sessions,
        count(*) filter (where is_bounce) as bounces,
        sum(events) as events,
        sum(page_views) as page_views,
        sum(duration_seconds) as duration_seconds,
        count(*) filter (where has_add_to_cart) as add_to_cart_sessions,
        count(*) filter (where has_purchase) as purchase_sessions,
        count(*) filter (where has_view) as entries,
        count(*) filter (where has_view and is_bounce) as page_bounces
    from {{ ref('fact_sessions') }}
    where {{ is_checked_day('session_date') }}
    group by 1
),

traffic as (
    select
        date_day,
        sum(sessions) as sessions,
        sum(bounces) as bounces,
        sum(events) as events,
        sum(page_views) as page_views,
        sum(duration_seconds) as duration_seconds,
        sum(add_to_cart_sessions) as add_to_cart_sessions,
        sum(purchase_sessions) as purchase_sessions
    from {{ ref('mart_traffic_daily') }}
    where {{ is_checked_day('date_day') }}
    group by date_day
),

acquisition as (
    select
        date_day,
        sum(sessions) as sessions,
        sum(bounces) as bounces,
        sum(page_views) as page_views,
        sum(duration_seconds) as duration_seconds,
        sum(add_to_cart_sessions) as add_to_cart_sessions,
        sum(purchase_sessions) as purchase_sessions
    from {{ ref('mart_acquisition_daily') }}
    where {{ is_checked_day('date_day') }}
    group by date_day
),

hours as (
    select
        date_day,
        sum(sessions) as sessions
    from {{ ref('mart_traffic_hourly') }}
    where {{ is_checked_day('date_day') }}
    group by date_day
),

pages as (
    select
        date_day,
        sum(entries) as entries,
        sum(exits) as exits,
        sum(bounces) as page_bounces
    from {{ ref('mart_page_daily') }}
    where {{ is_checked_day('date_day') }}
    group by date_day
),

agreements as (
    select
        date_day,
        sum(sessions) as sessions
    from {{ ref('mart_pipeline_sessions') }}
    where {{ is_checked_day('date_day') }}
    group by date_day
)

select date_day
from sessions as s
full join traffic as t using (date_day)
full join acquisition as a using (date_day)
full join hours as h using (date_day)
full join pages as p using (date_day)
full join agreements as g using (date_day)
where
    coalesce(s.sessions, 0) <> coalesce(t.sessions, 0)
    or coalesce(s.sessions, 0) <> coalesce(a.sessions, 0)
    or coalesce(s.sessions, 0) <> coalesce(h.sessions, 0)
    or coalesce(s.sessions, 0) <> coalesce(g.sessions, 0)
    or coalesce(s.entries, 0) <> coalesce(p.entries, 0)
    or coalesce(s.entries, 0) <> coalesce(p.exits, 0)
    or coalesce(s.page_bounces, 0) <> coalesce(p.page_bounces, 0)
    -- A day may have orders of a session that began the day before, and none of its own.
    or s.sessions > 0 and (
        (
            s.bounces, s.events, s.page_views, s.duration_seconds,
            s.add_to_cart_sessions, s.purchase_sessions
        ) is distinct from (
            t.bounces, t.events, t.page_views, t.duration_seconds,
            t.add_to_cart_sessions, t.purchase_sessions
        )
        or (
            s.bounces, s.page_views, s.duration_seconds,
            s.add_to_cart_sessions, s.purchase_sessions
        ) is distinct from (
            a.bounces, a.page_views, a.duration_seconds,
            a.add_to_cart_sessions, a.purchase_sessions
        )
    )
