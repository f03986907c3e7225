// The shop: what there is and what is left of it, searching, buying.

import { Card, stockText } from "./card.js";
import { showOrders } from "./orders.js";
import * as purchases from "./purchases.js";

const POLL_MILLIS = 2_000;
const TIMEOUT_MILLIS = 8_000;
const BACK_MILLIS = 5_000;

const page = (id) => document.getElementById(id);
const cards = new Map();

// ---------------------------------------------------------------- the shelf

let etag = null;
let refreshing = null;

/** Asks for the toys; a 304 says that they are as they were. */
async function fetchToys() {
  const response = await fetch("products", {
    headers: etag ? { "If-None-Match": etag } : {},
    cache: "no-store",
    signal: AbortSignal.timeout(TIMEOUT_MILLIS),
  });
  if (response.status === 304) return;
  if (!response.ok) throw new Error(`status ${response.status}`);
  const { data } = await response.json();
  etag = response.headers.get("ETag");
  showToys(data);
}

/** One at a time, so that an older answer never follows a newer one. */
async function refresh() {
  while (refreshing) await refreshing;
  refreshing = fetchToys().then(
    () => storeIs("catalog", true),
    () => storeIs("catalog", false),
  );
  await refreshing;
  refreshing = null;
}

function showToys(toys) {
  const shelf = page("shelf");
  const names = new Set(toys.map((toy) => toy.name));
  for (const [name, card] of cards) {
    if (!names.has(name)) {
      card.element.remove();
      cards.delete(name);
    }
  }
  let next = shelf.firstElementChild;
  for (const toy of toys) {
    const card = cards.get(toy.name) ?? newCard(toy);
    card.update(toy);
    if (card.element === next) next = next.nextElementSibling;
    else shelf.insertBefore(card.element, next);
  }
  search();
  showPurchases();
}

function newCard(toy) {
  const card = new Card(toy, buy);
  cards.set(toy.name, card);
  return card;
}

async function pollWhileSeen() {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLIS));
    if (document.visibilityState === "visible") await refresh();
  }
}

// ---------------------------------------------------------------- searching

/** Case and accents do not count. */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function search() {
  const words = plain(page("search").value).split(/\s+/).filter(Boolean);
  let matches = 0;
  for (const [name, card] of cards) {
    const match = words.every((word) => plain(name).includes(word));
    card.element.hidden = !match;
    if (match) matches++;
  }
  const all = `${cards.size} ${cards.size === 1 ? "toy" : "toys"}`;
  setText(page("match-count"), words.length === 0 ? all : `${matches} of ${all}`);
  page("no-match").hidden = matches > 0 || words.length === 0;
  setText(page("no-match"), `No toy here is called “${page("search").value.trim()}”.`);
}

// ---------------------------------------------------------------- buying

function buy(name, quantity) {
  let purchase;
  try {
    purchase = purchases.begin(name, quantity);
  } catch {
    report(name, "bad", "Not ordered: this browser does not let the page remember an order.");
    return;
  }
  showPurchases();
  announce(`Ordering ${quantity} × ${name}`);
  settle(purchase);
}

/** Also ends where another tab had the answer, or the customer cleared what this browser keeps. */
async function settle(purchase) {
  await purchases.settle(purchase.key, tell);
  showPurchases();
}

async function tell(purchase, outcome) {
  const { name, quantity } = purchase;
  showPurchases();
  storeIs("order", outcome.kind !== "unknown");
  switch (outcome.kind) {
    case "bought":
      report(name, "good", `Bought ${quantity} × ${name}: order ${outcome.number}.`);
      await refresh();
      break;
    case "refused":
      await refresh();
      report(name, "bad", `Not bought. ${whyRefused(name)}`);
      break;
    case "failed":
      report(name, "bad", `Not bought: ${outcome.message}.`);
      break;
    default:
      report(name, "waiting", "No answer yet. Your order is kept and sent again until there is one. You get it once.");
  }
}

/** The store says only that it refused; what it has now tells why. */
function whyRefused(name) {
  const card = cards.get(name);
  if (!card) return `The store no longer has ${name}.`;
  return card.toy.quantity === 0 ? `${name} is sold out.` : `${stockText(card.toy.quantity)}.`;
}

function report(name, kind, text) {
  cards.get(name)?.say(kind, text);
  announce(text);
}

function showPurchases() {
  const mine = purchases.all();
  const pending = mine.filter(purchases.isPending);
  const busy = new Set(pending.map((purchase) => purchase.name));
  for (const [name, card] of cards) card.setBusy(busy.has(name));
  showOrders(mine);
  if (pending.length === 0) storeIs("order", true);
}

/** Those that a reload, or a tab that is gone, has left behind. */
function settleAll() {
  purchases.all().filter(purchases.isPending).forEach(settle);
}

// ---------------------------------------------------------------- how the store is

/** Whether the last call of each kind was answered; undefined before the first one. */
const answers = { catalog: undefined, order: true };
let open;
let backUntil = null;

/** Shows that the store is away, back, or open as ever. */
function storeIs(part, here) {
  answers[part] = here;
  if (answers.catalog === undefined) return;
  const before = open;
  open = answers.catalog && answers.order;
  page("notice").hidden = open;
  setText(page("notice"), awayText());
  if (open !== before) showChange(before);
}

function showChange(before) {
  clearTimeout(backUntil);
  if (!open) {
    showState("away", "Away");
    announce("The store does not answer. Trying again.");
  } else if (before === undefined) {
    showState("open", "Open");
  } else {
    showState("back", "Back");
    announce("The store is back.");
    purchases.retryNow();
    backUntil = setTimeout(() => showState("open", "Open"), BACK_MILLIS);
  }
}

function awayText() {
  if (cards.size === 0) return "The store does not answer yet. This page tries again every two seconds.";
  return answers.catalog
    ? "The store takes no orders at the moment. Yours is kept and sent again until there is an answer."
    : "The store does not answer at the moment. What is shown here may be old; this page keeps trying.";
}

function showState(state, text) {
  page("state").dataset.state = state;
  setText(page("state"), text);
}

function announce(text) {
  setText(page("live"), text);
}

/** The same text again would be read aloud again. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// ---------------------------------------------------------------- opening

page("search").addEventListener("input", search);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") refresh();
});
addEventListener("online", () => purchases.retryNow());
purchases.onOtherTab(() => {
  showPurchases();
  settleAll();
});
showPurchases();
// First the toys: the store answers one request of a customer after the other.
await refresh();
settleAll();
pollWhileSeen();
