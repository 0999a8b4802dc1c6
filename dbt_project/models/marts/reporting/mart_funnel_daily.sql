{{ config(
    indexes=[{'columns': ['date_day']}],
    meta={
        'touched': 'session_days',
        'delete_using': 'touched_days',
        'delete_where': 'old.date_day = touched.date_day',
    },
) }}

-- `sessions` is the closed funnel (this step reached, all before it in order), `sessions_any` the
-- open one (the step happened at all). The category '(all)' is the whole session. Of one category
-- count the events with its products, and those without any product that are no views.
with sessions as (
    select * from {{ 'touched_sessions' if is_incremental() else ref('fact_sessions') }}
),

events as (
    select
        session_id,
        event_type,
        event_ts,
        product_id,
        -- That name is taken, and any browser can send it.
        nullif(category, '(all)') as category,
        is_repeat
    from {{ 'touched_rows' if is_incremental() else ref('fact_events') }}
    where event_type in ({{ "'" ~ funnel_steps() | join("', '") ~ "'" }})
),

session_categories as (
    select session_id, category
    from events
    where category is not null
    group by session_id, category
),

candidates as (
    select session_id, category, event_type, event_ts, product_id, is_repeat
    from events
    where category is not null
    union all
    select e.session_id, c.category, e.event_type, e.event_ts, e.product_id, e.is_repeat
    from events as e
    inner join session_categories as c on e.session_id = c.session_id
    where e.category is null and e.product_id is null and e.event_type <> 'view'
),

{{ funnel_steps_reached('candidates', ['session_id', 'category']) }},

reached as (
    {%- for step in funnel_steps() %}
    select
        session_id,
        '(all)' as category,
        {{ loop.index }} as step_number,
        funnel_depth >= {{ loop.index }} as is_reached
    from sessions
    where funnel_seen[{{ loop.index }}]
    union all
    select
        seen.session_id,
        seen.category,
        {{ loop.index }} as step_number,
        r.session_id is not null as is_reached
    from (
        select c.session_id, c.category
        from candidates as c
        where {{ is_funnel_step(step, 'c') }}
        group by c.session_id, c.category
    ) as seen
    left join step_{{ loop.index }} as r
        on seen.session_id = r.session_id and seen.category = r.category
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

counted as (
    select
        s.session_date as date_day,
        {{ slice_columns('s') }},
        r.category,
        r.step_number,
        count(*) filter (where r.is_reached) as sessions,
        count(*) as sessions_any
    from reached as r
    inner join sessions as s on r.session_id = s.session_id
    group by s.session_date, 2, 3, 4, 5, r.category, r.step_number
),

-- A step that nobody came to has its row, too: a funnel with a step missing would be misread.
slices as (
    select distinct date_day, device_type, country, channel, is_bot, category
    from counted
),

final as (
    select
        date_day,
        device_type,
        country,
        channel,
        is_bot,
        category,
        step_number::smallint as step_number,
        steps.step,
        coalesce(c.sessions, 0)::integer as sessions,
        coalesce(c.sessions_any, 0)::integer as sessions_any
    from slices
    cross join (
        values
        {%- for step in funnel_steps() %}
        ({{ loop.index }}, '{{ step }}'){{ ',' if not loop.last }}
        {%- endfor %}
    ) as steps (step_number, step)
    left join counted as c
        using (date_day, device_type, country, channel, is_bot, category, step_number)
)

-- Days lie together on disk: most reads want a range of them.
select * from final
order by date_day
