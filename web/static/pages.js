// What a script can add to pages that work without one: copying, and looks at once.

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const label = button.textContent;
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = label), 2000);
  });
  field.addEventListener("focus", () => field.select());
  if (document.activeElement === field) field.select();
}

// A colour can be picked from a palette beside being written.
for (const picker of document.querySelectorAll("[data-mirror]")) {
  const text = document.getElementById(picker.dataset.mirror);
  picker.hidden = false;
  picker.addEventListener("input", () => (text.value = picker.value));
  text.addEventListener("input", () => {
    if (/^#[0-9a-f]{6}$/i.test(text.value)) picker.value = text.value.toLowerCase();
  });
}

// A chosen picture goes up first; the form then says which one it is.
for (const form of document.querySelectorAll("[data-upload]")) {
  const file = form.querySelector("input[type=file]");
  const problem = form.querySelector("[data-problem]");
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (!file.files.length || button?.name) return;
    event.preventDefault();
    problem.hidden = true;
    button.disabled = true;
    try {
      const chosen = file.files[0];
      const side = Number(form.dataset.square);
      const picture = side ? await squareOf(chosen, side) : chosen;
      const parts = new FormData();
      parts.append("file", picture, side ? "photo.jpg" : chosen.name);
      const answer = await fetch("/api/v1/files.upload", {
        method: "POST",
        headers: { Accept: "application/json", "X-Ruche": "1" },
        body: parts,
      });
      const told = await answer.json();
      if (!told.ok) throw new Error(told.error.detail);
      form.elements[form.dataset.upload].value = told.result.id;
      button.disabled = false; // the page stays where the network has gone meanwhile
      sent = form;
      form.submit();
    } catch {
      problem.textContent = form.dataset.failed;
      problem.hidden = false;
      button.disabled = false;
    }
  });
}

// What a form has made is not made again: reloading its answer opens where that leads.
const onward = document.querySelector("[data-onward]")?.dataset.onward;
if (onward) history.replaceState(null, "", onward);

// What the service worker could not hand to the server stays in its form; it says so.
let sent = null;
addEventListener("submit", (event) => {
  if (!event.defaultPrevented) sent = event.target;
});
addEventListener("pagehide", () => (sent = null)); // it has gone, and the page may be shown again
navigator.serviceWorker?.addEventListener("message", ({ data }) => {
  if (!data?.away || !sent) return;
  const said = sent.querySelector("[data-away]") ?? document.createElement("p");
  said.className = "notice notice--bad";
  said.setAttribute("role", "alert");
  said.textContent = data.away;
  said.dataset.away = "";
  sent.prepend(said);
  sent = null;
});
navigator.serviceWorker?.startMessages();

// The middle of a picture, small, upright and without what a camera notes in it.
async function squareOf(file, side) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const part = Math.min(bitmap.width, bitmap.height);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.min(side, part);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, side, side);
  pen.imageSmoothingQuality = "high";
  const [left, top] = [(bitmap.width - part) / 2, (bitmap.height - part) / 2];
  pen.drawImage(bitmap, left, top, part, part, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
  if (!blob) throw new Error("no picture");
  return blob;
}

// A photo that does not load, since it was deleted, leaves the initials.
for (const photo of document.querySelectorAll("[data-initials]")) {
  photo.addEventListener("error", () => photo.replaceWith(photo.dataset.initials));
  if (photo.complete && photo.naturalWidth === 0) photo.src = photo.src; // it failed before this script came
}

// A role's button appears when there is something to save.
for (const button of document.querySelectorAll("[data-when-changed]")) {
  const select = button.form.querySelector("select");
  const first = select.value;
  const show = () => button.classList.toggle("row__save--idle", select.value === first);
  select.addEventListener("change", show);
  show();
}

// Nobody is signed in: what a person's client has kept to read offline is not for who comes next.
if ("visitor" in document.body.dataset) {
  try {
    indexedDB.deleteDatabase("ruche-cache");
    if ("caches" in window) caches.delete("ruche-pictures").catch(() => {});
  } catch {
    // Storage is forbidden: nothing was kept.
  }
}

// A mail that is looked at stands there whole, at its own height.
for (const frame of document.querySelectorAll("[data-tall]")) {
  const fit = () => {
    const height = frame.contentDocument?.documentElement?.scrollHeight;
    if (height) frame.style.height = `${height}px`;
  };
  const grow = () => {
    frame.style.height = "0";
    fit();
  };
  frame.addEventListener("load", grow);
  addEventListener("resize", grow);
  grow();
}
