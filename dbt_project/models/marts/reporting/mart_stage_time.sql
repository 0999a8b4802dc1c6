-- depends_on: {{ ref('fact_events') }}
{{ config(
    indexes=[{'columns': ['date_day']}],
    meta={'touched': 'days', 'delete_where': 'old.date_day = touched.date_day'},
) }}

-- A histogram adds up over days and slices where a median does not. Buckets grow by an eighth of a
-- doubling, so a median read from it is within 5 % of the true one.
with sessions as (
    select *
    from {{ ref('fact_sessions') }}
    where {{ is_touched_day('session_date') }} and funnel_depth >= 2
),

stages as (
    {%- for step in funnel_steps() %}
    {%- if not loop.last %}
    select
        *,
        {{ loop.index }} as stage_number,
        '{{ step }}' as from_step,
        '{{ funnel_steps()[loop.index] }}' as to_step,
        extract(
            epoch from
            funnel_reached_at[{{ loop.index + 1 }}] - funnel_reached_at[{{ loop.index }}]
        ) as seconds
    from sessions
    where funnel_depth > {{ loop.index }}
    {{ 'union all' if loop.index < funnel_steps() | length - 1 }}
    {%- endif %}
    {%- endfor %}
),

bucketed as (
    select
        *,
        floor(8 * ln(seconds::double precision + 1) / ln(2::double precision))::integer as bucket
    from stages
),

final as (
    select
        session_date as date_day,
        {{ slice_columns('s') }},
        stage_number::smallint as stage_number,
        from_step,
        to_step,
        bucket,
        (power(2::double precision, bucket / 8.0) - 1)::numeric(14, 3) as seconds_from,
        (power(2::double precision, (bucket + 1) / 8.0) - 1)::numeric(14, 3) as seconds_to,
        count(*)::integer as sessions
    from bucketed as s
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9
)

-- Days lie together on disk: most reads want a range of them.
select * from final
order by date_day
