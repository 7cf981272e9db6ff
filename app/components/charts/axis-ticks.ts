const INTERVALS = 4;
const STEPS = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** The five values of an axis from 0 to at least `most`, a whole number: four equal round steps, so that two axes share their grid lines. */
export function axisTicks(most: number): number[] {
  const least = Math.max(most / INTERVALS, 1);
  const power = 10 ** Math.floor(Math.log10(least));
  const step = power * (STEPS.find((one) => one * power >= least && Number.isInteger(one * power)) ?? 10);
  return Array.from({ length: INTERVALS + 1 }, (_, index) => index * step);
}
