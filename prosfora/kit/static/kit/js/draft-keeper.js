// Nothing typed is lost: a form's entries are kept in this browser until they are sent, discarded or signed out.
const PREFIX = "draft:";
const KEPT = "input:not([type=hidden], [type=password], [type=file], [type=search]), select, textarea";

class DraftKeeper extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    if (!this.form) return;
    this.key = PREFIX + location.pathname;
    this.before = JSON.stringify(this.entries());
    this.form.addEventListener("input", () => this.wait());
    this.form.addEventListener("change", () => this.wait());
    this.form.addEventListener("submit", () => this.forget());
    const isAnswer = this.querySelector(".wrong, [role=alert]");
    if (!isAnswer) this.restore();
  }

  get fields() {
    return [...this.form.querySelectorAll(KEPT)].filter((field) => field.name);
  }

  entries() {
    return this.fields.map((field) => [field.name, /checkbox|radio/.test(field.type) ? field.checked : field.value]);
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const now = JSON.stringify(this.entries());
      if (now === this.before) localStorage.removeItem(this.key);
      else localStorage.setItem(this.key, JSON.stringify({ before: this.before, now }));
    }, 400);
  }

  // Only over the very form that the draft was begun on: a record changed meanwhile shows its new values.
  restore() {
    const kept = JSON.parse(localStorage.getItem(this.key) || "null");
    if (!kept || kept.before !== this.before) return this.forget();
    JSON.parse(kept.now).forEach(([, value], place) => {
      const field = this.fields[place];
      if (field && typeof value === "boolean") field.checked = value;
      else if (field) field.value = value;
    });
    this.offer();
  }

  offer() {
    const note = document.createElement("p");
    note.className = "notice";
    note.setAttribute("role", "status");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "small";
    const words = document.querySelector("toast-list").dataset;
    button.textContent = words.discard;
    button.addEventListener("click", () => {
      this.forget();
      this.form.reset();
      note.remove();
    });
    note.append(words.restored, " ", button);
    this.prepend(note);
  }

  forget() {
    clearTimeout(this.timer);
    localStorage.removeItem(this.key);
  }
}

customElements.define("draft-keeper", DraftKeeper);
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-forget]")) return;
  Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => localStorage.removeItem(key));
});
