// The side panel follows the row in focus: why it costs what it costs, when it can be delivered, what was last paid.
class ItemPanel extends HTMLElement {
  connectedCallback() {
    this.onFocus = (event) => this.follow(event.target.closest?.("#grid [data-position]"));
    this.onChange = () => this.position && !this.contains(document.activeElement) && this.load(this.position, 300);
    this.onClick = (event) => this.click(event);
    document.addEventListener("focusin", this.onFocus);
    document.addEventListener("document-changed", this.onChange);
    document.addEventListener("click", this.onClick);
  }

  disconnectedCallback() {
    document.removeEventListener("focusin", this.onFocus);
    document.removeEventListener("document-changed", this.onChange);
    document.removeEventListener("click", this.onClick);
  }

  follow(row) {
    if (row && row.dataset.position !== this.position) this.load(row.dataset.position, 150);
  }

  click(event) {
    const link = event.target.closest("#grid a[data-explains]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.load(link.closest("[data-position]").dataset.position, 0);
    this.scrollIntoView({ block: "nearest" });
  }

  load(position, wait) {
    this.position = position;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (!document.getElementById(`item-${position}`)) return;
      window.htmx.ajax("GET", `${this.dataset.url}/${position}`, { source: this, target: this, swap: "innerHTML" });
    }, wait);
  }
}

customElements.define("item-panel", ItemPanel);
