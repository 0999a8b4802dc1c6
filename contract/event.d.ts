// Generated from contract/model.py by `make contract`; edit the model, not this file.

export type EventType =
  "view" | "click" | "search" | "add_to_cart" | "remove_from_cart" | "checkout" | "purchase" | "custom";

export type DeviceType =
  "mobile" | "desktop" | "tablet";

/** The device the visitor uses. */
export interface Device {
  type?: DeviceType | null;
  /** Family only: `Firefox`. */
  browser?: string | null;
  /** Family only: `Android`. */
  os?: string | null;
}

/** Where the visitor is; the country comes from the edge, never from an address we keep. */
export interface Geo {
  /** ISO 3166-1 alpha-2 code. */
  country?: string | null;
  city?: string | null;
}

/** The product or the order line that the event is about. */
export interface Ecom {
  /** With it, a `view` is a product view, too. */
  product_id?: string | null;
  name?: string | null;
  brand?: string | null;
  /** From the general to the special: `computers.notebook`. */
  category?: string | null;
  /** ISO 4217 code. */
  currency?: string | null;
  /** Of one piece, in `currency`. */
  price?: number | null;
  /** Pieces; 1 when absent. */
  qty?: number | null;
  /** Shared by the purchase events of one order. */
  order_id?: string | null;
  /** Line of the order; a purchase event is one line. */
  line_no?: number | null;
}

/**
 * One thing a visitor did, as the browser tells it.
 *
 * Fields that the model does not know are kept in `props` under their own dotted name, by
 * whoever decodes (see `loader/decode.py`): nothing a page sends is lost in silence.
 */
export interface Event {
  /** Made by the sender; sent again with a retry. */
  event_id: string;
  /** When it happened, by the browser's own clock. */
  ts: string;
  event_type: EventType;
  /** The visitor: one browser, nobody's name. */
  anonymous_id: string;
  /** The browser's idea of a session; the warehouse makes its own. */
  session_id?: string | null;
  /** Who is logged in; kept as an HMAC only. */
  user_id?: string | null;
  page_url?: string | null;
  /** The page before, as the browser knew it. */
  referrer?: string | null;
  device?: Device | null;
  geo?: Geo | null;
  ecom?: Ecom | null;
  /** Up to 32 entries more; `search_query` is what a visitor searched for. */
  props?: Record<string, unknown> | null;
  /** Counts the events of a visitor up. */
  seq?: number | null;
  schema_version?: number | null;
}

/** A line of the lake: an event, and what the ingest added. */
export interface LakeEvent extends Event {
  /** When the ingest took it; absent from a backfill. */
  received_at?: string | null;
  /** `ts` corrected for the browser's clock, where it was. */
  event_ts?: string | null;
  /** What its user agent gave away. */
  is_bot?: boolean | null;
  bot_name?: string | null;
}
