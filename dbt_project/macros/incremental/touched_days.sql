{#- The store's days on which anything of a visitor may be different: those of the touched events,
    and all days of the sessions that a touched event is in, joins, leaves or splits. -#}
{% macro select_touched_visitor_days() %}
    -- A session between a day's first and last touched event is of that day, touched or not.
    with touched as (
        select
            anonymous_id,
            {{ local_date('event_ts') }} as date_day,
            min(event_ts) as first_ts,
            max(event_ts) as last_ts
        from touched_events
        group by 1, 2
    )
    select anonymous_id, date_day
    from touched
    union
    select
        s.anonymous_id,
        -- By numbers: a series of dates would be one of instants, in the session's time zone.
        s.session_date + generate_series(
            0, {{ local_date('s.session_end') }} - s.session_date
        ) as date_day
    from touched as t
    inner join {{ this if model.name == 'fact_sessions' else ref('fact_sessions') }} as s
        on
            t.anonymous_id = s.anonymous_id
            and s.session_start <= t.last_ts + {{ session_timeout() }}
            and s.session_end >= t.first_ts - {{ session_timeout() }}
{% endmacro %}

{% macro touched_visitor_days(window) %}
    create temporary table touched_visitor_days on commit drop as
    {%- if is_shared('visitor_days', window) %}
    select anonymous_id, date_day from meta.touched_visitor_days;
    {%- else %}
    {{ select_touched_visitor_days() }};
    {%- endif %}
    analyze touched_visitor_days;
{% endmacro %}

{% macro touched_days(window) %}
    {{ touched_visitor_days(window) }}
    create temporary table touched_days on commit drop as
    select distinct date_day from touched_visitor_days;
    analyze touched_days;
{% endmacro %}

{#- Of `mart_funnel_daily`: the sessions of the touched days, and the funnel's events of all days
    that these sessions reach into. -#}
{% macro touched_session_days(window) %}
    {{ touched_days(window) }}
    create temporary table touched_sessions on commit drop as
    select s.*
    from touched_days as t
    inner join {{ ref('fact_sessions') }} as s on t.date_day = s.session_date;
    analyze touched_sessions (session_id);
    {%- call rows_of('session_id, category') %}
        select e.session_id, e.event_type, e.event_ts, e.product_id, e.category, e.is_repeat
        from (
            select distinct
                session_date + generate_series(
                    0, {{ local_date('session_end') }} - session_date
                ) as date_day
            from touched_sessions
        ) as days
        inner join {{ ref('fact_events') }} as e on days.date_day = e.event_date
        where e.event_type in ('{{ funnel_steps() | join("', '") }}')
    {%- endcall %}
{% endmacro %}

{#- Also the next day of each touched visitor in each slice: it is the gap before it that changed. -#}
{% macro touched_audience_days(window) %}
    {{ touched_visitor_days(window) }}
    create temporary table touched_audience_days on commit drop as
    select date_day from touched_visitor_days
    union
    select min(s.session_date) as date_day
    from touched_visitor_days as t
    inner join {{ ref('fact_sessions') }} as s
        on t.anonymous_id = s.anonymous_id and t.date_day < s.session_date
    group by t.anonymous_id, t.date_day, s.device_type, s.country, s.channel, s.is_bot;
    analyze touched_audience_days;
{% endmacro %}

{#- Of `mart_product_monthly`: the months of the products that a touched visitor met on a touched
    day, or of which an event is gone. A late event touches its month's few products, not the month. -#}
{% macro touched_product_months(window) %}
    {{ touched_visitor_days(window) }}
    create temporary table touched_product_months on commit drop as
    select {{ month_of('e.event_date') }} as date_month, e.product_id
    from touched_visitor_days as t
    inner join {{ ref('fact_events') }} as e
        on
            t.anonymous_id = e.anonymous_id
            -- wide enough for any time zone, so that the index finds the few
            and e.event_ts >= t.date_day - interval '2 days'
            and e.event_ts < t.date_day + interval '3 days'
            and t.date_day = e.event_date
    where e.product_id is not null
    union
    select {{ month_of(local_date('event_ts')) }} as date_month, product_id
    from touched_events
    where product_id is not null;
    analyze touched_product_months;
{% endmacro %}
