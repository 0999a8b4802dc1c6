{{ config(
    indexes=[{'columns': ['date_day']}],
    meta={'touched': 'audience_days', 'delete_where': 'old.date_day = touched.date_day'},
) }}

-- Distinct visitors of any range and slice, exactly, from a sum: a visitor of [a, b] is counted on
-- the first of the range's days that saw them, which is the one whose previous visit in the same
-- slice lies before a. So visitors of [a, b] = sum of `visitors` where days_since_previous is
-- greater than date_day - a.
with visits as (
    select
        s.anonymous_id,
        s.session_date as date_day,
        {{ slice_columns('s') }}
    from {{ ref('fact_sessions') }} as s
    {%- if is_incremental() %}
    where
        s.anonymous_id in (
            select t.anonymous_id from {{ ref('fact_sessions') }} as t
            where t.session_date in (select a.date_day from touched_audience_days as a)
        )
    {%- endif %}
    group by 1, 2, 3, 4, 5, 6
),

-- Most visitors come once. They need no look back, so they are counted before they are multiplied.
counted as (
    select
        *,
        count(*) over (partition by anonymous_id) as visits_of_visitor
    from visits
),

units as (
    select
        null as anonymous_id,
        date_day,
        device_type,
        country,
        channel,
        is_bot,
        count(*) as visitors
    from counted
    where visits_of_visitor = 1
    group by date_day, device_type, country, channel, is_bot
    union all
    select anonymous_id, date_day, device_type, country, channel, is_bot, 1 as visitors
    from counted
    where visits_of_visitor > 1
),

slices as (
    select
        u.anonymous_id,
        u.date_day,
        u.visitors,
        case when d.by_device then u.device_type else '(all)' end as device_type,
        case when c.by_country then u.country else '(all)' end as country,
        case when h.by_channel then u.channel else '(all)' end as channel,
        case when b.by_bot then u.is_bot::text else 'all' end as is_bot
    from units as u
    cross join (values (true), (false)) as d (by_device)
    cross join (values (true), (false)) as c (by_country)
    cross join (values (true), (false)) as h (by_channel)
    cross join (values (true), (false)) as b (by_bot)
),

-- A visitor with two devices is in '(all)' twice a day: a gap of 0 days, dropped below.
gaps as (
    select
        *,
        case
            when anonymous_id is null then {{ never_before() }}
            else coalesce(
                date_day - lag(date_day) over (
                    partition by anonymous_id, device_type, country, channel, is_bot
                    order by date_day
                ),
                {{ never_before() }}
            )
        end as days_since_previous
    from slices
),

final as (
    select
        date_day,
        device_type,
        country,
        channel,
        is_bot,
        days_since_previous,
        sum(visitors)::integer as visitors
    from gaps
    where
        days_since_previous > 0
        and {{ is_touched_day('date_day', 'touched_audience_days') }}
    group by date_day, device_type, country, channel, is_bot, days_since_previous
)

-- Days lie together on disk: most reads want a range of them.
select * from final
order by date_day
