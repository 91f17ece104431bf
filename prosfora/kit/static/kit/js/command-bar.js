// The command bar: results under the input, moved through with the arrows, opened with Enter.
class CommandBar extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.list = this.querySelector("[role=listbox]");
    this.list.addEventListener("htmx:afterSwap", () => this.show());
    this.list.addEventListener("click", (event) => this.open(event.target.closest("[role=option]")));
    this.input.addEventListener("keydown", (event) => this.move(event));
    this.addEventListener("focusout", (event) => this.contains(event.relatedTarget) || this.hide());
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  show() {
    this.list.hidden = this.options.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.choose(0);
  }

  hide() {
    setTimeout(() => {
      this.list.hidden = true;
      this.input.setAttribute("aria-expanded", "false");
    }, 150);
  }

  choose(place) {
    this.options.forEach((option, index) => option.setAttribute("aria-selected", String(index === place)));
    const chosen = this.options[place];
    if (chosen) {
      this.input.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    }
  }

  move(event) {
    const options = this.options;
    const now = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : options.length - 1;
      if (options.length) this.choose((now + step) % options.length);
    } else if (event.key === "Escape") {
      this.hide();
    } else if (event.key === "Enter" && !this.list.hidden && options[now] && this.list.dataset.q === this.input.value) {
      event.preventDefault();
      this.open(options[now]);
    }
  }

  open(option) {
    if (option) window.location.assign(option.dataset.href);
  }
}

customElements.define("command-bar", CommandBar);
