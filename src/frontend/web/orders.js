// "My orders": the purchases of this browser, those on their way first, then by number.

import * as purchases from "./purchases.js";

const TIMEOUT_MILLIS = 5_000;
const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });
const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "short" });
const template = document.getElementById("order-template");
const list = document.getElementById("order-list");
const none = document.getElementById("no-orders");
const count = document.getElementById("order-count");
const rows = new Map();

/** Brings the list up to date; rows that stay keep their place, their focus and their answer. */
export function showOrders(mine) {
  const sorted = [...mine].sort((a, b) => (b.number ?? Infinity) - (a.number ?? Infinity) || b.at - a.at);
  const keys = new Set(sorted.map((purchase) => purchase.key));
  for (const [key, row] of rows) {
    if (!keys.has(key)) {
      row.remove();
      rows.delete(key);
    }
  }
  let next = list.firstElementChild;
  for (const purchase of sorted) {
    const row = rows.get(purchase.key) ?? newRow(purchase);
    fill(row, purchase);
    if (row === next) next = row.nextElementSibling;
    else list.insertBefore(row, next);
  }
  none.hidden = sorted.length > 0;
  count.textContent = sorted.length;
}

function newRow(purchase) {
  const row = template.content.firstElementChild.cloneNode(true);
  row.querySelector(".look-up").addEventListener("click", () => lookUp(row, purchase.key));
  rows.set(purchase.key, row);
  return row;
}

function fill(row, purchase) {
  const pending = purchases.isPending(purchase);
  row.classList.toggle("pending", pending);
  row.querySelector(".order-what").textContent = `${purchase.quantity} × ${purchase.name}`;
  row.querySelector(".order-when").textContent = pending
    ? "on its way…"
    : `Order ${purchase.number} · ${dayOrTime(purchase.at)}`;
  const button = row.querySelector(".look-up");
  button.hidden = pending;
  button.setAttribute("aria-label", `Look up order ${purchase.number}`);
}

/** By this computer's clock, for people only. */
function dayOrTime(at) {
  const date = day.format(at);
  return date === day.format(Date.now()) ? `today, ${time.format(at)}` : date;
}

async function lookUp(row, key) {
  const purchase = purchases.all().find((one) => one.key === key);
  if (!purchase) return;
  const answer = row.querySelector(".order-answer");
  answer.hidden = false;
  answer.dataset.kind = "waiting";
  answer.textContent = "Asking the store…";
  const [kind, text] = await whatTheStoreSays(purchase);
  answer.dataset.kind = kind;
  answer.textContent = text;
  document.getElementById("live").textContent = `Order ${purchase.number}: ${text}`;
}

async function whatTheStoreSays({ number, name, quantity }) {
  try {
    const response = await fetch(`orders/${number}`, { cache: "no-store", signal: AbortSignal.timeout(TIMEOUT_MILLIS) });
    if (response.status === 404) return ["bad", "The store does not know this order."];
    const { data } = await response.json();
    if (data.name === name && data.quantity === quantity) return ["good", "The store has this order."];
    return ["bad", `In the store this number is ${data.quantity} × ${data.name}.`];
  } catch {
    return ["waiting", "The store does not answer. Try again in a moment."];
  }
}
