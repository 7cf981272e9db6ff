import { z } from "zod";

const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().min(1).default("127.0.0.1"),
  DATA_DIR: z.string().min(1).default("./data"),
  MONGODB_URI: z.string().regex(/^mongodb(\+srv)?:\/\//, "must begin with mongodb:// or mongodb+srv://").optional(),
  APP_URL: z.url().optional(),
  APP_SECRET: z.string().min(32, "must have at least 32 characters").optional(),
  STRIPE_WEBHOOK_SECRET: z.string().optional(),
  LEMONSQUEEZY_WEBHOOK_SECRET: z.string().optional(),
  SMTP_URL: z.string().regex(/^smtps?:\/\//, "must begin with smtp:// or smtps://").optional(),
  MAIL_FROM: z.string().includes("@", "must be an address such as PostMetric <reports@example.com>").optional(),
  TRUST_PROXY: z.string().optional(),
  METRICS_TOKEN: z.string().min(16, "must have at least 16 characters").optional(),
  MONGODB_POOL_SIZE: z.coerce.number().int().min(2).max(500).default(20),
  REPORT_MEMORY_MB: z.coerce.number().int().min(64).max(65_536).optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

export type Config = {
  port: number;
  host: string;
  dataDir: string;
  mongodbUri: string | undefined;
  appUrl: string | undefined;
  appSecret: string | undefined;
  /** All are tried, so that a secret can be rotated. */
  stripeWebhookSecrets: string[];
  lemonSqueezyWebhookSecrets: string[];
  /** Where the weekly e-mail goes out, and from whom; null when mail is not configured. */
  mail: { smtpUrl: string; from: string } | null;
  /** Express's `trust proxy` setting; false when no proxy is trusted. */
  trustProxy: boolean | number | string;
  /** Opens `/metrics` to other machines. */
  metricsToken: string | undefined;
  /** Connections to MongoDB that this server keeps at most. */
  mongodbPoolSize: number;
  /** Megabytes that the reports' columns may take in memory; undefined: what suits this machine. */
  reportMemoryMb: number | undefined;
  logLevel: string;
};

/** Reads the environment once; throws one Error that names every bad variable. Blank counts as absent. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ""));
  const parsed = schema.safeParse(present);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`The configuration has a mistake:\n${lines.join("\n")}`);
  }
  const value = parsed.data;
  return {
    port: value.PORT,
    host: value.HOST,
    dataDir: value.DATA_DIR,
    mongodbUri: value.MONGODB_URI,
    appUrl: value.APP_URL?.replace(/\/+$/, ""),
    appSecret: value.APP_SECRET,
    stripeWebhookSecrets: readSecrets(value.STRIPE_WEBHOOK_SECRET),
    lemonSqueezyWebhookSecrets: readSecrets(value.LEMONSQUEEZY_WEBHOOK_SECRET),
    mail: readMail(value.SMTP_URL, value.MAIL_FROM),
    trustProxy: readTrustProxy(value.TRUST_PROXY),
    metricsToken: value.METRICS_TOKEN,
    mongodbPoolSize: value.MONGODB_POOL_SIZE,
    reportMemoryMb: value.REPORT_MEMORY_MB,
    logLevel: value.LOG_LEVEL,
  };
}

function readSecrets(text: string | undefined): string[] {
  return (text ?? "").split(",").map((secret) => secret.trim()).filter(Boolean);
}

function readMail(smtpUrl: string | undefined, from: string | undefined): Config["mail"] {
  if (smtpUrl && from) return { smtpUrl, from };
  if (smtpUrl) throw new Error("The configuration has a mistake:\n  MAIL_FROM: is needed with SMTP_URL");
  return null;
}

function readTrustProxy(text: string | undefined): boolean | number | string {
  if (text === undefined || text === "false" || text === "0") return false;
  if (text === "true") return true;
  return /^\d+$/.test(text) ? Number(text) : text;
}
