-- Guards: what the dimensions say of a visitor or user is what the sessions say, also after late
-- events. Nothing on the pages is counted from them, but people read them.
with visitors as (
    select distinct anonymous_id
    from {{ checked_rows(ref('fact_sessions'), 'session_end') }}
),

recounted_visitors as (
    select
        s.anonymous_id,
        count(*) as sessions,
        sum(s.events) as events,
        min(s.session_start) as first_seen_at,
        max(s.session_end) as last_seen_at
    from visitors as v
    inner join {{ ref('fact_sessions') }} as s on v.anonymous_id = s.anonymous_id
    group by s.anonymous_id
),

users as (
    select distinct user_id
    from {{ checked_rows(ref('fact_sessions'), 'session_end') }}
    where user_id is not null
),

recounted_users as (
    select
        s.user_id,
        count(*) as sessions
    from users as u
    inner join {{ ref('fact_sessions') }} as s on u.user_id = s.user_id
    group by s.user_id
)

select
    'visitor' as kind,
    r.anonymous_id as key
from recounted_visitors as r
left join {{ ref('dim_visitor') }} as d on r.anonymous_id = d.anonymous_id
where
    (r.sessions, r.events, r.first_seen_at, r.last_seen_at)
    is distinct from (d.sessions, d.events, d.first_seen_at, d.last_seen_at)
union all
select
    'user' as kind,
    r.user_id as key
from recounted_users as r
left join {{ ref('dim_user') }} as d on r.user_id = d.user_id
where r.sessions is distinct from d.signed_in_sessions
