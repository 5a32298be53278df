import { createHash } from 'node:crypto';
import { tidy } from '../feeds/plain-text.js';

/** Query parameters that say how a reader came, not what the page is. */
const TRACKING = new Set(
  (
    'fbclid gclid gclsrc dclid gbraid wbraid msclkid twclid ttclid li_fat_id igshid igsh yclid ysclid mc_cid mc_eid mkt_tok ' +
    '_hsenc _hsmi __hssc __hstc __hsfp hsctatracking vero_id vero_conv oly_anon_id oly_enc_id wickedid s_cid s_kwcid icid ' +
    'ncid cmpid cmp cid_source cmpcid ftag ftcamp smid smtyp sref taid guccounter guce_referrer guce_referrer_sig ' +
    'oc ceid spm share_id sharetype share_token at_medium at_campaign at_custom1 at_custom2 at_link_id at_ptr_name ' +
    'xtor wt_mc wt.mc_id ns_mchannel ns_source ns_campaign ns_linkname ns_fee trk trkcampaign trkinfo lipi algotrackid ' +
    'tag_source traffic_source __source __twitter_impression amp_js_v amp_gsa usqp outputtype feedname feedtype fb_ref ' +
    'fb_source fb_action_ids fb_action_types action_object_map action_type_map action_ref_map yptr tsrc soc_src soc_trk ' +
    'mod_source mbid campaign_id newsletter_id sfmc_id sh_kit srnd siteedition rss_source feed_source'
  ).split(/\s+/),
);
const TRACKING_PREFIX =
  /^(?:utm_|utm-|pk_|mtm_|matomo_|piwik_|hsa_|ga_|_ga|itm_|int_cmp|stm_|pf_rd_|at_campaign)/;
/** Parameters that track only with these values; with others they may choose the page. */
const TRACKING_VALUES: Readonly<Record<string, RegExp>> = {
  src: /^(?:rss|feed|feeds|atom|email|newsletter|twitter|facebook|fb|linkedin|social|share|hp|homepage)/i,
  source: /^(?:rss|feed|atom|email|newsletter|twitter|facebook|linkedin|social|share|iedfolrf)/i,
  ref: /^(?:rss|feed|atom|email|newsletter|twitter|facebook|linkedin|hackernews|producthunt|hn|share|home|homepage)/i,
  from: /^(?:rss|feed|atom|email|newsletter|twitter|facebook|linkedin|share)/i,
  via: /^(?:rss|feed|atom|email|newsletter|twitter|facebook|linkedin)/i,
  cmp: /./,
  mod: /^(?:rss|mw_rss|article_inline|e2fb|e2tw|hp_)/i,
  feed: /^(?:rss|atom)/i,
  format: /^(?:rss|amp)$/i,
  amp: /^(?:1|true|)$/i,
  rss: /^(?:1|true|yes|)$/i,
};

/**
 * The address under which the same page is known wherever it was found (ranking and storage key; the reader is sent to the
 * address as the source gave it). Lower-case host without a final dot, no default port, fragment or user, `http` and `https`
 * alike, `www.`, `m.`, `mobile.` and `amp.` dropped where a registrable name remains, AMP paths unfolded, dot segments resolved,
 * percent-encoding normalised (RFC 3986, 6.2.2), tracking parameters removed, the rest sorted, no final slash.
 * @returns undefined where the value is no http(s) address.
 */
export function canonicalUrl(value: string): string | undefined {
  const url = URL.parse(unwrapAmpCache(value.trim()));
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '') return undefined;
  let host = url.hostname.replace(/\.+$/, '');
  const bare = host.replace(/^(?:www\d?|m|mobile|amp)\./, '');
  // `m.co` and `www.com` are names of their own.
  if (bare.includes('.') && !/^(?:co|com|org|net|gov|ac|edu)\.[a-z]{2}$/.test(bare)) host = bare;
  const port = url.port === '' || url.port === '443' || url.port === '80' ? '' : `:${url.port}`;
  const query = canonicalQuery(url.search);
  return `https://${host}${port}${canonicalPath(url.pathname)}${query}`;
}

/** `https://<x>.cdn.ampproject.org/c/s/host/path` and `https://www.google.com/amp/s/host/path` show another's page. */
function unwrapAmpCache(value: string): string {
  const m =
    /^https?:\/\/(?:[a-z0-9-]+\.cdn\.ampproject\.org\/[cv]\/|www\.google\.[a-z.]{2,6}\/amp\/)(s\/)?([a-z0-9.-]+\.[a-z]{2,}\/.*)$/i.exec(
      value,
    );
  return m ? `http${m[1] === undefined ? '' : 's'}://${m[2] ?? ''}` : value;
}

function canonicalPath(path: string): string {
  const clean = normalisePercent(path)
    .replace(/\/{2,}/g, '/')
    .replace(/\/(?:index|default)\.(?:html?|php|aspx?)$/i, '/')
    .replace(/\/amp\/?$/i, '/')
    .replace(/\.amp(?:\.html)?$/i, (end) => (end.toLowerCase() === '.amp' ? '' : '.html'))
    .replace(/\/+$/, '');
  return clean;
}

function canonicalQuery(search: string): string {
  if (search.length < 2) return '';
  const kept: string[] = [];
  for (const part of search.slice(1).split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = equals < 0 ? part : part.slice(0, equals);
    const value = equals < 0 ? '' : part.slice(equals + 1);
    if (!isTracking(name.toLowerCase(), value))
      kept.push(normalisePercent(equals < 0 ? part : `${name}=${value}`));
  }
  return kept.length === 0 ? '' : `?${[...new Set(kept)].sort().join('&')}`;
}

function isTracking(name: string, value: string): boolean {
  if (TRACKING.has(name) || TRACKING_PREFIX.test(name)) return true;
  return Object.hasOwn(TRACKING_VALUES, name) && (TRACKING_VALUES[name]?.test(value) ?? false);
}

/** Escapes of unreserved characters are decoded, the others written in capitals. */
function normalisePercent(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (escape) => {
    const character = String.fromCharCode(parseInt(escape.slice(1), 16));
    return /[a-z0-9\-._~]/i.test(character) ? character : escape.toUpperCase();
  });
}

export interface StoryOrigin {
  readonly sourceId: string;
  readonly url?: string | undefined;
  readonly guid?: string | undefined;
  readonly title: string;
}

/**
 * 16 bytes that are the same for the same story from whichever source or process: of the canonical address (unless it is a bare front page), else of
 * source and guid, else of source and title (invisible characters, case and white space apart).
 */
export function storyIdentity(origin: StoryOrigin): Buffer {
  return createHash('sha256').update(identityText(origin)).digest().subarray(0, 16);
}

function identityText(origin: StoryOrigin): string {
  const canonical = origin.url === undefined ? undefined : canonicalUrl(origin.url);
  if (canonical !== undefined && !isBareHost(canonical)) return `u:${canonical}`;
  const guid = origin.guid?.trim();
  if (guid) return `g:${origin.sourceId}:${guid}`;
  return `t:${origin.sourceId}:${tidy(origin.title).toLowerCase().replace(/\s+/g, ' ')}`;
}

/** Feeds without permalinks give every item the address of the front page. */
function isBareHost(canonical: string): boolean {
  return /^https:\/\/[^/?]+$/.test(canonical);
}

const BASE32 = '0123456789abcdefghjkmnpqrstvwxyz';

/** The public id of a story that came without one: `s` and 26 characters of Crockford's base 32. */
export function storyIdOf(identity: Buffer): string {
  let bits = 0n;
  for (const byte of identity) bits = (bits << 8n) | BigInt(byte);
  let out = '';
  for (let i = 0; i < 26; i++) {
    out = (BASE32[Number(bits & 31n)] ?? '') + out;
    bits >>= 5n;
  }
  return `s${out}`;
}
