{{ config(materialized='table', meta={}) }}

-- Every day from the first event to the last, so that no chart has a hole in it.
with limits as (
    select
        min(event_date) as first_day,
        max(event_date) as last_day
    from {{ ref('fact_events') }}
),

days as (
    select first_day + generate_series(0, last_day - first_day) as date_day
    from limits
),

final as (
    select
        date_day,
        extract(isodow from date_day)::integer as iso_weekday,
        extract(isodow from date_day) in (6, 7) as is_weekend,
        date_trunc('week', date_day)::date as week_start,
        {{ month_of('date_day') }} as month_start,
        extract(isoyear from date_day)::integer as iso_year,
        extract(week from date_day)::integer as iso_week,
        extract(year from date_day)::integer as year,
        extract(quarter from date_day)::integer as quarter,
        extract(month from date_day)::integer as month,
        extract(day from date_day)::integer as day_of_month
    from days
)

select * from final
