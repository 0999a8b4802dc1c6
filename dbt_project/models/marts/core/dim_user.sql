-- depends_on: {{ ref('fact_events') }}
{{ config(meta={
    'touched': 'users',
    'delete_where': 'old.user_id = touched.user_id',
}) }}

-- Stitching lives here alone: a session without a login belongs to the user who was last signed in
-- on that browser before it. Nothing before a first login is anybody's.
with sessions as (
    select
        *,
        -- Logins so far: sessions between two logins share the number.
        count(user_id) over (
            partition by anonymous_id order by session_start
            rows between unbounded preceding and current row
        ) as login_number
    from {{ 'touched_rows' if is_incremental() else ref('fact_sessions') }}
),

stitched as (
    select
        *,
        max(user_id) over (partition by anonymous_id, login_number) as stitched_user_id
    from sessions
    where login_number > 0
),

totals as (
    select
        stitched_user_id as user_id,
        count(distinct anonymous_id) as visitors,
        min(session_start) as first_seen_at,
        max(session_end) as last_seen_at,
        count(*) as sessions,
        count(*) filter (where user_id is not null) as signed_in_sessions,
        sum(events) as events,
        count(*) filter (where has_purchase) as purchase_sessions,
        bool_or(is_bot) as is_bot
    from stitched
    group by stitched_user_id
),

final as (
    select
        user_id,
        visitors::integer as visitors,
        first_seen_at,
        last_seen_at,
        {{ local_date('first_seen_at') }} as first_seen_date,
        sessions::integer as sessions,
        signed_in_sessions::integer as signed_in_sessions,
        events::bigint as events,
        purchase_sessions::integer as purchase_sessions,
        is_bot
    from totals
    {%- if is_incremental() %}
    -- A touched user's browsers were other users' too; those rows are right already.
    where user_id in (select user_id from touched_users)
    {%- endif %}
)

select * from final
