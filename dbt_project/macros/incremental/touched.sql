{#- What the raw batches of a window touched. Each macro makes temporary tables, with statistics,
    that live until the model's transaction ends: the touched keys, and for models with more to do
    than one aggregation `touched_rows`, what they read. Touched = new ∪ displaced. -#}

{#- Whether the model reads `touched_rows` in an incremental run. -#}
{% macro uses_scratch() %}
    {{ return(
        (config.get('meta') or {}).get('touched')
        in ['event_tails', 'session_tails', 'orders', 'visitors', 'users', 'session_days']
    ) }}
{% endmacro %}

{#- Make `touched_rows` of the select it is called on. -#}
{% macro rows_of() %}
    create temporary table touched_rows on commit drop as
    {{ caller() }};
    analyze touched_rows;
{% endmacro %}

{#- Every touched event's place, and the places of all lines of touched orders: which line of an
    order counts may have changed for a visitor who did nothing. -#}
{% macro select_touched_events(window) %}
    {%- set columns = 'client_ts, event_id, anonymous_id, event_ts, product_id, order_id, user_id' %}
    with arrived as (
        select {{ columns }}
        from {{ source('raw', 'events') }}
        where batch > {{ window.own }} and batch <= {{ window.upto }}
        union all
        select {{ columns }}
        from {{ source('raw', 'displaced_events') }}
        where batch > {{ window.own }} and batch <= {{ window.upto }}
    )

    select {{ columns }} from arrived
    union all
    select {{ columns }}
    from {{ source('raw', 'events') }}
    where
        order_id in (select order_id from arrived where order_id is not null)
        and batch <= {{ window.upto }}
{% endmacro %}

{#- `touched_events` for the model: what `fact_events` found for the same window, or its own. -#}
{% macro touched_events(window) %}
    {%- set found = 'meta.touched_events' if is_shared('events', window) else 'found_events' %}
    {%- if found == 'found_events' %}
    create temporary table found_events on commit drop as
    {{ select_touched_events(window) }};
    analyze found_events;
    {%- endif %}
    create temporary view touched_events as
    select * from {{ found }};
{% endmacro %}

{#- One row per touched visitor: everything of that visitor from `tail_start` on may be different.
    The tail starts where the session starts that the first touched event falls into or follows
    within the time-out. Events before a touched one are the same before and after the change, so
    this holds whether `fact_events` is already rebuilt or not. -#}
{% macro touched_visitor_tails() %}
    create temporary table touched_visitor_tails on commit drop as
    with first_touches as (
        select anonymous_id, min(event_ts) as event_ts
        from touched_events
        group by anonymous_id
    )
    select
        t.anonymous_id,
        case
            when t.event_ts - previous.event_ts <= {{ session_timeout() }}
                then previous.session_start
            else t.event_ts
        end as tail_start
    from first_touches as t
    left join lateral (
        select f.event_ts, f.session_start
        from {{ ref('fact_events') if model.name != 'fact_events' else this }} as f
        where f.anonymous_id = t.anonymous_id and f.event_ts <= t.event_ts
        order by f.event_ts desc
        limit 1
    ) as previous on true;
    analyze touched_visitor_tails;
{% endmacro %}

{#- Of `fact_events`: the touched tails as they were, and all that is new, from their source. -#}
{% macro touched_event_tails(window) %}
    {{ touched_visitor_tails() }}
    create temporary table touched_keys on commit drop as
    select f.client_ts, f.event_id
    from touched_visitor_tails as t
    inner join {{ this }} as f
        on t.anonymous_id = f.anonymous_id and t.tail_start <= f.event_ts
    union
    select client_ts, event_id
    from touched_events;
    analyze touched_keys;
    {%- call rows_of() %}
        -- `offset 0` keeps this a probe by key: each opens one partition, which the planner can't
        -- know; it would read them all.
        select e.*
        from touched_keys as k
        cross join lateral (
            select * from {{ ref('stg_events') }} as s
            where s.client_ts = k.client_ts and s.event_id = k.event_id
            offset 0
        ) as e
    {%- endcall %}
{% endmacro %}

{#- Of `fact_sessions`: the events of the touched tails. -#}
{% macro touched_session_tails(window) %}
    {{ touched_visitor_tails() }}
    {%- call rows_of() %}
        select e.*
        from touched_visitor_tails as t
        inner join {{ ref('fact_events') }} as e
            on t.anonymous_id = e.anonymous_id and t.tail_start <= e.event_ts
    {%- endcall %}
{% endmacro %}

{#- Of `dim_visitor`: the sessions of touched visitors. -#}
{% macro touched_visitors(window) %}
    create temporary table touched_visitors on commit drop as
    select distinct anonymous_id from touched_events;
    analyze touched_visitors;
    {%- call rows_of() %}
        select s.*
        from touched_visitors as t
        inner join {{ ref('fact_sessions') }} as s on t.anonymous_id = s.anonymous_id
    {%- endcall %}
{% endmacro %}

{#- The store's days on which anything of a visitor may be different: those of the touched events,
    and all days of the sessions that a touched event is in, joins, leaves or splits. -#}
{% macro select_touched_visitor_days() %}
    select anonymous_id, {{ local_date('event_ts') }} as date_day
    from touched_events
    union
    select
        s.anonymous_id,
        generate_series(
            s.session_date, {{ local_date('s.session_end') }}, interval '1 day'
        )::date as date_day
    from touched_events as t
    inner join {{ this if model.name == 'fact_sessions' else ref('fact_sessions') }} as s
        on
            t.anonymous_id = s.anonymous_id
            and s.session_start <= t.event_ts + {{ session_timeout() }}
            and s.session_end >= t.event_ts - {{ session_timeout() }}
{% endmacro %}

{#- A dozen models of one run have the same window. What it touched is found once, by the first that
    needs it (`fact_events`, `fact_sessions`), and kept for the others. A model that lags behind has
    another window and finds its own. -#}
{% macro share(kind) %}
    delete from meta.touched_windows where kind = '{{ kind }}';
    delete from meta.touched_{{ kind }};
    {%- if is_incremental() %}
    insert into meta.touched_{{ kind }}
    {{ select_touched_visitor_days() if kind == 'visitor_days' else 'select * from touched_events' }};

    insert into meta.touched_windows (kind, own, upto)
    select '{{ kind }}', own, upto from build_window;

    analyze meta.touched_{{ kind }};
    {%- endif %}
{% endmacro %}

{% macro is_shared(kind, window) %}
    {%- set query %}
        select count(*) as windows
        from meta.touched_windows
        where kind = '{{ kind }}' and own = {{ window.own }} and upto = {{ window.upto }}
    {%- endset %}
    {{ return(run_query(query).rows[0]['windows'] == 1) }}
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
    analyze touched_sessions;
    {%- call rows_of() %}
        select e.session_id, e.event_type, e.event_ts, e.product_id, e.category
        from (
            select distinct generate_series(
                session_date, {{ local_date('session_end') }}, interval '1 day'
            )::date as date_day
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

{#- All days of the months that have a touched day. -#}
{% macro touched_months(window) %}
    {{ touched_days(window) }}
    create temporary table touched_months on commit drop as
    select
        months.date_month,
        generate_series(
            months.date_month, months.date_month + interval '1 month - 1 day', interval '1 day'
        )::date as date_day
    from (
        select distinct date_trunc('month', date_day)::date as date_month from touched_days
    ) as months;
    analyze touched_months;
{% endmacro %}

{% macro touched_products(window) %}
    create temporary table touched_products on commit drop as
    select distinct product_id from touched_events where product_id is not null;
    analyze touched_products;
{% endmacro %}

{#- Orders that lost or won a line, and orders in a touched tail, whose session may have changed. -#}
{% macro touched_orders(window) %}
    {{ touched_visitor_tails() }}
    create temporary table touched_orders on commit drop as
    select 'order:' || order_id as order_key
    from touched_events
    where order_id is not null
    union
    select f.order_key
    from touched_visitor_tails as t
    inner join {{ ref('fact_events') }} as f
        on t.anonymous_id = f.anonymous_id and t.tail_start <= f.event_ts
    where f.order_key is not null
    union
    select o.order_key
    from touched_visitor_tails as t
    inner join {{ this }} as o
        on t.anonymous_id = o.anonymous_id and t.tail_start <= o.order_ts;
    analyze touched_orders;
    {%- call rows_of() %}
        select e.*
        from touched_orders as t
        inner join {{ ref('fact_events') }} as e on t.order_key = e.order_key
    {%- endcall %}
{% endmacro %}

{#- Users seen in a touched event, and all users that the touched visitors ever were: which of them
    a session belongs to may have changed. -#}
{% macro touched_users(window) %}
    create temporary table touched_users on commit drop as
    select user_id
    from touched_events
    where user_id is not null
    union
    select e.user_id
    from {{ ref('fact_events') }} as e
    where
        e.anonymous_id in (select anonymous_id from touched_events)
        and e.user_id is not null;
    analyze touched_users;
    {%- call rows_of() %}
        select s.*
        from (
            select distinct s.anonymous_id
            from touched_users as t
            inner join {{ ref('fact_sessions') }} as s on t.user_id = s.user_id
        ) as browsers
        inner join {{ ref('fact_sessions') }} as s on browsers.anonymous_id = s.anonymous_id
    {%- endcall %}
{% endmacro %}

{#- Of `mart_pipeline_*`: the window itself. -#}
{% macro touched_batches(window) %}
    create temporary table touched_batches on commit drop as
    select own, upto from build_window;
{% endmacro %}
