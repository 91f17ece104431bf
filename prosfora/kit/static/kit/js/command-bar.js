// The command bar: what the page's own buttons offer, then the server's answers; arrows move, Enter opens.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();

class CommandBar extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.list = this.querySelector("[role=listbox]");
    this.input.addEventListener("htmx:beforeRequest", () => (this.asked = this.input.value));
    this.list.addEventListener("htmx:afterSwap", () => this.show());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.open(event, event.target.closest("[role=option]")));
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.input.addEventListener("focus", () => this.list.childElementCount && this.input.value && this.toggle(true));
    this.addEventListener("focusout", (event) => this.contains(event.relatedTarget) || this.toggle(false));
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  get chosen() {
    return this.options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  }

  show() {
    this.shown = this.asked;
    const own = this.ownActions();
    if (own.length) this.list.querySelector(".nothing")?.remove();
    this.list.prepend(...own);
    this.options.forEach((option, place) => (option.id = `found-${place}`));
    this.toggle(this.list.childElementCount > 0 && this.input.value !== "");
    this.choose(0);
  }

  ownActions() {
    const wanted = plain(this.input.value);
    if (wanted.length < 2) return [];
    const controls = [...document.querySelectorAll(".verbs :is(a, button), .heading .button")];
    return controls.filter((control) => plain(control.textContent).includes(wanted)).map((control) => {
      const option = document.createElement("li");
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.append(control.querySelector("svg")?.cloneNode(true) ?? document.createElement("span"), control.textContent.trim());
      option.control = control;
      return option;
    });
  }

  toggle(isOpen) {
    this.list.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) this.input.removeAttribute("aria-activedescendant");
  }

  choose(place) {
    this.options.forEach((option, index) => option.setAttribute("aria-selected", String(index === place)));
    const chosen = this.options[place];
    if (!chosen) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  }

  press(event) {
    const size = this.options.length;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && size) {
      event.preventDefault();
      this.toggle(true);
      this.choose((this.chosen + (event.key === "ArrowDown" ? 1 : size - 1)) % size);
    } else if (event.key === "Escape") {
      if (this.list.hidden) this.input.blur();
      this.toggle(false);
    } else if (event.key === "Enter" && !this.list.hidden && this.shown === this.input.value && size) {
      this.open(event, this.options[Math.max(this.chosen, 0)]);
    }
  }

  open(event, option) {
    if (!option) return;
    event.preventDefault();
    if (!option.control && !option.dataset.href) return; // "nothing found" leads nowhere
    this.toggle(false);
    if (option.control) option.control.click();
    else if (event.ctrlKey || event.metaKey) window.open(option.dataset.href, "_blank", "noopener");
    else window.location.assign(option.dataset.href);
  }
}

customElements.define("command-bar", CommandBar);
