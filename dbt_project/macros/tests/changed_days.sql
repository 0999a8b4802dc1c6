{#- Hourly checks look at the days that the last run changed, nightly ones and plain `dbt test` at
    everything: `clickstream build` says which by the environment variable CLICKSTREAM_CHECKS. -#}

{% macro checks_changes_only() %}
    {{ return(env_var('CLICKSTREAM_CHECKS', 'full') == 'changed') }}
{% endmacro %}

{#- A condition for a test: rows of the store's days that are to be checked. -#}
{% macro is_checked_day(column) -%}
    {{ column ~ ' in (select date_day from meta.changed_days)' if checks_changes_only() else 'true' }}
{%- endmacro %}

{#- The same for rows of a batch. -#}
{% macro is_checked_batch(column) -%}
    {{ column ~ ' > (select previous_batch from meta.build_state)' if checks_changes_only() else 'true' }}
{%- endmacro %}

{#- dbt's own, but a test's `where` may say `__changed__(column)`, which becomes the condition. -#}
{% macro default__get_where_subquery(relation) -%}
    {%- set where = modules.re.sub(
        '__changed__\\((\\w+)\\)', is_checked_day('\\1'), config.get('where') or ''
    ) %}
    {{ return('(select * from ' ~ relation ~ ' where ' ~ where ~ ') as checked' if where else relation) }}
{%- endmacro %}
