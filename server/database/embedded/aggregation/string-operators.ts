import { BSONRegExp, Int32 } from "bson";
import type { Document } from "bson";
import { regexParts } from "../bson-order.ts";
import { MongoError } from "../mongo-error.ts";
import { describe, integerOf, isNullish, namedOperands, operator } from "./operands.ts";
import { textOf } from "./type-operators.ts";
import type { Value } from "../bson-order.ts";
import type { Compile, Expression, ExpressionOperator, Scope } from "./compile-expression.ts";

function text(value: Value, name: string, code = 14): string {
  if (typeof value !== "string") throw new MongoError(code, `${name} requires a string argument, found: ${describe(value)}`);
  return value;
}

function changeCase(change: (value: string) => string): ExpressionOperator {
  // ASCII only, as in MongoDB.
  return operator(1, 1, ([value]) => (isNullish(value) ? "" : change(textOf(value))));
}

function substringBytes([value, start, length]: Value[], name: string): Value {
  const bytes = Buffer.from(isNullish(value) ? "" : textOf(value));
  const from = integerOf(start, name, 16034);
  if (from < 0) throw new MongoError(50752, "$substrBytes: starting index must be non-negative");
  const count = integerOf(length, name, 16035);
  const until = count < 0 ? bytes.length : Math.min(bytes.length, from + count);
  const splits = (at: number): boolean => at < bytes.length && ((bytes[at] as number) & 0xc0) === 0x80;
  if (splits(from)) throw new MongoError(28656, "$substrBytes: Invalid range, starting index is a UTF-8 continuation byte.");
  if (splits(until)) throw new MongoError(28657, "$substrBytes: Invalid range, ending index is in the middle of a UTF-8 character.");
  return bytes.toString("utf8", from, Math.max(from, until));
}

function indexIn(bytes: boolean): ExpressionOperator {
  return operator(2, 4, ([value, wanted, start = new Int32(0), end], name) => {
    if (isNullish(value)) return null;
    const units = bytes ? [...Buffer.from(text(value, name, 40091)).toString("latin1")] : [...text(value, name, 40093)];
    const search = bytes ? Buffer.from(text(wanted, name, 40092)).toString("latin1") : text(wanted, name, 40094);
    const from = integerOf(start, name, 40096);
    const until = end === undefined ? units.length : Math.min(units.length, integerOf(end, name, 40096));
    if (from > until) return new Int32(-1);
    const before = units.slice(0, from).join("").length;
    const found = units.slice(0, until).join("").indexOf(search, before);
    return new Int32(found < 0 ? -1 : bytes ? found : [...units.join("").slice(0, found)].length);
  });
}

function trim(sides: "both" | "left" | "right"): ExpressionOperator {
  return (operand, compile, name) => {
    const { input, chars } = namedOperands(operand, compile, name, ["input"], ["chars"]);
    return (scope) => {
      const value = (input as Expression)(scope);
      const given = chars?.(scope);
      if (isNullish(value) || (chars && isNullish(given))) return null;
      const drop = given === undefined ? /[\0\s]/u : new Set([...text(given, name, 50700)]);
      const gone = (char: string | undefined): boolean => char !== undefined && (drop instanceof Set ? drop.has(char) : drop.test(char));
      const units = [...text(value, name, 50699)];
      let [from, until] = [0, units.length];
      if (sides !== "right") while (from < until && gone(units[from])) from += 1;
      if (sides !== "left") while (until > from && gone(units[until - 1])) until -= 1;
      return units.slice(from, until).join("");
    };
  };
}

function replace(all: boolean): ExpressionOperator {
  return (operand, compile, name) => {
    const { input, find, replacement } = namedOperands(operand, compile, name, ["input", "find", "replacement"], []) as Record<string, Expression>;
    return (scope) => {
      const [value, wanted, by] = [input?.(scope), find?.(scope), replacement?.(scope)];
      if (isNullish(value) || isNullish(wanted) || isNullish(by)) return null;
      const [whole, part, put] = [text(value, name, 51746), text(wanted, name, 51745), text(by, name, 51744)];
      return all ? whole.split(part).join(put) : whole.replace(part, () => put);
    };
  };
}

function onMatches(operand: Value, compile: Compile, name: string, answer: (matches: RegExpMatchArray[], input: string) => Value, none: Value): (scope: Scope) => Value {
  const { input, regex, options } = namedOperands(operand, compile, name, ["input", "regex"], ["options"]);
  return (scope) => {
    const [value, pattern, flags] = [(input as Expression)(scope), (regex as Expression)(scope), options?.(scope)];
    if (isNullish(value) || isNullish(pattern)) return none;
    const parts = typeof pattern === "string" ? { pattern, options: "" } : pattern instanceof BSONRegExp || pattern instanceof RegExp ? regexParts(pattern) : null;
    if (!parts) throw new MongoError(51105, `${name} needs 'regex' to be of type string or regex`);
    const used = [...(isNullish(flags) ? parts.options : text(flags, name, 51106))].filter((flag) => "ims".includes(flag)).join("");
    let compiled: RegExp;
    try {
      compiled = new RegExp(parts.pattern, `g${used}`);
    } catch (error) {
      throw new MongoError(51111, `Invalid Regex in ${name}: ${(error as Error).message}`);
    }
    const whole = text(value, name, 51104);
    return answer([...whole.matchAll(compiled)], whole);
  };
}

function matchDocument(match: RegExpMatchArray, input: string): Document {
  return { match: match[0], idx: new Int32([...input.slice(0, match.index)].length), captures: match.slice(1).map((capture) => capture ?? null) };
}

const lower = (value: string): string => value.replace(/[A-Z]+/g, (part) => part.toLowerCase());
const upper = (value: string): string => value.replace(/[a-z]+/g, (part) => part.toUpperCase());

export const STRING_OPERATORS: Record<string, ExpressionOperator> = {
  $concat: operator(0, Infinity, (args, name) => (args.some(isNullish) ? null : args.map((arg) => text(arg, name, 16702)).join(""))),
  $toLower: changeCase(lower),
  $toUpper: changeCase(upper),
  $strcasecmp: operator(2, 2, ([a, b]) => {
    const [x, y] = [a, b].map((value) => Buffer.from(upper(isNullish(value) ? "" : textOf(value)))) as [Buffer, Buffer];
    return new Int32(Buffer.compare(x, y));
  }),
  $strLenCP: operator(1, 1, ([value], name) => new Int32([...text(value, name, 34471)].length)),
  $strLenBytes: operator(1, 1, ([value], name) => new Int32(Buffer.byteLength(text(value, name, 34473)))),
  $substr: operator(3, 3, substringBytes),
  $substrBytes: operator(3, 3, substringBytes),
  $substrCP: operator(3, 3, ([value, start, length], name) => {
    const units = [...(isNullish(value) ? "" : textOf(value))];
    const from = integerOf(start, name, 34450);
    return units.slice(from, from + integerOf(length, name, 34452)).join("");
  }),
  $indexOfBytes: indexIn(true),
  $indexOfCP: indexIn(false),
  $split: operator(2, 2, ([value, by], name) => {
    if (isNullish(value) || isNullish(by)) return null;
    if (by === "") throw new MongoError(40087, "$split requires a non-empty separator");
    return text(value, name, 40085).split(text(by, name, 40086));
  }),
  $trim: trim("both"),
  $ltrim: trim("left"),
  $rtrim: trim("right"),
  $replaceOne: replace(false),
  $replaceAll: replace(true),
  $regexMatch: (operand, compile, name) => onMatches(operand, compile, name, (matches) => matches.length > 0, false),
  $regexFind: (operand, compile, name) => onMatches(operand, compile, name, ([first], input) => (first ? matchDocument(first, input) : null), null),
  $regexFindAll: (operand, compile, name) => onMatches(operand, compile, name, (matches, input) => matches.map((match) => matchDocument(match, input)), []),
};
