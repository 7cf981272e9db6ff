/**
 * Does background work every `everyMs` milliseconds (the first time after `firstMs`), never twice at once: a turn that comes while the last one still
 * runs is left out. A failure is told to `onError`, and the next turn is another attempt. `stop` ends it and waits for the turn that runs, so that
 * nothing asks a database which is closed by then.
 */
export function repeatWork(options: { everyMs: number; firstMs?: number; work: () => Promise<unknown>; onError: (error: unknown) => void }): { stop(): Promise<void> } {
  const { everyMs, firstMs = everyMs, work, onError } = options;
  let running: Promise<void> | null = null;
  const turn = (): void => {
    running ??= work()
      .then(() => undefined, onError)
      .finally(() => (running = null));
  };
  let timer = setTimeout(() => {
    timer = setInterval(turn, everyMs);
    turn();
  }, firstMs);
  return {
    stop: async () => {
      clearTimeout(timer);
      await running;
    },
  };
}
