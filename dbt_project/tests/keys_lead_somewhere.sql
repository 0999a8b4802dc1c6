-- Guards: every product, session and day that an event names has its row in the dimension or fact
-- of that name, and so has every visitor and user of a session. The pages' filters, and names on
-- product_performance, rely on it.
with events as (
    select product_id, event_date, session_id
    from {{ checked_rows(ref('fact_events'), 'event_ts') }}
),

sessions as (
    select anonymous_id, user_id
    from {{ checked_rows(ref('fact_sessions'), 'session_end') }}
),

orders as (
    select order_key, session_id
    from {{ checked_rows(ref('fact_orders'), 'order_ts') }}
)

select 'product' as kind, e.product_id as key
from (
    select distinct product_id from events
    where product_id is not null
) as e
left join {{ ref('dim_product') }} as p on e.product_id = p.product_id
where p.product_id is null
union all
select 'user' as kind, e.user_id as key
from (
    select distinct user_id from sessions
    where user_id is not null
) as e
left join {{ ref('dim_user') }} as u on e.user_id = u.user_id
where u.user_id is null
union all
select 'day' as kind, e.event_date::text as key
from (select distinct event_date from events) as e
left join {{ ref('dim_date') }} as d on e.event_date = d.date_day
where d.date_day is null
union all
select 'session' as kind, e.session_id as key
from (select distinct session_id from events) as e
left join {{ ref('fact_sessions') }} as s on e.session_id = s.session_id
where s.session_id is null
union all
select 'visitor' as kind, s.anonymous_id as key
from (select distinct anonymous_id from sessions) as s
left join {{ ref('dim_visitor') }} as v on s.anonymous_id = v.anonymous_id
where v.anonymous_id is null
union all
select 'session of order' as kind, o.order_key as key
from orders as o
left join {{ ref('fact_sessions') }} as s on o.session_id = s.session_id
where s.session_id is null
