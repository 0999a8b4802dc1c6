{{ config(meta={'touched': 'days', 'touched_on': 'old.date_day = touched.date_day'}) }}

-- `sessions` is the closed funnel (this step reached, all before it in order), `sessions_any` the
-- open one (the step happened at all). The category '(all)' is the whole session; of a category
-- count the events with a product of it, and those without any product but views.
with sessions as (
    select *
    from {{ ref('fact_sessions') }}
    where {{ is_touched_day('session_date') }}
),

events as (
    select
        e.session_id,
        e.event_type,
        e.event_ts,
        e.product_id,
        e.category
    from {{ ref('fact_events') }} as e
    {%- if is_incremental() %}
    inner join sessions as s on {{ event_in_session('e', 's') }}
    {%- endif %}
    where e.event_type in ({{ "'" ~ funnel_steps() | join("', '") ~ "'" }})
),

session_categories as (
    select distinct session_id, category
    from events
    where category is not null
),

candidates as (
    select c.session_id, c.category, e.event_type, e.event_ts, e.product_id
    from session_categories as c
    inner join events as e on c.session_id = e.session_id
    where e.category = c.category or (e.product_id is null and e.event_type <> 'view')
    union all
    select session_id, '(all)' as category, event_type, event_ts, product_id
    from events
),

{{ funnel_steps_reached('candidates', ['session_id', 'category']) }},

reached as (
    {%- for step in funnel_steps() %}
    select
        a.session_id,
        a.category,
        {{ loop.index }} as step_number,
        '{{ step }}' as step,
        r.session_id is not null as is_reached
    from (
        select distinct c.session_id, c.category
        from candidates as c
        where {{ is_funnel_step(step, 'c') }}
    ) as a
    left join step_{{ loop.index }} as r
        on a.session_id = r.session_id and a.category = r.category
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        s.session_date as date_day,
        {{ slice_columns('s') }},
        r.category,
        r.step_number::smallint as step_number,
        r.step,
        count(*) filter (where r.is_reached) as sessions,
        count(*) as sessions_any
    from reached as r
    inner join sessions as s on r.session_id = s.session_id
    group by 1, 2, 3, 4, 5, 6, 7, 8
)

select * from final
