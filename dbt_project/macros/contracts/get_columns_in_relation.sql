{#- As dbt-postgres has it, but from the catalog itself: the information schema took a tenth of an
    hourly build's time. And an array's type is its element's with brackets: 'ARRAY' alone is nothing
    that a unit test could cast a fixture's text to. -#}
{% macro postgres__get_columns_in_relation(relation) -%}
    {%- call statement('get_columns_in_relation', fetch_result=True) %}
        select
            attname::text as column_name,
            format_type(atttypid, null) as data_type,
            case
                when atttypid in ('varchar'::regtype, 'bpchar'::regtype) and atttypmod > 0
                    then atttypmod - 4
            end as character_maximum_length,
            case
                when atttypid = 'numeric'::regtype and atttypmod > 0
                    then (atttypmod - 4) >> 16
            end as numeric_precision,
            case
                when atttypid = 'numeric'::regtype and atttypmod > 0
                    then (atttypmod - 4) & 65535
            end as numeric_scale
        from pg_attribute
        where attrelid = to_regclass('{{ relation }}') and attnum > 0 and not attisdropped
        order by attnum
    {%- endcall %}
    {{ return(sql_convert_columns_in_relation(load_result('get_columns_in_relation').table)) }}
{%- endmacro %}
