// A field that finds while one types: options come from data-url?q=, arrows choose, Enter or Tab takes.
class TypeAhead extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input:not([type=hidden])");
    this.hidden_input = this.querySelector("input[type=hidden]");
    this.list = document.createElement("ul");
    this.list.id = `${this.input.id}-options`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.input.getAttribute("aria-label") || this.input.labels?.[0]?.textContent || "");
    this.list.hidden = true;
    this.append(this.list);
    this.input.setAttribute("aria-controls", this.list.id);
    this.input.setAttribute("aria-expanded", "false");
    this.input.addEventListener("input", () => this.wait());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("mousedown", (event) => this.take(event.target.closest("[role=option]")));
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), 90);
  }

  async ask() {
    const text = this.input.value.trim();
    if (!text) return this.close();
    const answer = await fetch(`${this.dataset.url}?q=${encodeURIComponent(text)}`, { headers: { "HX-Request": "true" } });
    if (!answer.ok || text !== this.input.value.trim()) return;
    this.list.innerHTML = await answer.text();
    this.options.forEach((option, place) => (option.id ||= `${this.list.id}-${place}`));
    this.list.hidden = this.options.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.choose(0);
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  get chosen() {
    return this.options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  }

  choose(place) {
    this.options.forEach((option, index) => option.setAttribute("aria-selected", String(index === place)));
    if (this.options[place]) this.input.setAttribute("aria-activedescendant", this.options[place].id);
  }

  press(event) {
    if (this.list.hidden) return;
    const size = this.options.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.choose((this.chosen + (event.key === "ArrowDown" ? 1 : size - 1)) % size);
    } else if (event.key === "Enter") {
      event.preventDefault();
      event.stopPropagation();
      this.take(this.options[this.chosen]);
    } else if (event.key === "Tab") this.take(this.options[this.chosen]);
    else if (event.key === "Escape") this.close();
  }

  take(option) {
    if (!option) return;
    if (option.dataset.createUrl) return this.create(option);
    const target = this.hidden_input || this.input;
    target.value = option.dataset.value;
    if (this.hidden_input) this.input.value = option.dataset.text || option.textContent.trim();
    this.close();
    target.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // An option that names a record yet to be made: the room makes it and answers with its option.
  async create(option) {
    const headers = { ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" };
    const answer = await fetch(option.dataset.createUrl, { method: "POST", headers, body: new URLSearchParams({ name: option.dataset.text }) });
    if (!answer.ok) return;
    this.list.innerHTML = await answer.text();
    this.take(this.options[0]);
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }
}

customElements.define("type-ahead", TypeAhead);
