-- Guards: the visitors of a day and slice, and those of all days, are what counting distinct
-- visitors gives. Visitor counts of overview and traffic_engagement rely on it.
with visits as (
    select distinct
        session_date as date_day,
        coalesce(device_type, '(not set)') as device_type,
        anonymous_id
    from {{ ref('fact_sessions') }}
    where {{ is_checked_day('session_date') }} and not is_bot
),

counted as (
    select
        date_day,
        coalesce(device_type, '(all)') as device_type,
        count(distinct anonymous_id) as visitors
    from visits
    group by grouping sets ((date_day), (date_day, device_type))
),

summed as (
    select
        date_day,
        device_type,
        sum(visitors) as visitors
    from {{ ref('mart_audience_daily') }}
    where
        {{ is_checked_day('date_day') }}
        and country = '(all)'
        and channel = '(all)'
        and is_bot = 'false'
    group by 1, 2
)

select
    date_day,
    device_type
from counted as c
full join summed as s using (date_day, device_type)
where c.visitors is distinct from s.visitors

{%- if not checks_changes_only() %}
union all
select
    null as date_day,
    'all days' as device_type
from {{ ref('mart_audience_daily') }}
where
    device_type = '(all)' and country = '(all)' and channel = '(all)' and is_bot = 'all'
    and days_since_previous = {{ never_before() }}
having sum(visitors) <> (select count(distinct anonymous_id) from {{ ref('fact_sessions') }})
{%- endif %}
