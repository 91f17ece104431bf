// The quick entry: Enter adds, Shift+Enter begins a new line. The field is free at once: lines typed while an earlier
// answer is on its way wait for their turn, and what is refused comes back to be corrected.
class QuickLines extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("textarea");
    this.waiting = "";
    this.addEventListener("keydown", (event) => this.press(event));
    this.addEventListener("htmx:configRequest", (event) => this.send(event.detail));
    this.addEventListener("htmx:afterRequest", (event) => this.done(event.detail));
  }

  press(event) {
    const isPlain = !event.shiftKey && !event.altKey && !event.isComposing;
    if (event.key === "Enter" && isPlain && !event.defaultPrevented) {
      if (event.ctrlKey && !this.field.value.trim()) return; // the page's next step
      event.preventDefault();
      this.add();
    } else if (event.key === "ArrowUp" && !this.field.value) {
      const rows = [...document.querySelectorAll("#items [data-position]:not([hidden])")];
      const last = rows.at(-1);
      const cell = last?.querySelector("[name=quantity]") || last?.querySelector("input, a");
      cell?.focus();
      cell?.select?.();
    }
  }

  add() {
    if (!this.field.value.trim()) return;
    const isQueued = Boolean(this.waiting);
    this.waiting = [this.waiting, this.field.value].filter(Boolean).join("\n");
    this.field.value = "";
    if (!isQueued) this.field.form.requestSubmit();
  }

  send({ elt, parameters }) {
    if (elt !== this.field.form) return;
    if (!this.waiting) [this.waiting, this.field.value] = [this.field.value, ""]; // the button was pressed
    parameters.lines = this.sent = this.waiting;
    this.waiting = "";
  }

  done({ xhr, elt }) {
    if (elt !== this.field.form) return;
    const isTaken = xhr.status === 200;
    if (!isTaken) this.field.value = [this.sent, this.field.value].filter(Boolean).join("\n");
    this.sent = "";
    if (!isTaken) return;
    if (document.activeElement === document.body || this.contains(document.activeElement)) this.field.focus();
    document.querySelector("#items tbody:last-of-type")?.scrollIntoView({ block: "nearest" });
  }
}

customElements.define("quick-lines", QuickLines);
