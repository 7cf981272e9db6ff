/** A span of time: `from` inclusive, `to` exclusive; both real instants. */
export type Period = { from: Date; to: Date };
