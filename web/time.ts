/** A window of time over the map: two sliders, and a button that moves the window along. */
import { byId } from './dom.js';
import type { View } from './view.js';

/** Steps from the first to the last day of a map, at least a day each. */
const STEPS = 60;
const STEP_MS = 700;

export function startTime(view: View): void {
  const { days } = view.data;
  if (days === 0) return;
  const fieldset = byId('time');
  const [from, to] = [byId<HTMLInputElement>('from'), byId<HTMLInputElement>('to')];
  const words = byId('window');
  for (const input of [from, to]) input.max = String(days);
  to.value = String(days);
  const show = () => {
    const [first, last] = [Number(from.value), Number(to.value)];
    view.window = { from: first, to: last };
    words.textContent = `${view.data.dateOf(first)} to ${view.data.dateOf(last)}`;
    from.setAttribute('aria-valuetext', view.data.dateOf(first));
    to.setAttribute('aria-valuetext', view.data.dateOf(last));
  };
  const moved = (fixed: HTMLInputElement, other: HTMLInputElement, isStart: boolean) => {
    // The ends push each other along rather than cross.
    if (isStart ? Number(fixed.value) > Number(other.value) : Number(fixed.value) < Number(other.value)) {
      other.value = fixed.value;
    }
    show();
    view.filter();
  };
  from.addEventListener('input', () => moved(from, to, true));
  to.addEventListener('input', () => moved(to, from, false));
  byId('always').addEventListener('click', () => {
    from.value = '0';
    to.value = String(days);
    show();
    view.filter();
  });
  startPlay(days, from, to, () => moved(to, from, false));
  show();
  fieldset.hidden = false;
}

/** Moves the window by a step at a time until it reaches the end. Nothing moves by itself for those who want it so. */
function startPlay(days: number, from: HTMLInputElement, to: HTMLInputElement, moved: () => void): void {
  const play = byId('play');
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  let timer = 0;
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.textContent = 'Play';
  };
  const step = Math.max(1, Math.ceil(days / STEPS));
  const advance = () => {
    if (Number(to.value) >= days) return stop();
    to.value = String(Math.min(days, Number(to.value) + step));
    from.value = String(Number(from.value) + step);
    moved();
  };
  play.hidden = false;
  play.addEventListener('click', () => {
    if (timer !== 0) return stop();
    if (Number(to.value) >= days) {
      const width = Math.max(step, Math.ceil(days / 8));
      from.value = '0';
      to.value = String(width);
      moved();
    }
    play.textContent = 'Stop';
    timer = window.setInterval(advance, STEP_MS);
  });
}
