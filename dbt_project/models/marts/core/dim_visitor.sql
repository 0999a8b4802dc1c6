{{ config(meta={
    'touched': 'visitors',
    'delete_where': 'old.anonymous_id = touched.anonymous_id',
}) }}

with sessions as (
    select * from {{ 'touched_rows' if is_incremental() else ref('fact_sessions') }}
),

first_sessions as (
    select distinct on (anonymous_id) *
    from sessions
    order by anonymous_id, session_start
),

last_users as (
    select distinct on (anonymous_id) anonymous_id, user_id
    from sessions
    where user_id is not null
    order by anonymous_id asc, session_start desc
),

totals as (
    select
        anonymous_id,
        min(session_start) as first_seen_at,
        max(session_end) as last_seen_at,
        count(*) as sessions,
        sum(events) as events,
        sum(page_views) as page_views,
        count(*) filter (where has_purchase) as purchase_sessions,
        bool_or(is_bot) as is_bot
    from sessions
    group by anonymous_id
),

final as (
    select
        t.anonymous_id,
        u.user_id as last_user_id,
        t.first_seen_at,
        t.last_seen_at,
        {{ local_date('t.first_seen_at') }} as first_seen_date,
        {{ local_date('t.last_seen_at') }} as last_seen_date,
        t.sessions::integer as sessions,
        t.events::bigint as events,
        t.page_views::bigint as page_views,
        t.purchase_sessions::integer as purchase_sessions,
        f.channel as first_channel,
        f.source as first_source,
        f.medium as first_medium,
        f.utm_campaign as first_campaign,
        f.landing_page as first_landing_page,
        f.device_type,
        f.country,
        t.is_bot
    from totals as t
    inner join first_sessions as f on t.anonymous_id = f.anonymous_id
    left join last_users as u on t.anonymous_id = u.anonymous_id
)

select * from final
