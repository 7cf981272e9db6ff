/** Fields of a provider's objects that tell who someone is, at any depth. */
const PERSONAL = new Set([
  "email", "customer_email", "receipt_email", "name", "customer_name", "user_name", "user_email", "first_name", "last_name", "phone", "customer_phone", "address", "customer_address", "shipping", "shipping_details",
  "customer_shipping", "customer_details", "billing_details", "collected_information", "individual_name", "business_name", "tax_ids", "customer_tax_ids", "ip", "ip_address", "last4", "fingerprint",
  "client_reference_id", "visitorId", "visitor_id", "sessionId", "session_id", "customer", "customer_id", "description", "statement_descriptor", "custom_fields", "receipt_url", "hosted_invoice_url", "invoice_pdf", "url", "urls",
]);

/** An event's payload without what tells of a person; ids of payments, amounts and states stay, so that it can still be read and done again. Pure. */
export function redactPayload(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redactPayload);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, PERSONAL.has(key) ? null : redactPayload(field)]));
}
