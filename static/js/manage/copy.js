// A button that copies the text of a field; without scripts the field itself is there to copy from.
for (const row of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(row.dataset.copy);
  const status = row.querySelector("[role=status]");
  row.hidden = false;
  row.querySelector("button").addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy");
    }
    status.textContent = status.dataset.done;
  });
}
