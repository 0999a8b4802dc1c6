-- Guards: no day is missing between the first event and the last, and none is there without need.
-- The date axis of every page relies on it.
with calendar as (
    select
        min(date_day) as first_day,
        max(date_day) as last_day,
        count(*) as days
    from {{ ref('dim_date') }}
),

events as (
    select
        min(event_date) as first_day,
        max(event_date) as last_day
    from {{ ref('fact_events') }}
)

select
    c.first_day,
    c.last_day,
    c.days
from calendar as c
cross join events as e
where
    (c.first_day, c.last_day, c.days)
    is distinct from (e.first_day, e.last_day, coalesce(e.last_day - e.first_day + 1, 0))
