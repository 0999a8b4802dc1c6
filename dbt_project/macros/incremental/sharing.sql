{#- A dozen models of one run have the same window. What it touched is found once, by the first that
    needs it (`fact_events`, `fact_sessions`), and kept for the others. A model that lags behind has
    another window and finds its own. -#}
{% macro share(kind) %}
    delete from meta.touched_windows where kind = '{{ kind }}';
    delete from meta.touched_{{ kind }};
    {%- if is_incremental() %}
    insert into meta.touched_{{ kind }}
    {%- if kind == 'events' %}
    select * from touched_events;
    {%- elif kind == 'visitors' %}
    select * from touched_visitor_tails;
    {%- else %}
    {{ select_touched_visitor_days() }};
    {%- endif %}

    insert into meta.touched_windows (kind, own, upto)
    select '{{ kind }}', own, upto from build_window;

    analyze meta.touched_{{ kind }} (anonymous_id);
    {%- endif %}
{% endmacro %}

{% macro is_shared(kind, window) %}
    {%- set query %}
        select count(*) as windows
        from meta.touched_windows
        where kind = '{{ kind }}' and own = {{ window.own }} and upto = {{ window.upto }}
    {%- endset %}
    {{ return(run_query(query).rows[0]['windows'] == 1) }}
{% endmacro %}
