// Asks the server for new totals when a choice changes, and tells it once that the page was seen.
class LiveTotals extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.addEventListener("change", (event) => {
      if (event.target.matches("input[name=chosen], input[name^=group-]")) this.update();
    });
    this.tell();
  }

  post(url, headers = {}) {
    return fetch(url, { method: "POST", body: new FormData(this.form), headers, credentials: "same-origin" });
  }

  async update() {
    const asked = (this.asked = Symbol());
    try {
      const answer = await this.post(this.dataset.url, { "X-Part": "totals" });
      if (!answer.ok) throw new Error(String(answer.status));
      const text = await answer.text();
      if (asked === this.asked) this.querySelector("#totals").innerHTML = text;
    } catch {
      if (asked === this.asked) this.form.requestSubmit(this.form.querySelector("button[formnovalidate]"));
    }
  }

  tell() {
    if (document.visibilityState === "visible") this.post(this.dataset.seen).catch(() => {});
    else document.addEventListener("visibilitychange", () => this.tell(), { once: true });
  }
}

customElements.define("live-totals", LiveTotals);
