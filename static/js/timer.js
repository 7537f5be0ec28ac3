// The time left of an attempt. The server's clock decides; here it is only shown, and the form is sent when it is over.
const clock = document.getElementById("time-left");
if (clock) {
  const form = document.getElementById("answer-form");
  const news = document.getElementById("time-news");
  const endsAt = performance.now() + Number(clock.dataset.secondsLeft) * 1000;
  const milestones = [[300, clock.dataset.five], [60, clock.dataset.one]].filter(
    ([seconds]) => seconds < Number(clock.dataset.secondsLeft),
  );
  let ticking = 0;

  const tick = () => {
    const left = Math.max(0, Math.ceil((endsAt - performance.now()) / 1000));
    const minutes = Math.floor(left / 60);
    clock.textContent = `${clock.dataset.label} ${minutes}.${String(left % 60).padStart(2, "0")}`;
    if (milestones.length && left <= milestones[0][0]) {
      news.textContent = milestones.shift()[1];
    }
    if (left === 0) {
      clearInterval(ticking);
      form.dispatchEvent(new CustomEvent("time-over"));
      form.requestSubmit();
    }
  };

  ticking = setInterval(tick, 1000);
  document.addEventListener("visibilitychange", tick);
  tick();
}
