// A field that finds while one types: options come from data-url?q=, arrows choose, Enter or Tab takes.
// With a hidden input beside it, that one gets the value and the visible one keeps the name;
// with data-first-word only the first word of the line is looked up and replaced.
class TypeAhead extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input:not([type=hidden]), textarea");
    this.target = this.querySelector("input[type=hidden]") || this.input;
    if (!this.list) this.build();
    this.input.addEventListener("input", () => this.wait());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.take(event.target.closest("[role=option]")));
  }

  build() {
    this.list = document.createElement("ul");
    this.list.id = `${this.input.id || `find-${Math.random().toString(36).slice(2)}`}-options`;
    this.list.className = "found";
    this.list.role = "listbox";
    this.list.ariaLabel = this.input.ariaLabel || this.input.labels?.[0]?.textContent || "…";
    this.list.hidden = true;
    this.append(this.list);
    const roles = { autocomplete: "off", "aria-autocomplete": "list", "aria-controls": this.list.id };
    if (this.input.matches("input")) Object.assign(roles, { role: "combobox", "aria-expanded": "false" });
    Object.entries(roles).forEach(([name, value]) => this.input.setAttribute(name, value));
  }

  // The words to look up: everything, or the word that begins the line the cursor stands in.
  get asked() {
    if (!("firstWord" in this.dataset)) return this.input.value.trim();
    const line = this.input.value.slice(0, this.input.selectionStart).split("\n").pop();
    return /^[^\s#*]+$/.test(line) ? line : "";
  }

  wait() {
    if (this.target !== this.input) this.target.value = "";
    this.options = []; // what stands there belongs to the text before: it must not be taken
    if (!this.asked) return this.close();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), 90);
  }

  async ask() {
    const text = this.asked;
    const url = new URL(this.dataset.url, location.href);
    url.searchParams.set("q", text);
    const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || answer.redirected || text !== this.asked) return;
    this.list.innerHTML = await answer.text();
    this.options = [...this.list.querySelectorAll("[role=option]")];
    this.options.forEach((option, place) => (option.id = `${this.list.id}-${place}`));
    this.toggle(this.list.childElementCount > 0 && document.activeElement === this.input);
    this.choose(0);
  }

  choose(place) {
    this.chosen = place;
    this.options.forEach((option, index) => option.setAttribute("aria-selected", String(index === place)));
    this.input.setAttribute("aria-activedescendant", this.options[place]?.id ?? "");
    this.options[place]?.scrollIntoView({ block: "nearest" });
  }

  press(event) {
    if (this.list.hidden || !this.options.length) return;
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
    if (option.dataset.href) return window.location.assign(option.dataset.href);
    if ("firstWord" in this.dataset) this.input.setRangeText(`${option.dataset.value} `, this.input.selectionStart - this.asked.length, this.input.selectionStart, "end");
    else this.input.value = option.dataset.text || (this.target === this.input ? option.dataset.value : option.textContent.trim());
    if (this.target !== this.input) this.target.value = option.dataset.value;
    this.close();
    this.target.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() {
    clearTimeout(this.timer);
    this.toggle(false);
    this.input.removeAttribute("aria-activedescendant");
  }

  toggle(isOpen) {
    this.list.hidden = !isOpen;
    if (this.input.matches("input")) this.input.setAttribute("aria-expanded", String(isOpen));
  }
}

customElements.define("type-ahead", TypeAhead);
