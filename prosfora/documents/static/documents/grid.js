// The quotation grid: saves a row when a cell changed, keeps what is being typed, moves by keyboard.
const rowOf = (node) => node.closest("tr[data-position]");

class QuotationGrid extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => this.save(event));
    this.addEventListener("keydown", (event) => this.press(event));
    this.addEventListener("focusin", (event) => this.explain(event));
    this.addEventListener("input", (event) => (event.target.dataset.typed = "1"));
    document.body.addEventListener("htmx:oobBeforeSwap", (event) => this.keep(event));
    document.body.addEventListener("htmx:oobAfterSwap", () => this.giveBack());
  }

  get version() {
    return document.querySelector("#totals .version").value;
  }

  post(path, values, target = "#grid", swap = "outerHTML") {
    return window.htmx.ajax("POST", `${this.dataset.url}/${path}`, { target, swap, values: { ...values, version: this.version } });
  }

  save(event) {
    const row = rowOf(event.target);
    if (!row || !event.target.name) return;
    event.stopPropagation();
    delete event.target.dataset.typed;
    const values = { [event.target.name]: event.target.value };
    if (event.target.name === "price") values.unit = row.querySelector("[name=unit]").value;
    this.queue = (this.queue || Promise.resolve()).then(() => this.post(`${row.dataset.position}/change`, values, "#grid-problems", "innerHTML"));
  }

  press(event) {
    const row = rowOf(event.target);
    if (event.target.id === "quick" && event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.defaultPrevented) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
    if (!row) return;
    const position = row.dataset.position;
    if (event.key === "Enter" && !event.ctrlKey && event.target.matches("input")) {
      event.preventDefault();
      this.down(row, event.target.name);
    } else if (event.ctrlKey && event.key.toLowerCase() === "d") {
      event.preventDefault();
      this.post(`${position}/duplicate`, {}, "#items", "beforeend");
    } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      this.post(`${position}/move/${event.key === "ArrowUp" ? "up" : "down"}`, {});
    } else if (!event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown") && event.target.matches("input")) {
      event.preventDefault();
      this.beside(row, event.target.name, event.key === "ArrowDown");
    }
  }

  down(row, name) {
    if (!this.beside(row, name, true)) document.getElementById("quick").focus();
  }

  beside(row, name, below) {
    const rows = [...this.querySelectorAll("tr[data-position]")];
    const next = rows[rows.indexOf(row) + (below ? 1 : -1)];
    const cell = next && (next.querySelector(`[name="${name}"]`) || next.querySelector("input"));
    if (!cell) return false;
    cell.focus();
    cell.select();
    return true;
  }

  explain(event) {
    const row = rowOf(event.target);
    if (!row || row === this.explained) return;
    this.explained = row;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => window.htmx.ajax("GET", `${this.dataset.url}/${row.dataset.position}`, "#panel"), 200);
  }

  keep() {
    const cell = document.activeElement;
    if (cell && cell.id && this.contains(cell)) this.kept = { id: cell.id, value: cell.value, typed: cell.dataset.typed };
  }

  giveBack() {
    const cell = this.kept && document.getElementById(this.kept.id);
    if (!cell || document.activeElement === cell) return;
    if (this.kept.typed) {
      cell.value = this.kept.value;
      cell.dataset.typed = "1";
    }
    cell.focus();
    this.kept = null;
  }
}

customElements.define("quotation-grid", QuotationGrid);
document.body.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt.id === "quick-form" && event.detail.successful) {
    const quick = document.getElementById("quick");
    quick.value = "";
    quick.focus();
    document.getElementById("grid-problems").replaceChildren();
  }
});
