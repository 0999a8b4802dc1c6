{#- The key of an order: its id, or, for a purchase without one, the purchase itself. The prefix
    keeps the two kinds apart. -#}
{% macro order_key(order_id, event_id, client_ts) -%}
    coalesce(
        'order:' || {{ order_id }},
        'event:' || {{ event_id }} || '@' || (extract(epoch from {{ client_ts }}) * 1000000)::bigint
    )
{%- endmacro %}
