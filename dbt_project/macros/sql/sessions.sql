{#- The key of a session is content, not a counter: its visitor and its first event's time in µs.
    A late event before it changes the key of the session it starts, of no other. -#}
{% macro session_id(anonymous_id, session_start) -%}
    md5({{ anonymous_id }} || '|' || (extract(epoch from {{ session_start }}) * 1000000)::bigint)
{%- endmacro %}

{#- First value that is not null over a window that holds the whole session in order. -#}
{% macro first_value_of(column, window) -%}
    (array_agg({{ column }}) filter (where {{ column }} is not null) over {{ window }})[1]
{%- endmacro %}

{#- Joins events to their sessions. In an incremental run the sessions are few, and the range on
    `event_ts` lets each find its events by index. -#}
{% macro event_in_session(event, session) -%}
    {{ event }}.anonymous_id = {{ session }}.anonymous_id
    and {{ event }}.session_start = {{ session }}.session_start
    {%- if is_incremental() %}
    and {{ event }}.event_ts >= {{ session }}.session_start
    and {{ event }}.event_ts <= {{ session }}.session_end
    {%- endif %}
{%- endmacro %}
