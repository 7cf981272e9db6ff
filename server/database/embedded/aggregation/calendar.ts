const DAY = 86_400_000;

/** Days and weeks of a wall clock that is shown in a Date's UTC fields. */
export function dayOfYear(wall: Date): number {
  return Math.floor((wall.getTime() - Date.UTC(wall.getUTCFullYear(), 0, 1)) / DAY) + 1;
}

export function isoWeekDate(wall: Date): { year: number; week: number; day: number } {
  const day = wall.getUTCDay() || 7;
  const thursday = new Date(wall.getTime() + (4 - day) * DAY);
  return { year: thursday.getUTCFullYear(), week: Math.ceil(dayOfYear(thursday) / 7), day };
}

/** Weeks begin on Sundays; days before the first Sunday are week 0. */
export function weekOfYear(wall: Date): number {
  return Math.floor((dayOfYear(wall) + 6 - wall.getUTCDay()) / 7);
}
