// A menu made of <details>: Escape and a click elsewhere close it.
class DetailsMenu extends HTMLElement {
  connectedCallback() {
    this.details = this.querySelector("details");
    this.elsewhere = (event) => this.contains(event.target) || this.close();
    document.addEventListener("click", this.elsewhere);
    this.addEventListener("keydown", (event) => event.key === "Escape" && this.close(true));
    this.addEventListener("focusout", (event) => event.relatedTarget && !this.contains(event.relatedTarget) && this.close());
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.elsewhere);
  }

  close(isBack) {
    if (isBack && this.details.open) this.querySelector("summary").focus();
    this.details.open = false;
  }
}

customElements.define("details-menu", DetailsMenu);
