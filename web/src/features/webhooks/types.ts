// What an endpoint can ask for. The hub knows the list and refuses others; a type that is not here shows as it is.
export const eventTypes = [
  "order.created",
  "order.changed",
  "order.held",
  "document.created",
  "document.changed",
  "document.voided",
  "issue.opened",
  "issue.regressed",
  "issue.changed",
  "issue.resolved",
  "stock.changed",
] as const;

/** Sent when a person asks for a test, whatever the endpoint wants. */
export const testType = "webhook.test";
