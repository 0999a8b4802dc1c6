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
Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$", description="ISO 4217 code.")]
Country = Annotated[str, Meta(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2 code.")]
Price = Annotated[float, Meta(ge=0, le=1e9, description="Of one piece, in `currency`.")]
Quantity = Annotated[int, Meta(ge=0, le=1_000_000)]
LineNumber = Annotated[int, Meta(ge=0, le=1_000_000)]
Sequence = Annotated[int, Meta(ge=0, le=2**53)]
Timestamp = Annotated[datetime, Meta(tz=True)]


class Device(Struct, forbid_unknown_fields=True, gc=False, omit_defaults=True):
    """The device the visitor uses."""

    type: DeviceType | None = None
    browser: Annotated[ShortText | None, Meta(description="Family only: `Firefox`.")] = None
    os: Annotated[ShortText | None, Meta(description="Family only: `Android`.")] = None


class Geo(Struct, forbid_unknown_fields=True, gc=False, omit_defaults=True):
    """Where the visitor is; the country comes from the edge, never from an address we keep."""

    country: Country | None = None
    city: ShortText | None = None


class Ecom(Struct, forbid_unknown_fields=True, gc=False, omit_defaults=True):
    """The product or the order line that the event is about."""

    product_id: Annotated[
        ShortText | None, Meta(description="With it, a `view` is a product view, too.")
    ] = None
    name: ShortText | None = None
    brand: ShortText | None = None
    category: Annotated[
        ShortText | None, Meta(description="From the general to the special: `computers.notebook`.")
    ] = None
    currency: Currency | None = None
    price: Price | None = None
    qty: Annotated[Quantity | None, Meta(description="Pieces; 1 when absent.")] = None
    order_id: Annotated[
        ShortText | None, Meta(description="Shared by the purchase events of one order.")
    ] = None
    line_no: Annotated[
        LineNumber | None, Meta(description="Line of the order; a purchase event is one line.")
    ] = None


class Event(Struct, forbid_unknown_fields=True, gc=False, omit_defaults=True, kw_only=True):
    """One thing a visitor did, as the browser tells it.

    Fields that the model does not know are kept in `props` under their own dotted name, by
    whoever decodes (see `loader/decode.py`): nothing a page sends is lost in silence.
    """

    event_id: Annotated[UUID, Meta(description="Made by the sender; sent again with a retry.")]
    ts: Annotated[Timestamp, Meta(description="When it happened, by the browser's own clock.")]
    event_type: EventType
    anonymous_id: Annotated[Id, Meta(description="The visitor: one browser, nobody's name.")]
    session_id: Annotated[
        Id | None, Meta(description="The browser's idea of a session; the warehouse makes its own.")
    ] = None
    user_id: Annotated[
        ShortText | None, Meta(description="Who is logged in; kept as an HMAC only.")
    ] = None
    page_url: Url | None = None
    referrer: Annotated[
        Url | None, Meta(description="The page before, as the browser knew it.")
    ] = None
    device: Device | None = None
    geo: Geo | None = None
    ecom: Ecom | None = None
    props: Annotated[
        dict[str, Any] | None,
        Meta(description="Up to 32 entries more; `search_query` is what a visitor searched for."),
    ] = None
    seq: Annotated[Sequence | None, Meta(description="Counts the events of a visitor up.")] = None
    schema_version: Annotated[int, Meta(ge=1, le=32767)] | None = None


class LakeEvent(Event):
    """A line of the lake: an event, and what the ingest added."""

    received_at: Annotated[
        Timestamp | None, Meta(description="When the ingest took it; absent from a backfill.")
    ] = None
    event_ts: Annotated[
        Timestamp | None, Meta(description="`ts` corrected for the browser's clock, where it was.")
    ] = None
    is_bot: Annotated[bool | None, Meta(description="What its user agent gave away.")] = None
    bot_name: ShortText | None = None
