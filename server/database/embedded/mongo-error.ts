/** MongoDB's codes and their names: https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml */
const CODE_NAMES: Record<number, string> = {
  2: "BadValue",
  8: "UnknownError",
  9: "FailedToParse",
  14: "TypeMismatch",
  16: "InvalidLength",
  20: "IllegalOperation",
  26: "NamespaceNotFound",
  27: "IndexNotFound",
  28: "PathNotViable",
  40: "ConflictingUpdateOperators",
  43: "CursorNotFound",
  48: "NamespaceExists",
  52: "DollarPrefixedFieldName",
  54: "NotSingleValueField",
  56: "EmptyFieldName",
  59: "CommandNotFound",
  66: "ImmutableField",
  67: "CannotCreateIndex",
  72: "InvalidOptions",
  73: "InvalidNamespace",
  85: "IndexOptionsConflict",
  86: "IndexKeySpecsConflict",
  112: "WriteConflict",
  168: "InvalidPipelineOperator",
  171: "CannotIndexParallelArrays",
  238: "NotImplemented",
  241: "ConversionFailure",
  10334: "BSONObjectTooLarge",
  11000: "DuplicateKey",
  14031: "OutOfDiskSpace",
};

/** An error that goes to the client as MongoDB would tell it: code, its name, message and extra fields such as `keyPattern`. */
export class MongoError extends Error {
  readonly code: number;
  readonly codeName: string;
  readonly extra: Record<string, unknown>;

  constructor(code: number, message: string, extra: Record<string, unknown> = {}) {
    super(message);
    this.name = "MongoError";
    this.code = code;
    this.codeName = CODE_NAMES[code] ?? `Location${code}`;
    this.extra = extra;
  }
}
