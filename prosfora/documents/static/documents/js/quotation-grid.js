// The grid saves itself: a cell that differs from what the server sent is posted when it is left or after a pause.
// What is typed in other cells meanwhile survives the rows that come back; what is refused stays and says why.
const CELL = "input[name], select[name]";
const NUMBER = /^\s*\d[\d.,]*%?\s*$/; // can be sent while its writer pauses

class QuotationGrid extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => this.save(event.target));
    this.addEventListener("focusout", (event) => this.save(event.target));
    this.addEventListener("input", (event) => this.pause(event.target));
    this.addEventListener("click", (event) => this.remove(event.target.closest("[data-does=remove]")));
    this.onAnswer = (event) => this.answered(event.detail);
    this.onRow = (event) => this.keep(event.detail);
    document.addEventListener("htmx:beforeSwap", this.onAnswer);
    document.addEventListener("htmx:oobBeforeSwap", this.onRow);
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:beforeSwap", this.onAnswer);
    document.removeEventListener("htmx:oobBeforeSwap", this.onRow);
  }

  // Changes queue up (hx-sync) and read the version when they leave, so that none overtakes another.
  post(path, values = {}) {
    const where = { source: this, target: "#grid-said", swap: "innerHTML", values };
    return window.htmx.ajax("POST", `${this.dataset.url}/${path}`, where);
  }

  isUnsaved(cell) {
    if (cell.matches("select")) return !cell.selectedOptions[0]?.defaultSelected;
    return cell.value !== cell.defaultValue;
  }

  save(cell) {
    clearTimeout(this.timer);
    const row = cell.matches(CELL) && cell.closest("[data-position]");
    if (!row || !this.isUnsaved(cell) || cell.dataset.sent === cell.value) return;
    cell.dataset.sent = cell.value;
    this.post(`${row.dataset.position}/change`, { [cell.name]: cell.value });
  }

  pause(cell) {
    clearTimeout(this.timer);
    const isNumber = cell.matches("[inputmode=decimal]") && NUMBER.test(cell.value);
    if (isNumber) this.timer = setTimeout(() => this.save(cell), 700);
  }

  remove(button) {
    if (button) this.post(`${button.closest("[data-position]").dataset.position}/remove`);
  }

  answered({ xhr, requestConfig }) {
    this.isRefused = xhr.status >= 400;
    const position = requestConfig?.path.match(/items\/(\d+)\/change$/)?.[1];
    if (!position || !this.isRefused) return;
    for (const name of requestConfig.formData.keys()) {
      const cell = document.getElementById(`${name}-${position}`);
      cell?.setAttribute("aria-invalid", "true");
      cell?.setAttribute("aria-describedby", `said-${position}`);
    }
  }

  // Cells that were typed in since they were sent, or whose entry was refused, keep what was typed.
  keep({ target, fragment }) {
    for (const cell of target.querySelectorAll(CELL)) {
      const isOnItsWay = cell.dataset.sent === cell.value && !this.isRefused;
      if (!cell.id || !this.contains(cell) || !this.isUnsaved(cell) || isOnItsWay) continue;
      const fresh = fragment.querySelector(`#${CSS.escape(cell.id)}`);
      if (!fresh) continue;
      fresh.value = cell.value;
      fresh.toggleAttribute("data-unsaved", this.isRefused);
    }
  }
}

customElements.define("quotation-grid", QuotationGrid);
