// The grid by keyboard: arrows and Enter move, Ctrl+D duplicates, Alt+arrows move the row, Ctrl+Delete removes it,
// Ctrl+Z puts it back, Escape takes an entry back and then leaves the cell.
const STOPS = "input:not([type=hidden]), select, a, button";

class GridKeys extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => this.press(event));
    this.addEventListener("focusin", (event) => (this.column = event.target.name || this.column));
    this.onChange = (event) => this.find(event.detail?.focus);
    document.addEventListener("document-changed", this.onChange);
  }

  disconnectedCallback() {
    document.removeEventListener("document-changed", this.onChange);
  }

  get grid() {
    return this.closest("quotation-grid");
  }

  press(event) {
    const row = event.target.closest("[data-position]");
    if (!row || event.defaultPrevented || event.isComposing || event.metaKey) return;
    const does = event.altKey || event.ctrlKey || event.key === "Delete" ? this.verb(event, row) : this.way(event, row);
    if (!does) return;
    event.preventDefault();
    event.stopPropagation();
    does();
  }

  verb({ target, key, ctrlKey, altKey }, row) {
    const isCell = target.matches("input, select");
    if (ctrlKey && key === "Enter") return isCell && this.grid.isUnsaved(target) ? () => this.grid.save(target) : null;
    if (!("editable" in this.grid.dataset)) return null;
    const post = (path) => () => {
      if (isCell) this.grid.save(target);
      this.grid.post(`${row.dataset.position}/${path}`);
    };
    if (ctrlKey && key.toLowerCase() === "d") return post("duplicate");
    if (altKey && key === "ArrowUp") return post("move/up");
    if (altKey && key === "ArrowDown") return post("move/down");
    if (key === "Delete" && (ctrlKey || !isCell)) return post("remove");
    const undo = document.querySelector("#grid-said [data-undo]");
    return ctrlKey && key === "z" && undo && !(isCell && this.grid.isUnsaved(target)) ? () => undo.click() : null;
  }

  way({ target, key }, row) {
    const isText = target.matches("input");
    if (key === "Escape" && isText) return () => this.leave(target, row);
    if (target.matches("select")) return null;
    if (key === "Enter" && isText) return () => this.go(row, 1) || document.getElementById("quick")?.focus();
    if (key === "ArrowDown" || key === "ArrowUp") return () => this.go(row, key === "ArrowDown" ? 1 : -1);
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (!step || (isText && !this.isAtEdge(target, step))) return null;
    return () => this.focus([...row.querySelectorAll(STOPS)].at([...row.querySelectorAll(STOPS)].indexOf(target) + step));
  }

  isAtEdge({ selectionStart, selectionEnd, value }, step) {
    if (selectionStart === 0 && selectionEnd === value.length) return true;
    return selectionStart === selectionEnd && selectionStart === (step < 0 ? 0 : value.length);
  }

  go(row, step) {
    const rows = [...this.querySelectorAll("[data-position]:not([hidden])")];
    const next = rows[rows.indexOf(row) + step];
    return next ? this.focus(this.cell(next)) : false;
  }

  cell(row) {
    return row.querySelector(`[name="${this.column}"]`) || row.querySelector("input[name]") || row.querySelector("a");
  }

  focus(stop) {
    stop?.focus();
    stop?.matches("input") && stop.select();
    return Boolean(stop);
  }

  leave(cell, row) {
    if (this.grid.isUnsaved(cell)) cell.value = cell.defaultValue;
    else row.querySelector("a").focus();
  }

  // After a row was moved, doubled, removed or put back the server says where the work goes on.
  find(position) {
    const row = position && document.getElementById(`item-${position}`);
    if (row) this.focus(this.cell(row));
    else if (position === 0) document.getElementById("quick")?.focus();
  }
}

customElements.define("grid-keys", GridKeys);
