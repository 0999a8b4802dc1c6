with source as (
    select * from {{ source('raw', 'events') }}
    -- A load that commits while models run belongs to the next run.
    where batch <= (select frozen_batch from {{ source('meta', 'build_state') }})
),

renamed as (
    select
        ---------- ids
        event_id,
        anonymous_id,
        user_id,
        client_session_id,
        product_id,
        order_id,
        batch,
        line_no,
        seq,

        ---------- strings
        event_type,
        page_url,
        {{ url_path('page_url') }} as page_path,
        referrer,
        nullif({{ url_host('referrer') }}, {{ url_host('page_url') }}) as referrer_host,
        search_query,
        product_name,
        brand,
        category,
        currency,
        device_type,
        browser,
        os,
        country,
        bot_name,

        ---------- numbers
        quantity,
        price,

        ---------- booleans
        is_bot,
        enriched,

        ---------- times
        client_ts,
        event_ts,
        {{ local_date('event_ts') }} as event_date,
        received_at,
        loaded_at
    from source
)

select * from renamed
