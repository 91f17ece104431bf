// Presses the control that carries a shortcut (data-key), from the one registry the server sends.
const NAMES = { ArrowUp: "up", ArrowDown: "down", Enter: "enter" };

function pressed(event) {
  const key = NAMES[event.key] || event.key.toLowerCase();
  const shift = event.shiftKey && key.length > 1 ? "shift+" : "";
  return `${event.ctrlKey || event.metaKey ? "ctrl+" : ""}${event.altKey ? "alt+" : ""}${shift}${key}`;
}

class ShortcutKeys extends HTMLElement {
  connectedCallback() {
    this.keys = JSON.parse(this.dataset.shortcuts);
    this.firsts = new Set(Object.values(this.keys).filter((key) => key.includes(" ")).map((key) => key.split(" ")[0]));
    this.first = "";
    document.addEventListener("keydown", (event) => this.press(event));
    this.letters = document.getElementById("letter-keys");
    this.setLetters(localStorage.getItem("letter-keys") !== "off");
    this.letters?.addEventListener("change", () => this.setLetters(this.letters.checked));
  }

  // Speech input and tremor press letters by accident: whoever wants can turn single letters off (WCAG 2.1.4).
  setLetters(areOn) {
    document.documentElement.dataset.letters = areOn ? "on" : "off";
    localStorage.setItem("letter-keys", areOn ? "on" : "off");
    if (this.letters) this.letters.checked = areOn;
  }

  press(event) {
    if (event.defaultPrevented || event.isComposing || !(event.target instanceof Element)) return;
    const key = pressed(event);
    const isTyping = event.target.matches("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]");
    if (!/^(ctrl|alt)\+/.test(key) && (isTyping || document.documentElement.dataset.letters === "off")) return;
    if (document.querySelector("dialog[open]")) return;
    const sequence = this.first ? `${this.first} ${key}` : key;
    this.first = !this.first && this.firsts.has(key) ? key : "";
    if (sequence === this.keys.help) return this.help(event);
    if (sequence === this.keys.search || sequence === this.keys.command) return this.command(event);
    const controls = [...document.querySelectorAll(`[data-key="${CSS.escape(sequence)}"]`)];
    const control = controls.find((found) => found.checkVisibility() && !found.disabled);
    if (!control) return;
    event.preventDefault();
    if (isTyping && this.sends(event.target)) return;
    if (control.matches("input")) control.focus();
    else control.click();
  }

  // A field that saves itself when it is left is sent first, or the step would be taken without what stands in it.
  sends(field) {
    if (!field.matches("[hx-post]:is(input, textarea)") || field.value === (field.dataset.sent ?? field.defaultValue)) return false;
    field.dataset.sent = field.value;
    field.blur();
    field.focus();
    return true;
  }

  command(event) {
    event.preventDefault();
    const bar = document.getElementById("command");
    bar?.focus();
    bar?.select();
  }

  help(event) {
    event.preventDefault();
    document.getElementById("help").showModal();
  }
}

customElements.define("shortcut-keys", ShortcutKeys);
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-opens=help]")) document.getElementById("help").showModal();
});
