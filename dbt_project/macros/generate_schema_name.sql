{#- Schemas have the names that the models say (`marts`, `staging`, `seeds`), in every target. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
