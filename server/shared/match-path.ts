/**
 * Whether a path fits a pattern, where `*` stands for any run of characters (also none, also slashes) and everything else for itself. No regular
 * expression is made of what people type: the cost is at most pattern times path. Pure.
 */
export function matchPath(pattern: string, path: string): boolean {
  let [at, place] = [0, 0];
  let [star, resume] = [-1, 0];
  while (at < path.length) {
    if (pattern[place] === "*") {
      star = place;
      place += 1;
      resume = at;
    } else if (place < pattern.length && pattern[place] === path[at]) {
      place += 1;
      at += 1;
    } else if (star >= 0) {
      place = star + 1;
      resume += 1;
      at = resume;
    } else {
      return false;
    }
  }
  while (pattern[place] === "*") place += 1;
  return place === pattern.length;
}
