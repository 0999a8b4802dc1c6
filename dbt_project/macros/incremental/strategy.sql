{#- The one incremental strategy of the project: delete by touched key, then insert. The delete
    happens also when the recomputed set is empty: a key whose events are all gone must go too.
    A model says in `meta` what touches it (`touched`: a macro of `touched_*.sql`), which rows a touched
    key stands for (`delete_where`) and, where the macro's table has another name, that
    (`delete_using`). -#}
{% macro get_incremental_touched_sql(arg_dict) %}
    {%- set target = arg_dict['target_relation'] %}
    {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) %}
    {%- set meta = config.get('meta') %}
    {{ plan_probes() if meta.touched != 'batches' }}
    delete from {{ target }} as old
    using {{ meta.get('delete_using', 'touched_' ~ meta.touched) }} as touched
    where {{ meta.delete_where }};

    insert into {{ target }} ({{ columns }})
    select {{ columns }}
    from {{ arg_dict['temp_relation'] }};
    {{ analyze_if_grown(arg_dict) }}
{% endmacro %}

{#- A table that grew by a tenth has statistics of another table. -#}
{% macro analyze_if_grown(arg_dict) %}
    {%- set query %}
        select
            (select count(*) from {{ arg_dict['temp_relation'] }}) * 10
            > greatest(reltuples, 0) as grown
        from pg_class
        where oid = '{{ arg_dict['target_relation'] }}'::regclass
    {%- endset %}
    {%- if run_query(query).rows[0]['grown'] %}
        analyze {{ arg_dict['target_relation'] }};
    {%- endif %}
{% endmacro %}
