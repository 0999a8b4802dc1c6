"""The event as one msgspec model, the only validator of the platform.

`Event` is what a browser sends, `LakeEvent` is what a line of the lake holds: the same event
plus what the ingest found out about it. A lake line that carries `received_at` has been through
the ingest ("enriched"); one without is a backfill, history from any tool.
"""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Struct

EventType = Literal[
    "view",
    "click",
    "search",
    "add_to_cart",
    "remove_from_cart",
    "checkout",
    "purchase",
    "custom",
]
DeviceType = Literal["mobile", "desktop", "tablet"]

MAX_EVENT_BYTES = 16 * 1024
MAX_REQUEST_BYTES = 256 * 1024
MAX_REQUEST_EVENTS = 500
MAX_PROPS = 32

# Limits for the corrected time of an enriched event, relative to `received_at`: a phone that was
# off for a year may still report, a clock that runs days ahead may not stall anything.
MAX_AHEAD = timedelta(hours=24)
MAX_BEHIND = timedelta(days=400)

# Backfills have no `received_at` of their own; they are accepted from here to MAX_AHEAD after
# loading. Nothing on the web is older.
BACKFILL_SINCE_YEAR = 1990

# Browser clocks closer than this to the server's are believed as they are: correcting them would
# only add the network's jitter.
SKEW_TOLERANCE = timedelta(seconds=30)

Id = Annotated[str, Meta(min_length=1, max_length=64)]
Url = Annotated[str, Meta(max_length=4096)]
ShortText = Annotated[str, Meta(max_length=255)]
Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$", description="ISO 4217 code")]
Country = Annotated[str, Meta(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2 code")]
Price = Annotated[float, Meta(ge=0, le=1e9, description="of one piece, in `currency`")]
Quantity = Annotated[int, Meta(ge=0, le=1_000_000)]
LineNumber = Annotated[int, Meta(ge=0, le=1_000_000)]
Sequence = Annotated[int, Meta(ge=0, le=2**53)]
Timestamp = Annotated[datetime, Meta(tz=True)]


class Device(Struct, forbid_unknown_fields=True, gc=False, omit_defaults=True):
    """The device the visitor uses."""

    type: DeviceType | None = None
    browser: ShortText | None = None
    os: ShortText | None = None


class Geo(Struct, forbid_unknown_fields=True, gc=False, omit_defaults=True):
    """Where the visitor is; the country comes from the edge, never from an address we keep."""

    country: Country | None = None
    city: ShortText | None = None


class Ecom(Struct, forbid_unknown_fields=True, gc=False, omit_defaults=True):
    """The product or the order line that the event is about."""

    product_id: ShortText | None = None
    name: ShortText | None = None
    brand: ShortText | None = None
    category: ShortText | None = None
    currency: Currency | None = None
    price: Price | None = None
    qty: Quantity | None = None
    order_id: ShortText | None = None
    line_no: LineNumber | None = None


class Event(Struct, forbid_unknown_fields=True, gc=False, omit_defaults=True, kw_only=True):
    """One thing a visitor did, as the browser tells it.

    Fields that the model does not know are kept in `props` under their own dotted name, by
    whoever decodes (see `loader/decode.py`): nothing a page sends is lost in silence.
    """

    event_id: UUID
    ts: Timestamp
    event_type: EventType
    anonymous_id: Id
    session_id: Id | None = None
    user_id: ShortText | None = None
    page_url: Url | None = None
    referrer: Url | None = None
    device: Device | None = None
    geo: Geo | None = None
    ecom: Ecom | None = None
    props: dict[str, Any] | None = None
    seq: Sequence | None = None
    schema_version: Annotated[int, Meta(ge=1, le=32767)] | None = None


class LakeEvent(Event):
    """A line of the lake: an event, and what the ingest added.

    `received_at`: when the ingest took it. `event_ts`: `ts` corrected for the browser's clock,
    absent where no correction was due. `is_bot`, `bot_name`: what its user agent gave away.
    """

    received_at: Timestamp | None = None
    event_ts: Timestamp | None = None
    is_bot: bool | None = None
    bot_name: ShortText | None = None
