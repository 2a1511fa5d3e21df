import { catalogue } from "@/lib/language";

export const en = {
  title: "Sign in to Tillbridge",
  wrong: "That did not fit",
  wrong_why: "Email and password do not belong together. Check both.",
  password: "Password",
  show_or_hide: "Show or hide the password",
  sign_in: "Sign in",
  first_start: "First start? Open the one-time link that the program wrote to its log to become the owner.",
  welcome: "Welcome to Tillbridge",
  link_needed:
    "This page needs a one-time link: the one that the program wrote to its log when it started, or one that an owner gave you. Open that link, or <sign_in>sign in</sign_in> if you have been here before.",
  been_here: "If you have been here before, <sign_in>sign in</sign_in>.",
  loading_link: "Loading what the link is for",
  invited: "You come to {{account}} as: {{role}}.",
  email_fixed: "The link is for this address.",
  your_name: "Your name",
  at_least: "At least {{n}} characters",
  more_to_go: "{{n}} more to go",
  come_in: "Come in",
  or: "or",
  single_sign_on: "Sign in with the single sign-on",
} as const;

export const t = catalogue("sign-in", en);
