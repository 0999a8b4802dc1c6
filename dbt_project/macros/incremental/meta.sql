{#- The project's own memory, one row a model, one row for the build: made where it is missing.
    The batch that a run reads up to is frozen here, once, at its start: what a loader commits
    while models run is the next run's business. -#}
{% macro prepare_meta() %}
create schema if not exists meta;

create table if not exists meta.model_watermarks (
    model text primary key,
    batch bigint not null,          -- every raw batch up to this one is in the model
    built_at timestamptz not null,
    full_refresh boolean not null
);

create table if not exists meta.build_state (
    only_row boolean primary key default true check (only_row),
    frozen_batch bigint not null,
    -- what some model had not yet seen, or no check has passed, is in (previous, frozen]
    previous_batch bigint not null,
    frozen_at timestamptz not null,
    checked_batch bigint not null default 0 -- every check passed up to this one
);

-- Local dates of the events in (previous, frozen]: where hourly checks look. Empty after a first
-- build and a full refresh, when everything is checked.
create table if not exists meta.changed_days (
    date_day date primary key
);

-- What the newest window touched, found once for all models that have the same window. Without a
-- log: after a crash these are empty, and whoever needs them finds them again.
create unlogged table if not exists meta.touched_windows (
    kind text primary key,          -- 'events', 'visitors' or 'visitor_days'
    own bigint not null,
    upto bigint not null
);

create unlogged table if not exists meta.touched_events (
    client_ts timestamptz not null,
    event_id uuid not null,
    anonymous_id text not null,
    event_ts timestamptz not null,
    product_id text,
    order_id text,
    user_id text,
    is_new boolean not null         -- a row of the window, in raw.events
);

create unlogged table if not exists meta.touched_visitors (
    anonymous_id text not null,
    tail_start timestamptz not null
);

create unlogged table if not exists meta.touched_visitor_days (
    anonymous_id text not null,
    date_day date not null
);

-- What each node was when `clickstream build` last built it.
create table if not exists meta.fingerprints (
    node text primary key,
    fingerprint text not null,
    recorded_at timestamptz not null
);

insert into meta.build_state (frozen_batch, previous_batch, frozen_at)
values (0, 0, now())
on conflict (only_row) do nothing;

{% if flags.WHICH in ('run', 'build') %}
-- A model that was renamed or taken out would hold the others back.
delete from meta.model_watermarks
where model not in ('{{ table_names() | join("', '") }}');

update meta.build_state
set
    previous_batch = {% if flags.FULL_REFRESH %}0{% else -%}
        least((select coalesce(min(batch), 0) from meta.model_watermarks), checked_batch)
    {%- endif %},
    frozen_batch = (select coalesce(max(batch), 0) from {{ source('raw', 'load_batches') }}),
    frozen_at = now();

truncate meta.changed_days;

insert into meta.changed_days (date_day)
{%- for relation in [source('raw', 'events'), source('raw', 'displaced_events')] %}
select {{ local_date('event_ts') }}
from {{ relation }}
where
    batch > (select nullif(previous_batch, 0) from meta.build_state)
    and batch <= (select frozen_batch from meta.build_state)
{{ 'union' if not loop.last }}
{%- endfor %};
{% endif %}
{% endmacro %}

{#- Names of the project's tables that keep a watermark. -#}
{% macro table_names() %}
    {%- set names = [] %}
    {%- if execute %}
        {%- for node in graph.nodes.values()
            if node.resource_type == 'model' and node.config.materialized in ['incremental', 'table'] %}
            {%- do names.append(node.name) %}
        {%- endfor %}
    {%- endif %}
    {{ return(names) }}
{% endmacro %}
