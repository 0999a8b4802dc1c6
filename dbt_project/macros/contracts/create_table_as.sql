{#- As dbt-postgres has it, but the constraints of a contract come after the rows. Filling a table
    that has its primary key already took 12.3 s instead of 2.9 s for a million events, and an
    `insert` never reads in parallel. -#}
{% macro postgres__create_table_as(temporary, relation, sql) -%}
    {%- set contract = config.get('contract') %}
    {%- if contract.enforced %}
        {{ get_assert_columns_equivalent(sql) }}
    {%- endif %}
    create {{ 'temporary ' if temporary }}table {{ relation }} as (
        {{ sql }}
    );
    {%- if contract.enforced and not temporary %}
        {{ add_constraints(relation) }}
    {%- endif %}
{%- endmacro %}

{#- One `alter table`, so that the rows are read once. -#}
{% macro add_constraints(relation) %}
    {%- set actions = [] %}
    {%- for column in model.columns.values() %}
        {%- for constraint in column.constraints %}
            {%- do actions.append(constraint_action(constraint, [column.name])) %}
        {%- endfor %}
    {%- endfor %}
    {%- for constraint in model.constraints %}
        {%- do actions.append(constraint_action(constraint, constraint.columns)) %}
    {%- endfor %}
    {%- if actions %}
        alter table {{ relation }} {{ actions | join(', ') }};
    {%- endif %}
{% endmacro %}

{% macro constraint_action(constraint, columns) -%}
    {%- if constraint.type == 'not_null' -%}
        alter column {{ columns[0] }} set not null
    {%- elif constraint.type == 'primary_key' -%}
        add primary key ({{ columns | join(', ') }})
    {%- else -%}
        {{ exceptions.raise_compiler_error(
            model.name ~ ' asks for the constraint ' ~ constraint.type
            ~ '; only not_null and primary_key are known, see macros/contracts'
        ) }}
    {%- endif -%}
{%- endmacro %}
