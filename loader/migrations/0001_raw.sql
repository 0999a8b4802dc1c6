-- The loader's schema. Everything in it is written by the loader alone and only read by dbt.
create schema raw;

-- One commit of the loader: a group of objects that became visible together. Batch ids are given
-- out under the loader's advisory lock and inside the transaction that uses them, so the visible
-- ids are always 1..n without a gap, and `max(batch)` freezes a complete state.
create table raw.load_batches (
    batch         bigint primary key,
    loaded_at     timestamptz not null,
    objects       integer not null,
    bytes         bigint not null,      -- of the objects as stored
    lines         bigint not null,
    inserted      bigint not null,
    duplicates    bigint not null,      -- replaced rows are duplicates
    replaced      bigint not null,
    rejected      bigint not null,
    watermark     timestamptz,          -- greatest received_at seen so far, this batch included
    manifest_key  text                  -- null until the manifest is in the lake
);

create table raw.loaded_objects (
    object_key    text collate "C" primary key,
    batch         bigint not null references raw.load_batches,
    bytes         bigint not null,
    sha256        text not null,
    lines         bigint not null,
    inserted      bigint not null,
    duplicates    bigint not null,
    rejected      bigint not null,
    check (lines = inserted + duplicates + rejected)
);
create index on raw.loaded_objects (batch);

create table raw.rejected_lines (
    batch         bigint not null references raw.load_batches,
    object_key    text collate "C" not null,
    line_number   bigint not null,
    reason        text not null,
    detail        text,                 -- what exactly was wrong, without the value
    line          text not null,        -- redacted; bytes that are no text are written as \xNN
    line_bytes    bigint not null,      -- length in the object
    primary key (object_key, line_number)
);
create index on raw.rejected_lines (batch);

-- The events, typed and flat. Fixed-width columns come first: no padding between them.
-- The batch and its time come from the transaction, not from each line of a COPY (which is slower);
-- whoever writes without having set them fails on the spot.
create table raw.events (
    -- the batch of the line that is kept
    batch              bigint not null
        default nullif(current_setting('clickstream.batch', true), '')::bigint,
    client_ts          timestamptz not null,  -- `ts`, the browser's own clock
    event_ts           timestamptz not null,  -- corrected for the browser's skew
    received_at        timestamptz not null,  -- of a backfill: `ts`
    loaded_at          timestamptz not null default now(),
    seq                bigint,
    quantity           integer,
    line_no            integer,
    schema_version     smallint,
    enriched           boolean not null,      -- went through the ingest (not a backfill)
    is_bot             boolean not null,
    event_id           uuid not null,
    line_hash          uuid not null,         -- md5 of the canonical redacted line
    event_type         text not null,
    anonymous_id       text not null,
    client_session_id  text,
    user_id            text,                  -- HMAC, never the identifier itself
    page_url           text,
    referrer           text,
    device_type        text,
    browser            text,
    os                 text,
    country            text,
    city               text,
    product_id         text,
    product_name       text,
    brand              text,
    category           text,
    currency           text,
    order_id           text,
    search_query       text,
    bot_name           text,
    price              numeric(18, 4),
    props              jsonb,
    primary key (client_ts, event_id)
) partition by range (client_ts);

-- Months outside received_at - 400 days .. + 1 day of an enriched event: broken clocks.
create table raw.events_default partition of raw.events default;

-- New rows lie together on disk, so a block range index finds a batch at a hundredth of the size.
create index on raw.events using brin (batch) with (pages_per_range = 16, autosummarize = on);
-- The lines of one order can come from several visitors and days (a reloaded thank-you page).
create index on raw.events (order_id) where order_id is not null;

-- Where a row was before it was replaced or erased, so that whatever was computed from the old
-- place is computed again. Written in the transaction that takes the row away.
create table raw.displaced_events (
    batch         bigint not null,      -- of the commit that displaced the row
    event_id      uuid not null,
    client_ts     timestamptz not null,
    event_ts      timestamptz not null,
    anonymous_id  text not null,
    user_id       text,
    product_id    text,
    order_id      text
);
create index on raw.displaced_events (batch);

-- Rows taken out for good: Σ inserted = rows + Σ erased.
create table raw.erasures (
    batch         bigint not null references raw.load_batches,
    erased_at     timestamptz not null,
    subject       text not null,        -- 'anonymous_id' or 'user_id'
    subject_hash  text not null,        -- sha256 of the identifier
    erased        bigint not null
);
