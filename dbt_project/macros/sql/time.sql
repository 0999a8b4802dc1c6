{#- The store's local date of a point in time. -#}
{% macro local_date(column) -%}
    ({{ column }} at time zone '{{ var("store_timezone") }}')::date
{%- endmacro %}

{% macro session_timeout() -%}
    interval '{{ var("session_timeout_minutes") }} minutes'
{%- endmacro %}

{#- The start of the store's hour that a point in time is in, as a point in time. -#}
{% macro local_hour(column) -%}
    date_trunc('hour', {{ column }}, '{{ var("store_timezone") }}')
{%- endmacro %}
