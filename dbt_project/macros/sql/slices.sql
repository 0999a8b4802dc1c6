{#- The four filters that every page has, never null: what is not known is '(not set)', as in GA4. -#}
{% macro slice_columns(alias) -%}
    coalesce({{ alias }}.device_type, '(not set)') as device_type,
    coalesce({{ alias }}.country, '(not set)') as country,
    {{ alias }}.channel,
    {{ alias }}.is_bot
{%- endmacro %}

{#- A condition: in an incremental run only the touched days' rows of a fact. -#}
{% macro is_touched_day(column, days='touched_days') -%}
    {{ column ~ ' in (select t.date_day from ' ~ days ~ ' as t)' if is_incremental() else 'true' }}
{%- endmacro %}

{#- A condition: in an incremental run only the batches of the model's window. -#}
{% macro is_touched_batch(column) -%}
    {{ column ~ ' > (select t.own from touched_batches as t)' if is_incremental() else 'true' }}
{%- endmacro %}

{#- Where a session came from, never null. -#}
{% macro source_columns(alias) -%}
    coalesce({{ alias }}.source, '(direct)') as source,
    coalesce({{ alias }}.medium, '(none)') as medium,
    coalesce({{ alias }}.utm_campaign, '(not set)') as campaign,
    coalesce({{ alias }}.referrer_host, '(none)') as referrer_host
{%- endmacro %}

{#- Days since the visit before a first visit: more than any history has, so that sums over "the
    gap exceeds" need no special case. -#}
{% macro never_before() -%}
    1000000
{%- endmacro %}
