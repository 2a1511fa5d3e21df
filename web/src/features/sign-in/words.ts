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
    "This page needs the one-time link that the program wrote to its log when it started. Open that link, or <sign_in>sign in</sign_in> if you have been here before.",
  first_here: "You are the first here, so you become the owner.",
  link_used: "The link works once and not for ever. Start the program again for a new one.",
  your_name: "Your name",
  at_least: "At least {{n}} characters",
  more_to_go: "{{n}} more to go",
  become: "Become the owner",
} as const;

export const t = catalogue("sign-in", en);
