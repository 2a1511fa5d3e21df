import { catalogue } from "@/lib/language";

export const en = {
  // command-palette
  find: "Find an order, an issue or a page",
  find_placeholder: "An order number, a SKU or cause, or a page",
  no_buyer: "no name",
  pages: "Pages",
  looking: "Looking…",
  nothing_found: "Nothing found",
  page_of: "{{place}}: {{part}}",
  open_errors: "open errors",
  account: "Account",
  connections: "Connections",
  tokens: "API tokens",
  you: "You, password and sessions",
  people: "People",
  notices: "Notices",
  messages: "Messages sent",
  webhooks: "Webhooks",
  audit: "Audit trail",
  forget: "Forget a buyer",
  // fallbacks
  problem: "Problem",
  no_such_page: "No such page",
  no_such_page_title: "There is no page at this address",
  no_such_page_why: "It may have been typed wrong, or moved.",
  go_to_status: "Go to Status",
  // rail
  dismiss: "Dismiss",
  open_menu: "Open the menu",
  close_menu: "Close the menu",
  find_short: "Find",
  offline: "Live updates are off; trying again",
  waiting_orders: "orders held",
  waiting_pending: "orders to let through",
  waiting_errors: "open errors",
  waiting_issues: "issues that need a person",
  at_work: "Actions at work",
  work_of: "{{handled}} of {{all}}",
  waiting_days: "orders and documents to explain",
  waiting_access: "connections to reconnect",
  dark: "Dark",
  light: "Light",
  to_dark: "Switch to dark mode",
  to_light: "Switch to light mode",
  sign_out: "Sign out",
  // shell
  skip: "Skip to content",
  main: "Main",
} as const;

export const t = catalogue("app", en);
