"""Ways to break what an increment rebuilds, each one line of the project."""

_EVENTS = "macros/incremental/touched_events.sql"
_VISITORS = "macros/incremental/touched_visitors.sql"
_DAYS = "macros/incremental/touched_days.sql"

TAIL_STARTS_AT_TOUCH = (_VISITORS, "then previous.session_start", "then t.event_ts")
NOTHING_IS_DISPLACED = (
    _EVENTS,
    "from {{ source('raw', 'displaced_events') }}\n        where",
    "from {{ source('raw', 'displaced_events') }}\n        where false and",
)

# What is broken, the table that shows it, and the edit that does it.
BREAKS = {
    "the tail starts at the touched event": ("fact_events", TAIL_STARTS_AT_TOUCH),
    "displaced events touch nothing": ("fact_events", NOTHING_IS_DISPLACED),
    "a pause of 30 minutes ends a session": (
        "fact_events",
        (
            _VISITORS,
            "when t.event_ts - previous.event_ts <= ",
            "when t.event_ts - previous.event_ts < ",
        ),
    ),
    "other lines of an order are not touched": (
        "fact_events",
        (
            _EVENTS,
            "order_id in (select order_id from arrived",
            "false and order_id in (select order_id from arrived",
        ),
    ),
    "a session that an event leaves behind keeps its day": (
        "mart_traffic_daily",
        (
            _DAYS,
            "and s.session_start <= t.last_ts + {{ session_timeout() }}",
            "and s.session_start <= t.last_ts",
        ),
    ),
    "a session that an event ended keeps its day": (
        "mart_traffic_daily",
        (
            _DAYS,
            "and s.session_end >= t.first_ts - {{ session_timeout() }}",
            "and s.session_end >= t.first_ts",
        ),
    ),
    "only the first day of a session is touched": (
        "mart_traffic_daily",
        (
            _DAYS,
            "0, {{ local_date('s.session_end') }} - s.session_date",
            "0, 0",
        ),
    ),
    "the visit after a touched day keeps its gap": (
        "mart_audience_daily",
        (
            _DAYS,
            "on t.anonymous_id = s.anonymous_id and t.date_day < s.session_date",
            "on false and t.anonymous_id = s.anonymous_id and t.date_day < s.session_date",
        ),
    ),
    "other users of a browser are not touched": (
        "dim_user",
        (
            _VISITORS,
            "e.anonymous_id in (select anonymous_id from touched_events)",
            "false",
        ),
    ),
    "new orders without an id are not touched": (
        "fact_orders",
        (
            _EVENTS,
            "where f.order_key is not null",
            "where false",
        ),
    ),
    "orders that are none any more stay": (
        "fact_orders",
        (_EVENTS, "and t.tail_start <= o.order_ts", "and false"),
    ),
}
