// Sections fold: their rows hide, their subtotal stays. What is folded stays so when rows come back.
class FoldSections extends HTMLElement {
  connectedCallback() {
    this.folded = new Set();
    this.addEventListener("click", (event) => this.toggle(event.target.closest("[data-fold]")));
    this.onSettle = () => this.folded.size && this.apply();
    document.addEventListener("htmx:afterSettle", this.onSettle);
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:afterSettle", this.onSettle);
  }

  toggle(button) {
    if (!button) return;
    const section = button.dataset.fold;
    if (!this.folded.delete(section)) this.folded.add(section);
    this.apply();
  }

  apply() {
    let isFolded = false;
    for (const row of this.querySelectorAll("tbody[data-position]")) {
      const button = row.querySelector("[data-fold]");
      if (!button) row.hidden = isFolded;
      else {
        isFolded = this.folded.has(button.dataset.fold);
        button.setAttribute("aria-expanded", String(!isFolded));
      }
    }
  }
}

customElements.define("fold-sections", FoldSections);
