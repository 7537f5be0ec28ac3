// While a file is checked or saved: ask how far it is, move the bar, and open the result when it is there.
const box = document.querySelector("[data-progress]");
const EVERY_MS = 1000;
const PATIENCE_MS = 8000;

async function look() {
  const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!answer.ok) throw new Error(String(answer.status));
  const now = await answer.json();
  if (!now.is_under_way || now.state !== box.dataset.state && box.dataset.state) return location.reload();
  box.dataset.state = now.state;
  box.querySelector("rect").setAttribute("width", now.done);
  const words = box.querySelector("[role=status]");
  const format = new Intl.NumberFormat(document.documentElement.lang);
  const numbers = [now.done, now.total].map((number) => format.format(number));
  const told = words.dataset.words.replace("{done}", numbers[0]).replace("{total}", numbers[1]);
  if (words.textContent !== told) words.textContent = told;
}

if (box) {
  let waiting = EVERY_MS;
  const again = () => setTimeout(() => look().then(() => (waiting = EVERY_MS), () => (waiting = PATIENCE_MS)).finally(again), waiting);
  again();
}
