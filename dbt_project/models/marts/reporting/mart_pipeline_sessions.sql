{{ config(
    indexes=[{'columns': ['date_day']}],
    meta={'touched': 'days', 'delete_where': 'old.date_day = touched.date_day'},
) }}

-- How often browser and warehouse agree on what a session is. They agree on a session when all its
-- events carry one and the same browser's id, and no other session that starts that day has it.
with sessions as (
    select session_id, anonymous_id, session_start, session_end, session_date, is_bot
    from {{ ref('fact_sessions') }}
    where {{ is_touched_day('session_date') }}
),

pairs as (
    select
        s.session_date,
        s.is_bot,
        e.session_id,
        coalesce(e.client_session_id, '') as client_session_id
    from {{ ref('fact_events') }} as e
    inner join sessions as s on {{ event_in_session('e', 's') }}
    group by 1, 2, 3, 4
),

counted as (
    select
        *,
        count(*) over (partition by session_id) as client_ids_of_session,
        count(*) over (partition by session_date, client_session_id) as sessions_of_client_id
    from pairs
),

final as (
    select
        session_date as date_day,
        is_bot,
        count(distinct session_id) as sessions,
        count(distinct nullif(client_session_id, '')) as client_sessions,
        count(*) filter (where client_session_id = '') as sessions_without_client_id,
        count(*) filter (
            where
            client_ids_of_session = 1
            and sessions_of_client_id = 1
            and client_session_id <> ''
        ) as agreeing_sessions
    from counted
    group by session_date, is_bot
)

-- Days lie together on disk: most reads want a range of them.
select * from final
order by date_day
