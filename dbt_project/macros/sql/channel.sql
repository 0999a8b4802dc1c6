{#- CTEs from `landings` (one row per session: anonymous_id, session_start, page_url, referrer of
    the page it began on) to `attributed` (one row per session: source, medium, campaign, channel).
    Classification runs once per distinct host and once per distinct source: regular expressions
    on every session would cost more than everything else. -#}
{% macro attribute_landings() %}
-- What the landing page's address and its referrer say.
tagged as (
    select
        anonymous_id,
        session_start,
        {{ url_host('page_url') }} as page_host,
        {{ url_host('referrer') }} as host,
        lower({{ url_parameter('page_url', 'utm_source') }}) as utm_source,
        lower({{ url_parameter('page_url', 'utm_medium') }}) as utm_medium,
        {{ url_parameter('page_url', 'utm_campaign') }} as utm_campaign,
        case
            when page_url not like '%clid=%' and page_url not like '%braid=%' and page_url not like '%clkid=%'
                then null
            when page_url ~ '[?&](gclid|gbraid|wbraid)=' then 'google'
            when page_url ~ '[?&]msclkid=' then 'bing'
        end as paid_search_source
    from landings
),

-- Hosts that may be a source: not the store itself, not where one pays or signs in.
external_hosts as (
    select distinct t.host
    from tagged as t
    where
        t.host is not null
        and not exists (
            select 1 from {{ ref('ignored_referrers') }} as i
            where t.host = i.host or t.host like '%.' || i.host
        )
),

known_hosts as (
    select
        h.host,
        coalesce(min(s.source), h.host) as source,
        case when min(s.category) = 'search' then 'organic' else 'referral' end as medium
    from external_hosts as h
    left join {{ ref('traffic_sources') }} as s on h.host ~ s.host_pattern
    group by h.host
),

-- Tags win over click ids, click ids over the referrer; nothing at all is a direct visit.
sourced as (
    select
        t.anonymous_id,
        t.session_start,
        t.utm_source,
        t.utm_medium,
        t.utm_campaign,
        h.host as referrer_host,
        case
            when coalesce(t.utm_source, t.utm_medium, t.utm_campaign) is not null
                then coalesce(t.utm_source, '(not set)')
            else coalesce(t.paid_search_source, h.source, '(direct)')
        end as source,
        case
            when coalesce(t.utm_source, t.utm_medium, t.utm_campaign) is not null
                then coalesce(t.utm_medium, '(not set)')
            when t.paid_search_source is not null then 'cpc'
            else coalesce(h.medium, '(none)')
        end as medium
    from tagged as t
    left join known_hosts as h
        on t.host = h.host and {{ bare_host('t.host') }} <> coalesce({{ bare_host('t.page_host') }}, '')
),

distinct_sources as (
    select distinct source, medium, utm_campaign from sourced
),

categorized as (
    select
        d.source,
        d.medium,
        d.utm_campaign,
        min(s.category) as category
    from distinct_sources as d
    left join {{ ref('traffic_sources') }} as s on d.source = s.source or d.source ~ s.host_pattern
    group by d.source, d.medium, d.utm_campaign
),

-- The first rule whose every condition holds; an empty condition always does.
classified as (
    select distinct on (c.source, c.medium, c.utm_campaign)
        c.source,
        c.medium,
        c.utm_campaign,
        coalesce(r.channel, 'Unassigned') as channel
    from categorized as c
    left join {{ ref('channel_rules') }} as r
        on
            (r.source_pattern is null or c.source ~ r.source_pattern)
            and (r.source_category is null or c.category = r.source_category)
            and (r.medium_pattern is null or c.medium ~ r.medium_pattern)
            and (r.campaign_pattern is null or lower(c.utm_campaign) ~ r.campaign_pattern)
    order by c.source, c.medium, c.utm_campaign, r.rule_order
),

attributed as (
    select
        s.*,
        c.channel
    from sourced as s
    inner join classified as c
        on
            s.source = c.source
            and s.medium = c.medium
            and s.utm_campaign is not distinct from c.utm_campaign
)
{%- endmacro %}

{#- `www.shop.example` and `shop.example` are one site. -#}
{% macro bare_host(host) -%}
    regexp_replace({{ host }}, '^www\.', '')
{%- endmacro %}
