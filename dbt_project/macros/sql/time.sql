{#- The store's local date of a point in time. -#}
{% macro local_date(column) -%}
    ({{ column }} at time zone '{{ var("store_timezone") }}')::date
{%- endmacro %}

{#- The first day of a date's month. Not `date_trunc` of a date, which goes by way of a time zone and
    takes longer than adding up the row. -#}
{% macro month_of(date) -%}
    ({{ date }} - (extract(day from {{ date }})::integer - 1))
{%- endmacro %}

{% macro session_timeout() -%}
    interval '{{ var("session_timeout_minutes") }} minutes'
{%- endmacro %}

{#- The start of the store's hour that a point in time is in, as a point in time. -#}
{% macro local_hour(column) -%}
    date_trunc('hour', {{ column }}, '{{ var("store_timezone") }}')
{%- endmacro %}
