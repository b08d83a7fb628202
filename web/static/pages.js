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

// The chat keeps its looks in this browser's storage: what is saved here must hold there too.
for (const form of document.querySelectorAll("[data-looks]")) {
  form.addEventListener("submit", () => {
    const chosen = new FormData(form);
    try {
      localStorage.setItem("ruche.theme", JSON.stringify(chosen.get("theme")));
      localStorage.setItem("ruche.contrast", JSON.stringify(chosen.has("contrast")));
    } catch {
      // Storage is forbidden: the cookie is enough.
    }
  });
}

// A role's button appears when there is something to save.
for (const button of document.querySelectorAll("[data-when-changed]")) {
  const select = button.form.querySelector("select");
  const first = select.value;
  const show = () => button.classList.toggle("row__save--idle", select.value === first);
  select.addEventListener("change", show);
  show();
}
