// A place to draw a signature with finger, pen or mouse; it goes into the form's field `signature` as PNG.
class SignaturePad extends HTMLElement {
  connectedCallback() {
    this.field = this.closest("form").elements.signature;
    this.field.value = ""; // what was drawn before the page came again is drawn again
    const label = document.createElement("span");
    label.textContent = this.dataset.label;
    label.id = "signature-label";
    this.canvas = document.createElement("canvas");
    this.canvas.width = 700;
    this.canvas.height = 200;
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-labelledby", label.id);
    const clear = document.createElement("button");
    clear.type = "button";
    clear.className = "quiet";
    clear.textContent = this.dataset.clear;
    clear.addEventListener("click", () => this.clear());
    this.append(label, this.canvas, clear);
    this.pen = this.canvas.getContext("2d");
    this.pen.lineWidth = 3;
    this.pen.lineCap = this.pen.lineJoin = "round";
    this.canvas.addEventListener("pointerdown", (event) => this.start(event));
    this.canvas.addEventListener("pointermove", (event) => this.draw(event));
    for (const end of ["pointerup", "pointercancel"]) this.canvas.addEventListener(end, () => this.stop());
  }

  place(event) {
    const box = this.canvas.getBoundingClientRect();
    const scale = this.canvas.width / box.width;
    return [(event.clientX - box.left) * scale, (event.clientY - box.top) * (this.canvas.height / box.height)];
  }

  start(event) {
    this.canvas.setPointerCapture(event.pointerId);
    this.drawing = true;
    this.pen.beginPath();
    this.pen.moveTo(...this.place(event));
  }

  draw(event) {
    if (!this.drawing) return;
    this.pen.lineTo(...this.place(event));
    this.pen.stroke();
  }

  stop() {
    if (!this.drawing) return;
    this.drawing = false;
    this.field.value = this.canvas.toDataURL("image/png");
  }

  clear() {
    this.pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.field.value = "";
  }
}

customElements.define("signature-pad", SignaturePad);
