{{ config(
    indexes=[{'columns': ['anonymous_id', 'event_ts']}, {'columns': ['event_date']}],
    meta={
        'touched': 'event_tails',
        'delete_using': 'touched_visitor_tails',
        'delete_where': 'old.anonymous_id = touched.anonymous_id and old.event_ts >= touched.tail_start',
        'partial_indexes': [
            '(product_id, event_ts) where product_id is not null',
            '(order_key) where order_key is not null',
            '(anonymous_id, user_id) where user_id is not null',
        ],
    },
) }}

with events as (
    select
        e.*,
        coalesce(b.is_bot, e.is_bot) as event_is_bot,
        e.event_type = 'view' as is_page_view
    from {{ 'touched_rows' if is_incremental() else ref('stg_events') }} as e
    left join {{ ref('bots') }} as b on e.bot_name = b.bot_name
),

-- A session starts with a visitor's first event and after every pause longer than the time-out.
lagged as (
    select
        *,
        lag(event_ts) over visitor as previous_ts
    from events
    window visitor as (partition by anonymous_id order by event_ts, seq, event_id, client_ts)
),

sessionized as (
    select
        *,
        max(
            case
                when previous_ts is null or event_ts - previous_ts > {{ session_timeout() }}
                    then event_ts
            end
        ) over (
            partition by anonymous_id
            order by event_ts, seq, event_id, client_ts
            rows between unbounded preceding and current row
        ) as session_start
    from lagged
),

-- What holds for a session holds for each of its events, so that every slice of every mart agrees.
described as (
    select
        *,
        bool_or(event_is_bot) over session as session_is_bot,
        {{ first_value_of('device_type', 'session') }} as session_device_type,
        {{ first_value_of('country', 'session') }} as session_country,
        bool_or(is_page_view) over session as session_has_page_view,
        row_number() over same_kind as number_of_kind,
        lead(event_ts) over same_kind as next_of_kind_ts
    from sessionized
    window
        session as (
            partition by anonymous_id, session_start
            order by event_ts, seq, event_id, client_ts
            rows between unbounded preceding and unbounded following
        ),
        same_kind as (
            partition by anonymous_id, session_start, is_page_view
            order by event_ts, seq, event_id, client_ts
        )
),

-- The first page view is where a session landed; without any, the first event stands in.
marked as (
    select
        *,
        number_of_kind = 1 and (is_page_view or not session_has_page_view) as is_entry
    from described
),

landings as (
    select anonymous_id, session_start, page_url, referrer
    from marked
    where is_entry
),

{{ attribute_landings() }},

order_lines as (
    select client_ts, event_id, occurrence
    from {{ ref('int_order_lines_numbered') }}
    {%- if is_incremental() %}
    where
        order_id = any(
            array(
                select distinct e.order_id from events as e
                where e.event_type = 'purchase' and e.order_id is not null
            )
        )
    {%- endif %}
),

final as (
    select
        e.event_id,
        e.client_ts,
        e.event_ts,
        e.received_at,
        e.loaded_at,
        e.event_date,
        e.event_type,
        e.anonymous_id,
        e.user_id,
        {{ session_id('e.anonymous_id', 'e.session_start') }} as session_id,
        e.session_start,
        e.client_session_id,
        e.seq,
        e.product_id,
        e.product_name,
        e.brand,
        e.category,
        e.order_id,
        case
            when e.event_type = 'purchase'
                then {{ order_key('e.order_id', 'e.event_id', 'e.client_ts') }}
        end as order_key,
        e.quantity,
        e.price,
        case
            when e.event_type <> 'purchase' then null
            when coalesce(o.occurrence, 1) > 1 then 0
            else coalesce(e.price, 0) * coalesce(e.quantity, 1)
        end::{{ money_type() }} as revenue,
        e.currency,
        coalesce(o.occurrence, 1) > 1 as is_repeat,
        e.page_path,
        case
            when e.is_page_view
                then extract(epoch from e.next_of_kind_ts - e.event_ts)::integer
        end as seconds_on_page,
        e.is_entry,
        case when e.is_entry then a.referrer_host else e.referrer_host end as referrer_host,
        e.search_query,
        case when e.is_entry then a.source end as source,
        case when e.is_entry then a.medium end as medium,
        case when e.is_entry then a.utm_source end as utm_source,
        case when e.is_entry then a.utm_medium end as utm_medium,
        case when e.is_entry then a.utm_campaign end as utm_campaign,
        a.channel,
        e.session_device_type as device_type,
        e.session_country as country,
        e.session_is_bot as is_bot
    from marked as e
    inner join attributed as a
        on e.anonymous_id = a.anonymous_id and e.session_start = a.session_start
    left join order_lines as o on e.client_ts = o.client_ts and e.event_id = o.event_id
)

-- Days lie together on disk, as they do when they come hour by hour.
select * from final
order by event_ts
