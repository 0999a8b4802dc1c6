{#- Every model takes the keys that raw batches in (own, upto] touched: `own` is its own watermark,
    `upto` what all its parents have reached, at most the frozen batch. So a load in mid-build, a
    killed build or a run of one model alone leaves nothing behind that the next build misses. -#}
{% macro open_window() %}
{%- if execute %}
    {%- set window = read_window() %}
    create temporary table build_window on commit drop as
    select {{ window.own }}::bigint as own, {{ window.upto }}::bigint as upto;
    {%- if is_incremental() %}
        {%- set kind = config.get('meta').touched %}
        {%- if kind != 'batches' %}
            {{ touched_events(window) }}
            {{ plan_probes() }}
        {%- endif %}
        {{ context['touched_' ~ kind](window) }}
    {%- endif %}
    {{ plan_freely() if is_incremental() and not joins_sets() else plan_sets() }}
{%- endif %}
{% endmacro %}

{% macro read_window() %}
    {%- set parents = upstream_tables(model) %}
    {%- set query %}
        select
            coalesce(
                (select batch from meta.model_watermarks where model = '{{ this.identifier }}'), 0
            ) as own,
            least(
                (select frozen_batch from meta.build_state)
                {%- for parent in parents %},
                coalesce(
                    (select batch from meta.model_watermarks where model = '{{ parent }}'), 0
                )
                {%- endfor %}
            ) as upto
    {%- endset %}
    {%- set row = run_query(query).rows[0] %}
    {{ return({'own': row['own'], 'upto': row['upto']}) }}
{% endmacro %}

{#- Names of the nearest tables that `node` reads, seen through its views. -#}
{% macro upstream_tables(node) %}
    {%- set names = [] %}
    {%- for id in node.depends_on.nodes if id.startswith('model.') %}
        {%- set parent = graph.nodes[id] %}
        {%- if parent.config.materialized in ('incremental', 'table') %}
            {%- do names.append(parent.name) %}
        {%- else %}
            {%- do names.extend(upstream_tables(parent)) %}
        {%- endif %}
    {%- endfor %}
    {{ return(names | unique | list) }}
{% endmacro %}

{#- The watermark moves in the model's own transaction. What was just made is analyzed: without
    statistics Postgres chose plans 30 times slower for whoever reads it next. -#}
{% macro close_window() %}
{%- if execute %}
    insert into meta.model_watermarks (model, batch, built_at, full_refresh)
    select '{{ this.identifier }}', upto, now(), {{ not is_incremental() }} from build_window
    on conflict (model) do update
    set
        batch = excluded.batch,
        built_at = excluded.built_at,
        full_refresh = excluded.full_refresh;
    {%- if model.name == 'fact_events' %}
        {{ share('events') }}
        {{ share('visitors') }}
    {%- elif model.name == 'fact_sessions' %}
        {{ share('visitor_days') }}
    {%- endif %}
    drop view if exists pg_temp.touched_events;
    {%- if not is_incremental() %}
        {%- for index in (config.get('meta') or {}).get('partial_indexes', []) %}
            create index on {{ this }} {{ index }};
        {%- endfor %}
        analyze {{ this }};
    {%- endif %}
    drop table build_window;
{%- endif %}
{% endmacro %}
