// The quick entry: Enter adds, Shift+Enter begins a new line; empty again once the rows stand in the grid.
class QuickLines extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("textarea");
    this.addEventListener("keydown", (event) => this.press(event));
    this.addEventListener("htmx:afterRequest", (event) => this.done(event.detail));
  }

  press(event) {
    const isPlain = !event.shiftKey && !event.ctrlKey && !event.altKey && !event.isComposing;
    if (event.key === "Enter" && isPlain && !event.defaultPrevented) {
      event.preventDefault();
      if (this.field.value.trim()) this.field.form.requestSubmit();
    } else if (event.key === "ArrowUp" && !this.field.value) {
      const rows = [...document.querySelectorAll("#items [data-position]:not([hidden])")];
      const last = rows.at(-1);
      const cell = last?.querySelector("[name=quantity]") || last?.querySelector("input, a");
      cell?.focus();
      cell?.select?.();
    }
  }

  done({ xhr, elt }) {
    if (elt !== this.field.form || xhr.status !== 200) return;
    this.field.value = "";
    this.field.focus();
    document.querySelector("#items tbody:last-of-type")?.scrollIntoView({ block: "nearest" });
  }
}

customElements.define("quick-lines", QuickLines);
