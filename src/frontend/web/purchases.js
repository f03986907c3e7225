// The purchases of this browser, from the click to a true answer.
//
// A purchase has an Idempotency-Key from the start and is stored before it is sent. So it may be sent as often as need be,
// also after a reload and by another tab, and is bought at most once. Each is an item of its own in localStorage: no tab
// overwrites what another one wrote.

const PREFIX = "toystore.purchase.";
const TIMEOUT_MILLIS = 10_000;
const FIRST_WAIT_MILLIS = 1_000;
const MAX_WAIT_MILLIS = 15_000;

const sleepers = new Set();
const inHand = new Set();

/** All purchases, stored as {key, name, quantity, at} and, once bought, number. */
export function all() {
  return storedItems()
    .filter((item) => item.startsWith(PREFIX))
    .map((item) => read(item.slice(PREFIX.length)))
    .filter(Boolean);
}

function storedItems() {
  try {
    return Object.keys(localStorage);
  } catch {
    return []; // This browser keeps nothing for pages.
  }
}

export function isPending(purchase) {
  return purchase.number === undefined;
}

/**
 * Stores a new purchase; `settle` sends it.
 *
 * Throws where the browser cannot store it, and then nothing was bought.
 */
export function begin(name, quantity) {
  const purchase = { key: newKey(), name, quantity, at: Date.now() };
  write(purchase);
  return purchase;
}

/**
 * Repeats a purchase until the store has given a true answer, and calls `tell` with each outcome:
 * {kind: "unknown"} before it is repeated; {kind: "bought", number}, {kind: "refused"} or {kind: "failed", message} at last.
 */
export async function settle(key, tell) {
  if (inHand.has(key)) return;
  inHand.add(key);
  try {
    await oneTab(key, () => repeat(key, tell));
  } finally {
    inHand.delete(key);
  }
}

/** Whoever waits before the next attempt goes on now. */
export function retryNow() {
  for (const wake of sleepers) wake();
}

/** Calls back when another tab has changed a purchase. */
export function onOtherTab(listener) {
  addEventListener("storage", (event) => {
    if (event.key === null || event.key.startsWith(PREFIX)) listener();
  });
}

async function repeat(key, tell) {
  for (let attempt = 0; ; attempt++) {
    // Read anew each time: another tab may have had the answer.
    const purchase = read(key);
    if (!purchase || !isPending(purchase)) return;
    const outcome = await send(purchase);
    if (outcome.kind !== "unknown") {
      record(purchase, outcome);
      tell(purchase, outcome);
      return;
    }
    tell(purchase, outcome);
    await sleep(outcome.wait ?? Math.min(MAX_WAIT_MILLIS, FIRST_WAIT_MILLIS * 2 ** attempt));
  }
}

function record(purchase, outcome) {
  if (outcome.kind === "bought") {
    write({ ...purchase, number: outcome.number });
  } else {
    localStorage.removeItem(PREFIX + purchase.key);
  }
}

async function send({ key, name, quantity }) {
  try {
    const response = await fetch("orders", {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": key },
      body: JSON.stringify({ name, quantity }),
      cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT_MILLIS),
    });
    return outcomeOf(response.status, await response.json(), response.headers.get("Retry-After"));
  } catch {
    // No reply, or not one of the store's.
    return { kind: "unknown" };
  }
}

/** Only what the store itself says for sure is an answer; after anything else the purchase may or may not have happened. */
function outcomeOf(status, body, retryAfter) {
  const number = body?.data?.order_number;
  if (status === 200 && Number.isSafeInteger(number)) return { kind: "bought", number };
  // The contract's code of a refused order, which HTTP carries as 409.
  if (status === 409 && body?.error?.code === 304) return { kind: "refused" };
  const again = status === 408 || status === 429 || status >= 500;
  if (!again && status >= 400 && body?.error) return { kind: "failed", message: String(body.error.message) };
  const seconds = /^\d{1,2}$/.test(retryAfter) ? Number(retryAfter) : undefined;
  return { kind: "unknown", wait: seconds && seconds * 1000 };
}

/** While one tab is at it, the others wait, and take over if that tab goes. Without locks they all send: the same key. */
function oneTab(key, action) {
  return navigator.locks ? navigator.locks.request(PREFIX + key, action) : action();
}

function sleep(millis) {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      sleepers.delete(wake);
      resolve();
    };
    const timer = setTimeout(wake, millis);
    sleepers.add(wake);
  });
}

function read(key) {
  try {
    const purchase = JSON.parse(localStorage.getItem(PREFIX + key));
    const sound = purchase?.key === key && typeof purchase.name === "string" && Number.isInteger(purchase.quantity);
    return sound ? purchase : null;
  } catch {
    return null;
  }
}

function write(purchase) {
  localStorage.setItem(PREFIX + purchase.key, JSON.stringify(purchase));
}

/** 128 random bits. (crypto.randomUUID is there only on https and on localhost.) */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
