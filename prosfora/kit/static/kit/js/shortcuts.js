// Presses the control that carries a shortcut (data-key), from the one registry the server sends.
const typing = (node) => node.matches("input, select, textarea, [contenteditable]");

function pressed(event) {
  const names = { ArrowUp: "up", ArrowDown: "down", Enter: "enter" };
  const key = names[event.key] || event.key.toLowerCase();
  const shift = event.shiftKey && key.length > 1 ? "shift+" : "";
  return `${event.ctrlKey || event.metaKey ? "ctrl+" : ""}${event.altKey ? "alt+" : ""}${shift}${key}`;
}

class ShortcutKeys extends HTMLElement {
  connectedCallback() {
    this.first = "";
    document.addEventListener("keydown", (event) => this.press(event));
  }

  press(event) {
    if (event.defaultPrevented || !(event.target instanceof Element)) return;
    const key = pressed(event);
    if (typing(event.target) && !key.startsWith("ctrl+")) return;
    const sequence = this.first ? `${this.first} ${key}` : key;
    this.first = key === "g" && !this.first ? "g" : "";
    if (sequence === "?") return this.help(event);
    if (sequence === "/" || sequence === "ctrl+k") return this.focusCommand(event);
    const control = document.querySelector(`[data-key="${CSS.escape(sequence)}"]`);
    if (!control || control.closest("[hidden]")) return;
    event.preventDefault();
    if (control.matches("input")) control.focus();
    else control.click();
  }

  focusCommand(event) {
    const bar = document.getElementById("command");
    if (!bar) return;
    event.preventDefault();
    bar.focus();
    bar.select();
  }

  help(event) {
    event.preventDefault();
    document.getElementById("help").showModal();
  }
}

customElements.define("shortcut-keys", ShortcutKeys);
