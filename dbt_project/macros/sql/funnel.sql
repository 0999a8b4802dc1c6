{#- The var `funnel_steps`, checked: at least two different event types. -#}
{% macro funnel_steps() %}
    {%- set steps = var('funnel_steps') %}
    {%- if steps | unique | list | length < [2, steps | length] | max %}
        {{ exceptions.raise_compiler_error(
            "the var funnel_steps wants at least two different event types, not " ~ steps
        ) }}
    {%- endif %}
    {%- for step in steps if step not in event_types() %}
        {{ exceptions.raise_compiler_error(
            "the var funnel_steps names '" ~ step ~ "', which is none of " ~ event_types()
        ) }}
    {%- endfor %}
    {{ return(steps) }}
{% endmacro %}

{#- The funnel's rule, once. CTEs `step_1`, `step_2`, … from `candidates`, a relation of
    (key columns, event_type, event_ts, product_id, is_repeat): when each key reached each step in order,
    at or after the step before. First come is best: an earlier step leaves more room for the next.
    Equal times count as in order, because the order inside a second may be chance. -#}
{% macro funnel_steps_reached(candidates, key_columns) %}
{%- for step in funnel_steps() %}
step_{{ loop.index }} as (
    select
        {% for column in key_columns %}c.{{ column }},
        {% endfor -%}
        min(c.event_ts) as reached_at
    from {{ candidates }} as c
    {%- if not loop.first %}
    inner join step_{{ loop.index0 }} as previous
        on
            {%- for column in key_columns %}
            {{ 'and ' if not loop.first }}c.{{ column }} = previous.{{ column }}
            {%- endfor %}
            and c.event_ts >= previous.reached_at
    {%- endif %}
    where {{ is_funnel_step(step, 'c') }}
    group by {% for column in key_columns %}c.{{ column }}{{ ', ' if not loop.last }}{% endfor %}
){{ ',' if not loop.last }}
{% endfor %}
{%- endmacro %}

{#- Whether an event is one of the funnel's `step`; the var `funnel_view` says which views are. A
    thank-you page that is loaded again is no purchase. -#}
{% macro is_funnel_step(step, alias) -%}
    {%- if var('funnel_view') not in ['any', 'product'] %}
        {{ exceptions.raise_compiler_error(
            "the var funnel_view is any or product, not " ~ var('funnel_view')
        ) }}
    {%- endif %}
    {{- alias }}.event_type = '{{ step }}'
    {%- if step == 'view' and var('funnel_view') == 'product' %} and {{ alias }}.product_id is not null
    {%- elif step == 'purchase' %} and {{ alias }}.is_repeat is not true
    {%- endif %}
{%- endmacro %}
