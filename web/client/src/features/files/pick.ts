/** Ask for files: from the device, or from its camera. */

/** The input tells what was chosen by its `change` event. */
export function pickFiles(input: HTMLInputElement | null, from: "files" | "camera"): void {
  if (!input) return;
  if (from === "camera") {
    input.accept = "image/*";
    input.setAttribute("capture", "environment");
  } else {
    input.removeAttribute("accept");
    input.removeAttribute("capture");
  }
  input.click();
}
