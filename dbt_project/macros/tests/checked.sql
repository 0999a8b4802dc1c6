{#- Hourly checks look at what the last run changed, nightly ones and plain `dbt test` at
    everything: `clickstream build` says which by the environment variable CLICKSTREAM_CHECKS.
    After a full refresh everything has changed. -#}
{% macro checks_changes_only() %}
    {%- if env_var('CLICKSTREAM_CHECKS', 'full') != 'changed' %}
        {{ return(false) }}
    {%- elif not execute %}
        {{ return(true) }}
    {%- endif %}
    {%- set query = 'select previous_batch > 0 as is_increment from meta.build_state' %}
    {{ return(run_query(query).rows[0]['is_increment']) }}
{% endmacro %}

{#- Hook beside `prepare_meta`: the visitors of the events in (previous, frozen], and from when on
    they may be different: a session that ends before is none of the new events'. The statistics let
    a check find the few rows it wants by index. -#}
{% macro prepare_checks() %}
create table if not exists meta.changed_visitors (
    anonymous_id text primary key,
    changed_from timestamptz not null
);

{% if flags.WHICH in ('run', 'build') %}
truncate meta.changed_visitors;

insert into meta.changed_visitors (anonymous_id, changed_from)
select
    anonymous_id,
    min(event_ts) - {{ session_timeout() }} as changed_from
from (
{%- for relation in [source('raw', 'events'), source('raw', 'displaced_events')] %}
    select r.anonymous_id, r.event_ts
    from {{ relation }} as r
    where
        r.batch > (select b.previous_batch from meta.build_state as b)
        and r.batch <= (select b.frozen_batch from meta.build_state as b)
        and (select b.previous_batch from meta.build_state as b) > 0
    {{ 'union all' if not loop.last }}
{%- endfor %}
) as touched
group by anonymous_id
-- As their events lie on disk, which is the order in which a check will read them.
order by changed_from;

analyze meta.changed_days;
analyze meta.changed_visitors;
{% endif %}
{% endmacro %}

{#- A condition for a test: rows of the store's days that are to be checked. -#}
{% macro is_checked_day(column) -%}
    {{
        column ~ ' in (select date_day from meta.changed_days)'
        if checks_changes_only() else 'true'
    }}
{%- endmacro %}

{#- What a test reads instead of a table with visitors: the rows that the new events can have
    changed, by their `time`. A join, because `exists` would make the planner read every row. -#}
{% macro checked_rows(relation, time, alias=none) -%}
    {%- set alias = alias or relation.identifier -%}
    {%- if checks_changes_only() -%}
    (
        select r.*
        from meta.changed_visitors as c
        inner join {{ relation }} as r
            on c.anonymous_id = r.anonymous_id and c.changed_from <= r.{{ time }}
    ) as {{ alias }}
    {%- else -%}
    {{ relation }} as {{ alias }}
    {%- endif -%}
{%- endmacro %}

{#- The same for rows of a batch. -#}
{% macro is_checked_batch(column) -%}
    {{
        column ~ ' > (select previous_batch from meta.build_state)'
        if checks_changes_only() else 'true'
    }}
{%- endmacro %}

{#- dbt's own, but a test's `where` may say `__changed__(date_day)`, which becomes a condition,
    `__changed_visitors__(time)`, which becomes a join, or `__nightly__`, which holds when everything
    is checked. -#}
{% macro default__get_where_subquery(relation) -%}
    {%- set where = config.get('where') or '' %}
    {%- set of_visitors = modules.re.fullmatch('__changed_visitors__\\((\\w+)\\)', where) %}
    {%- if of_visitors %}
        {{ return(checked_rows(relation, of_visitors[1])) }}
    {%- endif %}
    {%- set where = modules.re.sub('__changed__\\((\\w+)\\)', is_checked_day('\\1'), where) %}
    {%- set where = where | replace('__nightly__', 'false' if checks_changes_only() else 'true') %}
    {%- if not where %}
        {{ return(relation) }}
    {%- endif %}
    {{ return('(select * from ' ~ relation ~ ' where ' ~ where ~ ') as checked') }}
{%- endmacro %}
