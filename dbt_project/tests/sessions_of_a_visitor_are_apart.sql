-- Guards: between two sessions of one visitor lies more than the time-out, so no session is cut in
-- two, and none overlaps another. Sessions, bounces and conversion of every page rely on it.
select
    s.session_id,
    other.session_id as too_near
from {{ checked_rows(ref('fact_sessions'), 'session_end', 's') }}
inner join {{ ref('fact_sessions') }} as other
    on
        s.anonymous_id = other.anonymous_id
        and s.session_id <> other.session_id
        and other.session_start <= s.session_end + {{ session_timeout() }}
        and other.session_end >= s.session_start - {{ session_timeout() }}
