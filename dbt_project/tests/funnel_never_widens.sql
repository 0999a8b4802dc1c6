-- depends_on: {{ ref('fact_events') }}
-- Guards: no step of the closed funnel has more sessions than the step before, or than the open
-- funnel; in all sessions together both are the facts', and so is the time between steps. The page
-- funnels relies on it.
with steps as (
    select
        date_day, device_type, country, channel, is_bot, category, step_number,
        sessions,
        sessions_any,
        lag(sessions) over (
            partition by date_day, device_type, country, channel, is_bot, category
            order by step_number
        ) as sessions_before,
        count(*) over (
            partition by date_day, device_type, country, channel, is_bot, category
        ) as steps
    from {{ ref('mart_funnel_daily') }}
    where {{ is_checked_day('date_day') }}
),

wider_steps as (
    select date_day, category || ', step ' || step_number as problem
    from steps
    where
        sessions > sessions_any
        or sessions > sessions_before
        or steps <> {{ funnel_steps() | length }}
),

step_days as (
    select
        date_day,
        step_number,
        sum(sessions) as sessions,
        sum(sessions_any) as sessions_any
    from steps
    where category = '(all)'
    group by 1, 2
),

stages as (
    select
        date_day,
        stage_number + 1 as step_number,
        sum(sessions) as sessions
    from {{ ref('mart_stage_time') }}
    where {{ is_checked_day('date_day') }}
    group by 1, 2
),

session_steps as (
    select
        s.session_date as date_day,
        n.step_number,
        count(*) filter (where s.funnel_depth >= n.step_number) as sessions,
        count(*) filter (where s.funnel_seen[n.step_number]) as sessions_any
    from {{ ref('fact_sessions') }} as s
    cross join generate_series(1, {{ funnel_steps() | length }}) as n (step_number)
    where {{ is_checked_day('s.session_date') }}
    group by 1, 2
),

wrong_totals as (
    select date_day, 'step ' || step_number || ' in all' as problem
    from session_steps as s
    full join step_days as d using (date_day, step_number)
    full join stages as t using (date_day, step_number)
    where
        coalesce(s.sessions, 0) <> coalesce(d.sessions, 0)
        or coalesce(s.sessions_any, 0) <> coalesce(d.sessions_any, 0)
        or (step_number > 1 and coalesce(s.sessions, 0) <> coalesce(t.sessions, 0))
)

{%- if not checks_changes_only() %},

seen as (
    select
        s.session_date as date_day,
        e.category,
        e.event_type as step,
        count(distinct s.session_id) as sessions
    from {{ ref('fact_events') }} as e
    inner join {{ ref('fact_sessions') }} as s on e.session_id = s.session_id
    where
        e.category is not null
        and e.category <> '(all)'
        and e.product_id is not null
        and not e.is_repeat
        and e.event_type = any(array{{ funnel_steps() }})
    group by 1, 2, 3
),

category_days as (
    select
        date_day,
        category,
        step,
        sum(sessions_any) as sessions_any
    from {{ ref('mart_funnel_daily') }}
    group by 1, 2, 3
),

-- Of a category: at least the sessions with an event of the step about its products.
lost_steps as (
    select
        s.date_day,
        s.category || ', lost ' || s.step as problem
    from seen as s
    left join category_days as d using (date_day, category, step)
    where s.sessions > coalesce(d.sessions_any, 0)
)

select * from lost_steps
union all
{%- endif %}

select * from wider_steps
union all
select * from wrong_totals
