// Lists by keyboard: j and k move, Enter opens, x selects; a bar says how many rows a bulk action would change.
class RowKeys extends HTMLElement {
  connectedCallback() {
    document.addEventListener("keydown", (event) => this.press(event));
    this.addEventListener("change", () => this.count());
  }

  get rows() {
    return [...this.querySelectorAll("tbody tr[data-href]")];
  }

  press(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, textarea, button, a")) return;
    const rows = this.rows;
    const now = rows.findIndex((row) => row.hasAttribute("data-current"));
    if (event.key === "j") this.mark(rows, Math.min(now + 1, rows.length - 1));
    else if (event.key === "k") this.mark(rows, Math.max(now - 1, 0));
    else if (event.key === "Enter" && rows[now]) window.location.assign(rows[now].dataset.href);
    else if (event.key === "x" && rows[now]) this.select(rows[now]);
    else return;
    event.preventDefault();
  }

  mark(rows, place) {
    rows.forEach((row, index) => row.toggleAttribute("data-current", index === place));
    if (rows[place]) rows[place].scrollIntoView({ block: "nearest" });
  }

  select(row) {
    const box = row.querySelector("input[type=checkbox]");
    if (!box) return;
    box.checked = !box.checked;
    this.count();
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
