{#- Wide enough for a year's sum of the dearest order that the contract lets through: no event may
    make a build overflow. Four decimals, as the raw price has. -#}
{% macro money_type() -%}
    numeric(28, 4)
{%- endmacro %}
