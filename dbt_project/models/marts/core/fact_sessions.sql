{{ config(
    indexes=[{'columns': ['anonymous_id', 'session_start']}, {'columns': ['session_date']}],
    meta={
        'touched': 'session_tails',
        'delete_using': 'touched_visitor_tails',
        'delete_where': 'old.anonymous_id = touched.anonymous_id and old.session_start >= touched.tail_start',
        'partial_indexes': ['(user_id) where user_id is not null'],
    },
) }}

with events as (
    select * from {{ 'touched_rows' if is_incremental() else ref('fact_events') }}
),

sessions as (
    select
        session_id,
        anonymous_id,
        session_start,
        max(event_ts) as session_end,
        count(*) as events,
        count(*) filter (where event_type = 'view') as page_views,
        max(page_path) filter (where is_entry) as landing_page,
        max(page_path) filter (where event_type = 'view' and seconds_on_page is null) as exit_page,
        max(referrer_host) filter (where is_entry) as referrer_host,
        max(source) as source,
        max(medium) as medium,
        max(utm_source) as utm_source,
        max(utm_medium) as utm_medium,
        max(utm_campaign) as utm_campaign,
        max(channel) as channel,
        max(device_type) as device_type,
        max(country) as country,
        bool_or(event_type = 'view') as has_view,
        bool_or(event_type = 'add_to_cart') as has_add_to_cart,
        bool_or(event_type = 'checkout') as has_checkout,
        bool_or(event_type = 'purchase' and is_repeat is not true) as has_purchase,
        array[
            {%- for step in funnel_steps() %}
            bool_or({{ is_funnel_step(step, 'events') }}){{ ',' if not loop.last }}
            {%- endfor %}
        ] as funnel_seen,
        bool_or(is_bot) as is_bot
    from events
    group by session_id, anonymous_id, session_start
),

last_users as (
    select distinct on (session_id) session_id, user_id
    from events
    where user_id is not null
    order by session_id asc, event_ts desc, seq desc nulls first, event_id desc, client_ts desc
),

-- A session's money is in one currency, that of its first purchase; `fact_orders` has them all.
purchases as (
    select
        session_id,
        revenue,
        currency,
        first_value(currency) over (
            partition by session_id order by event_ts, seq, event_id, client_ts
        ) as session_currency
    from events
    where event_type = 'purchase' and is_repeat is not true
),

session_revenues as (
    select
        session_id,
        session_currency as currency,
        sum(revenue) filter (where currency is not distinct from session_currency) as revenue
    from purchases
    group by session_id, session_currency
),

{{ funnel_steps_reached('events', ['session_id']) }},

final as (
    select
        s.session_id,
        s.anonymous_id,
        u.user_id,
        s.session_start,
        s.session_end,
        {{ local_date('s.session_start') }} as session_date,
        extract(epoch from s.session_end - s.session_start)::integer as duration_seconds,
        s.events::integer as events,
        s.page_views::integer as page_views,
        s.events = 1 as is_bounce,
        s.landing_page,
        s.exit_page,
        s.referrer_host,
        s.source,
        s.medium,
        s.utm_source,
        s.utm_medium,
        s.utm_campaign,
        s.channel,
        s.device_type,
        s.country,
        s.has_view,
        s.has_add_to_cart,
        s.has_checkout,
        s.has_purchase,
        (
            {%- for _ in funnel_steps() %}
            (step_{{ loop.index }}.session_id is not null)::integer{{ ' +' if not loop.last }}
            {%- endfor %}
        )::smallint as funnel_depth,
        array_remove(array[
            {%- for _ in funnel_steps() %}
            step_{{ loop.index }}.reached_at{{ ',' if not loop.last }}
            {%- endfor %}
        ], null) as funnel_reached_at,
        s.funnel_seen,
        coalesce(r.revenue, 0)::{{ money_type() }} as revenue,
        r.currency,
        s.is_bot
    from sessions as s
    left join last_users as u on s.session_id = u.session_id
    left join session_revenues as r on s.session_id = r.session_id
    {%- for _ in funnel_steps() %}
    left join step_{{ loop.index }} on s.session_id = step_{{ loop.index }}.session_id
    {%- endfor %}
)

-- Days lie together on disk, as they do when they come hour by hour.
select * from final
order by session_start
