-- Guards: a session's figures, its revenue in its own currency included, are those of its events;
-- that each event has its session is in `keys_lead_somewhere`. With `orders_are_their_lines` it
-- follows that the revenue of sessions, plus what they sold in other currencies, is the revenue of
-- orders. Every page relies on it.
with sessions as (
    select
        session_id,
        anonymous_id,
        session_start,
        session_end,
        events,
        page_views,
        has_purchase,
        revenue,
        currency
    from {{ checked_rows(ref('fact_sessions'), 'session_end') }}
),

recounted as (
    select
        s.session_id,
        min(e.event_ts) as session_start,
        max(e.event_ts) as session_end,
        count(*) as events,
        count(*) filter (where e.event_type = 'view') as page_views,
        bool_or(e.event_type = 'purchase' and not e.is_repeat) as has_purchase,
        coalesce(
            sum(e.revenue) filter (where e.currency is not distinct from s.currency), 0
        ) as revenue
    from sessions as s
    inner join {{ ref('fact_events') }} as e
        on
            s.anonymous_id = e.anonymous_id
            and s.session_start <= e.event_ts
            and s.session_end >= e.event_ts
            and s.session_id = e.session_id
    group by s.session_id
),

wrong_sessions as (
    select s.session_id
    from sessions as s
    left join recounted as r on s.session_id = r.session_id
    where
        (s.session_start, s.session_end, s.events, s.page_views, s.has_purchase, s.revenue)
        is distinct from
        (r.session_start, r.session_end, r.events, r.page_views, r.has_purchase, r.revenue)
)

select session_id from wrong_sessions
