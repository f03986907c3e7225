// One toy on the shelf. Its text comes from the store, so it goes into the page as text and never as markup.

import { drawToy } from "./figure.js";

const FEW = 5;
const money = new Intl.NumberFormat("en-GB", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const whole = new Intl.NumberFormat("en-GB");
const template = document.getElementById("toy-template");

export class Card {
  #parts = {};
  #toy = {};
  #busy = false;

  /** `buy(name, quantity)` is called when the customer wants some. */
  constructor(toy, buy) {
    this.element = template.content.firstElementChild.cloneNode(true);
    for (const part of ["picture", "name", "price", "stock", "buy", "less", "more", "quantity", "submit", "message"]) {
      this.#parts[part] = this.element.querySelector(`.${part}`);
    }
    this.#name(toy.name);
    this.#listen(buy);
    this.update(toy);
  }

  #name(name) {
    const { picture, quantity, less, more } = this.#parts;
    this.#parts.name.textContent = name;
    const figure = drawToy(name);
    picture.append(figure);
    picture.classList.add(`tint-${figure.dataset.tint}`);
    quantity.setAttribute("aria-label", `How many ${name}`);
    less.setAttribute("aria-label", `One ${name} less`);
    more.setAttribute("aria-label", `One ${name} more`);
  }

  #listen(buy) {
    const { quantity, less, more } = this.#parts;
    less.addEventListener("click", () => this.#step(-1));
    more.addEventListener("click", () => this.#step(1));
    quantity.addEventListener("focus", () => quantity.select());
    quantity.addEventListener("input", () => this.#showButton());
    this.#parts.buy.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.#busy && this.#toy.quantity > 0) buy(this.#toy.name, quantity.valueAsNumber);
    });
  }

  #step(by) {
    const { quantity } = this.#parts;
    const wanted = (quantity.valueAsNumber || 0) + by;
    quantity.value = Math.max(1, Math.min(wanted, this.#toy.quantity));
    this.#showButton();
  }

  get toy() {
    return this.#toy;
  }

  /** Shows price and stock as they are now. */
  update(toy) {
    const before = this.#toy.quantity;
    if (before === toy.quantity && this.#toy.price === toy.price) return;
    this.#toy = toy;
    const { price, stock, quantity } = this.#parts;
    price.textContent = money.format(toy.price);
    stock.textContent = stockText(toy.quantity);
    stock.dataset.level = toy.quantity === 0 ? "none" : toy.quantity <= FEW ? "few" : "some";
    this.element.classList.toggle("sold-out", toy.quantity === 0);
    // Never below what the customer may be typing: 0 would make every number wrong.
    quantity.max = Math.max(1, toy.quantity);
    if (toy.quantity < before) restart(stock, "fell");
    this.#showButton();
  }

  /** While a purchase of this toy is on its way there is no second one. */
  setBusy(busy) {
    if (this.#busy === busy) return;
    this.#busy = busy;
    this.#showButton();
    const { message } = this.#parts;
    if (!busy && message.dataset.kind === "waiting") message.hidden = true;
  }

  #showButton() {
    const { submit, quantity, less, more } = this.#parts;
    const none = this.#toy.quantity === 0;
    submit.replaceChildren(this.#buttonText(none), hidden(` ${this.#toy.name}`));
    // Not `disabled`: the button keeps the focus, and a screen reader still finds it.
    submit.setAttribute("aria-disabled", String(none || this.#busy));
    submit.classList.toggle("waiting", this.#busy);
    quantity.disabled = less.disabled = more.disabled = none;
  }

  #buttonText(none) {
    if (this.#busy) return "Ordering…";
    if (none) return "Sold out";
    const wanted = this.#parts.quantity.valueAsNumber;
    if (!(wanted > 1)) return "Buy";
    return `Buy for ${money.format((Math.round(this.#toy.price * 100) * wanted) / 100)}`;
  }

  /** A line below the toy; `kind` is "good", "bad" or "waiting". */
  say(kind, text) {
    const { message, quantity } = this.#parts;
    message.textContent = text;
    message.dataset.kind = kind;
    message.hidden = false;
    if (kind === "good") {
      quantity.value = 1;
      this.#showButton();
    }
  }
}

export function stockText(quantity) {
  if (quantity === 0) return "Sold out";
  return quantity <= FEW ? `Only ${quantity} left` : `${whole.format(quantity)} in stock`;
}

function hidden(text) {
  const span = document.createElement("span");
  span.className = "visually-hidden";
  span.textContent = text;
  return span;
}

/** Plays an animation of style.css from its start. */
function restart(element, animation) {
  element.classList.remove(animation);
  void element.offsetWidth;
  element.classList.add(animation);
}
