{#- Postgres can't know how many rows a chain of CTEs yields; guessing one, it joins a million rows by
    nested loops, for hours. And it does not know that a probe of a partitioned table by its key
    opens one partition, so it reads them all. We know both, and say how to join, until the model's
    transaction ends. -#}

{#- Little is touched: find it by index. Much is touched: read the tables through. -#}
{% macro plan_probes() %}
    select
        set_config('enable_nestloop', is_little::text, true),
        set_config('enable_hashjoin', (not is_little)::text, true),
        set_config('enable_mergejoin', (not is_little)::text, true)
    from (
        select
            (select count(*) from touched_events) * 10
            < (select sum(inserted) from {{ source('raw', 'load_batches') }}) as is_little
    ) as sizes;
{% endmacro %}

{#- One aggregation over an indexed fact: the statistics are good enough to choose from. -#}
{% macro plan_freely() %}
    select
        set_config('enable_hashjoin', 'on', true),
        set_config('enable_mergejoin', 'on', true);
{% endmacro %}

{#- What is needed lies in scratch tables, or is everything: join sets, not rows. -#}
{% macro plan_sets() %}
    select
        set_config('enable_nestloop', 'off', true),
        set_config('enable_hashjoin', 'on', true),
        set_config('enable_mergejoin', 'on', true);
{% endmacro %}
