{#- What the raw batches of a window touched. Each macro `touched_…` makes temporary tables, with
    statistics, that live until the model's transaction ends: the touched keys, and for models with
    more to do than one aggregation `touched_rows`, what they read. Touched = new ∪ displaced. -#}

{#- Whether an incremental run of the model joins sets: it reads `touched_rows`, or compares two
    columns with what is touched, of which the planner knows too little. -#}
{% macro joins_sets() %}
    {{ return((config.get('meta') or {}).get('touched') in [
        'event_tails', 'session_tails', 'orders', 'visitors', 'users', 'session_days',
        'product_months',
    ]) }}
{% endmacro %}

{#- Make `touched_rows` of the select it is called on. Statistics of the `keys` that models group
    and join by are enough: those of all 40 columns of an event took longer than the model. -#}
{% macro rows_of(keys) %}
    create temporary table touched_rows on commit drop as
    {{ caller() }};
    analyze touched_rows ({{ keys }});
{% endmacro %}

{#- Every touched event's place, and the places of all lines of touched orders: which line of an
    order counts may have changed for a visitor who did nothing. `is_new`: a row of the window. -#}
{% macro select_touched_events(window) %}
    {%- set columns = 'client_ts, event_id, anonymous_id, event_ts, product_id, order_id, user_id' %}
    with arrived as (
        select {{ columns }}, true as is_new
        from {{ source('raw', 'events') }}
        where batch > {{ window.own }} and batch <= {{ window.upto }}
        union all
        select {{ columns }}, false as is_new
        from {{ source('raw', 'displaced_events') }}
        where batch > {{ window.own }} and batch <= {{ window.upto }}
    )

    select {{ columns }}, is_new from arrived
    union all
    select {{ columns }}, false as is_new
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
    analyze found_events (anonymous_id, order_id);
    {%- endif %}
    create temporary view touched_events as
    select * from {{ found }};
{% endmacro %}

{#- Of `fact_events`: the touched tails as they were, and all that is new, from their source. -#}
{% macro touched_event_tails(window) %}
    {{ touched_visitor_tails(window) }}
    create temporary table touched_keys on commit drop as
    (
        select f.client_ts, f.event_id
        from touched_visitor_tails as t
        inner join {{ this }} as f
            on t.anonymous_id = f.anonymous_id and t.tail_start <= f.event_ts
        union
        select client_ts, event_id
        from touched_events
        where not is_new
    )
    except
    select client_ts, event_id
    from touched_events
    where is_new;
    analyze touched_keys;
    {%- call rows_of('anonymous_id, order_id') %}
        select * from {{ ref('stg_events') }}
        where batch > {{ window.own }} and batch <= {{ window.upto }}
        union all
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

{#- Orders that lost or won a line, and orders in a touched tail, whose session may have changed. -#}
{% macro touched_orders(window) %}
    {{ touched_visitor_tails(window) }}
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
    {%- call rows_of('order_key') %}
        select e.*
        from touched_orders as t
        inner join {{ ref('fact_events') }} as e on t.order_key = e.order_key
    {%- endcall %}
{% endmacro %}

{% macro touched_products(window) %}
    create temporary table touched_products on commit drop as
    select distinct product_id from touched_events where product_id is not null;
    analyze touched_products;
{% endmacro %}

{#- Of `mart_pipeline_*`: the window itself. -#}
{% macro touched_batches(window) %}
    create temporary table touched_batches on commit drop as
    select own, upto from build_window;
{% endmacro %}
