// A filter form asks by itself when what it says has changed: at once for choices, after a pause for typed text.
// Blank fields are not sent, so that addresses stay short enough to share.
class LiveFilter extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.asked = this.says;
    this.form.addEventListener("input", () => this.wait(250));
    this.form.addEventListener("change", () => this.wait(0));
    this.form.addEventListener("htmx:configRequest", (event) => this.shorten(event.detail.parameters));
  }

  get says() {
    return new URLSearchParams(new FormData(this.form)).toString();
  }

  wait(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), pause);
  }

  ask() {
    if (this.says === this.asked) return;
    this.asked = this.says;
    window.htmx.trigger(this.form, "narrow");
  }

  shorten(parameters) {
    new FormData(this.form).forEach((value, name) => value === "" && delete parameters[name]);
  }
}

customElements.define("live-filter", LiveFilter);
