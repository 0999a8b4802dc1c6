{#- One row per touched visitor: everything of that visitor from `tail_start` on may be different.
    The tail starts where the session starts that the first touched event falls into or follows
    within the time-out. Events before a touched one are the same before and after the change, so
    this holds whether `fact_events` is already rebuilt or not. -#}
{% macro select_touched_visitor_tails() %}
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
    ) as previous on true
    -- As their events lie on disk, which is the order in which models will read them.
    order by tail_start
{% endmacro %}

{% macro touched_visitor_tails(window) %}
    create temporary table touched_visitor_tails on commit drop as
    {%- if is_shared('visitors', window) %}
    select anonymous_id, tail_start from meta.touched_visitors;
    {%- else %}
    {{ select_touched_visitor_tails() }};
    {%- endif %}
    analyze touched_visitor_tails;
{% endmacro %}

{#- Of `fact_sessions`: the events of the touched tails. -#}
{% macro touched_session_tails(window) %}
    {{ touched_visitor_tails(window) }}
    {%- call rows_of('anonymous_id, session_id, session_start') %}
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
    {%- call rows_of('anonymous_id, session_start') %}
        select s.*
        from touched_visitors as t
        inner join {{ ref('fact_sessions') }} as s on t.anonymous_id = s.anonymous_id
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
    {%- call rows_of('anonymous_id, user_id') %}
        select s.*
        from (
            select distinct s.anonymous_id
            from touched_users as t
            inner join {{ ref('fact_sessions') }} as s on t.user_id = s.user_id
        ) as browsers
        inner join {{ ref('fact_sessions') }} as s on browsers.anonymous_id = s.anonymous_id
    {%- endcall %}
{% endmacro %}
