// Short notes at the edge: what was done, with a way back where the server offers one; what went wrong.
// The server sends them as HX-Trigger: {"toast": {"text": "…", "undo": "/url"}}.
class ToastList extends HTMLElement {
  connectedCallback() {
    document.body.addEventListener("toast", (event) => this.say(event.detail.text, event.detail.undo));
    document.body.addEventListener("htmx:sendError", () => this.say(this.dataset.failed));
    document.body.addEventListener("htmx:timeout", () => this.say(this.dataset.failed));
    document.body.addEventListener("htmx:responseError", (event) => this.fail(event.detail));
  }

  // What a page fetched by itself and did not get stays blank; only what somebody asked for is told.
  fail({ xhr, requestConfig }) {
    if (requestConfig.triggeringEvent?.type === "load") return;
    const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
    this.say(page.querySelector(".notice p")?.textContent.trim() || this.dataset.failed);
  }

  say(text, undo) {
    const note = document.createElement("p");
    const words = document.createElement("span");
    words.textContent = text;
    note.append(words);
    if (undo) note.append(this.button(this.dataset.undo, () => this.undo(note, undo)));
    note.append(this.button("×", () => note.remove(), this.dataset.close));
    this.append(note);
    this.leave(note, undo ? 20000 : 9000);
  }

  leave(note, wait) {
    setTimeout(() => (note.matches(":hover, :focus-within") ? this.leave(note, 3000) : note.remove()), wait);
  }

  button(label, press, name) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    if (name) button.setAttribute("aria-label", name);
    button.addEventListener("click", press);
    return button;
  }

  async undo(note, url) {
    note.remove();
    await htmx.ajax("POST", url, { target: "body", swap: "none" });
    window.location.reload();
  }
}

customElements.define("toast-list", ToastList);
