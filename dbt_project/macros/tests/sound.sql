{#- One test a table instead of one a column: a run pays for every node.
    `grain`: columns that tell the rows apart. `holds`: what is true of every row, name to condition
    (null counts as broken). `accepted`: column to the name of its list in
    generated/accepted_values.sql; null is accepted. Returns a row for each broken rule. -#}
{% test sound(model, grain=[], holds={}, accepted={}) %}
{%- set lists = {'event_types': event_types(), 'device_types': device_types()} %}
{%- set rules = dict(holds) %}
{%- for column, list in accepted.items() %}
    {%- set values = "'" ~ lists[list] | join("', '") ~ "'" %}
    {%- do rules.update({
        column ~ ' is one of the ' ~ list: column ~ ' is null or ' ~ column ~ ' in (' ~ values ~ ')'
    }) %}
{%- endfor %}
with rows_checked as (
    select * from {{ model }}
)

{%- if rules %},

broken as (
    select
        {%- for condition in rules.values() %}
        count(*) filter (where ({{ condition }}) is not true)
            as rule_{{ loop.index }}{{ ',' if not loop.last }}
        {%- endfor %}
    from rows_checked
)

select
    rules.name,
    rules.broken_rows
from broken
cross join lateral (
    values
    {%- for name in rules %}
    ('{{ name | replace("'", "''") }}', rule_{{ loop.index }}){{ ',' if not loop.last }}
    {%- endfor %}
) as rules (name, broken_rows)
where rules.broken_rows > 0
{%- endif %}
{{ 'union all' if rules and grain }}
{%- if grain %}
select
    'one row per {{ grain | join(", ") }}' as name,
    count(*) as broken_rows
from (
    select 1 as duplicate from rows_checked
    group by {{ grain | join(', ') }}
    having count(*) > 1
) as duplicates
having count(*) > 0
{%- endif %}
{% endtest %}
