// Lists by keyboard and mouse: j and k move, Enter opens, x selects, a click anywhere in a row opens it;
// a bar says how many rows a bulk action would change.
class RowKeys extends HTMLElement {
  connectedCallback() {
    this.onPress = (event) => this.press(event);
    document.addEventListener("keydown", this.onPress);
    this.addEventListener("change", () => this.count());
    this.addEventListener("click", (event) => this.click(event));
    this.addEventListener("focusin", (event) => this.mark(event.target.closest("tr[data-href]")));
    this.count();
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.onPress);
  }

  get rows() {
    return [...this.querySelectorAll("tbody tr[data-href]")];
  }

  press(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (document.documentElement.dataset.letters === "off" || document.querySelector("dialog[open]")) return;
    if (event.target.closest("input:not([type=checkbox]), select, textarea, button, [contenteditable]")) return;
    const rows = this.rows;
    const now = rows.findIndex((row) => row.hasAttribute("data-current"));
    if (event.key === "j") this.go(rows[Math.min(now + 1, rows.length - 1)]);
    else if (event.key === "k") this.go(rows[Math.max(now - 1, 0)]);
    else if (event.key === "x" && rows[now]) this.select(rows[now]);
    else return;
    event.preventDefault();
  }

  go(row) {
    const link = row?.querySelector("a");
    link?.focus();
    row?.scrollIntoView({ block: "nearest" });
  }

  mark(current) {
    this.rows.forEach((row) => row.toggleAttribute("data-current", row === current));
  }

  select(row) {
    const box = row.querySelector("input[type=checkbox]");
    if (!box) return;
    box.checked = !box.checked;
    this.count();
  }

  click(event) {
    const row = event.target.closest("tr[data-href]");
    if (!row || event.target.closest("a, button, input, label, select") || getSelection().toString()) return;
    if (event.target.closest(".pick")) this.select(row);
    else if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank", "noopener");
    else window.location.assign(row.dataset.href);
  }

  count() {
    const bar = this.querySelector(".bulk");
    if (!bar) return;
    const number = this.querySelectorAll("tbody input:checked").length;
    bar.hidden = number === 0;
    bar.querySelectorAll(".count").forEach((place) => (place.textContent = `(${number})`));
  }
}

customElements.define("row-keys", RowKeys);
