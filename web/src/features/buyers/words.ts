import { catalogue } from "@/lib/language";

export const en = {
  // buyers-section
  forget: "Forget a buyer",
  what: "A buyer may ask that what you know of them be deleted. First see which orders that is about; nothing is deleted yet.",
  by: "Find by",
  by_what: { email: "Email address", phone: "Phone number", order: "Order id" },
  reason: "Reason",
  reason_help: "For the audit trail. Leave the buyer's name out of it.",
  preview: "Show which orders",
  forget_now_one: "Forget the buyer of this {{count, number}} order",
  forget_now_other: "Forget the buyer of these {{count, number}} orders",
  forget_ask: "Forget this buyer for good?",
  forget_do: "Forget for good",
  gone: "Name, address, phone, email and notes are deleted from these orders, their documents and the log. Nobody can bring them back.",
  stays:
    "Amounts, line items, numbers and states stay, so that books and taxes stay right. The channel keeps its own record.",
  forgotten_one: "The buyer of {{count, number}} order is forgotten",
  forgotten_other: "The buyer of {{count, number}} orders is forgotten",
  forgotten_what: "Reading these orders again does not bring the data back. An order that comes in later is a new one.",
  next: "Another request",
  // orders-found
  none_found: "No order has this",
  none_found_what: "Nothing would be deleted. Check the spelling.",
  found_one: "{{count, number}} order",
  found_other: "{{count, number}} orders",
  orders: "Orders of this buyer",
} as const;

export const t = catalogue("buyers", en);
