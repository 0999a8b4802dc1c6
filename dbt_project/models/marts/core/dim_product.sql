{{ config(meta={
    'touched': 'products',
    'delete_where': 'old.product_id = touched.product_id',
}) }}

with products as (
    {%- if is_incremental() %}
    select product_id from touched_products
    {%- else %}
    select distinct product_id from {{ ref('fact_events') }}
    where product_id is not null
    {%- endif %}
),

-- One index probe a value instead of a sort of the product's whole history: a popular product is
-- touched every hour.
described as (
    select
        p.product_id,
        {%- for column in ['product_name', 'brand', 'category', 'price'] %}
        (
            select e.{{ column }} from {{ ref('fact_events') }} as e
            where e.product_id = p.product_id and e.{{ column }} is not null
            order by e.event_ts desc, e.seq desc nulls first, e.event_id desc, e.client_ts desc
            limit 1
        ) as {{ column }},
        {%- endfor %}
        (
            select e.currency from {{ ref('fact_events') }} as e
            where e.product_id = p.product_id and e.price is not null
            order by e.event_ts desc, e.seq desc nulls first, e.event_id desc, e.client_ts desc
            limit 1
        ) as currency,
        (
            select min(e.event_ts) from {{ ref('fact_events') }} as e
            where e.product_id = p.product_id
        ) as first_seen_at,
        (
            select max(e.event_ts) from {{ ref('fact_events') }} as e
            where e.product_id = p.product_id
        ) as last_seen_at
    from products as p
)

-- A product whose events are all gone is no product.
select * from described
where first_seen_at is not null
