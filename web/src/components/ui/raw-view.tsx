import { Button } from "@mantine/core";
import { Check, Copy } from "lucide-react";
import { useMemo, useState } from "react";

import { t } from "@/components/words";

import classes from "./raw-view.module.css";

/** JSON made readable without touching its numbers: 64-bit ids and decimals must not pass through a float. */
export function pretty(raw: string): string {
  try {
    JSON.parse(raw);
  } catch {
    return raw;
  }
  let out = "";
  let depth = 0;
  let quoted = false;
  const line = () => `\n${"  ".repeat(depth)}`;
  for (let i = 0; i < raw.length; i++) {
    const c = raw.charAt(i);
    if (quoted) {
      out += c;
      if (c === "\\") out += raw.charAt(++i);
      else if (c === '"') quoted = false;
    } else if (c === '"') {
      quoted = true;
      out += c;
    } else if (c === "{" || c === "[") {
      const closing = /^\s*[}\]]/.exec(raw.slice(i + 1));
      if (closing) {
        out += c + (c === "{" ? "}" : "]");
        i += closing[0].length;
      } else {
        depth++;
        out += c + line();
      }
    } else if (c === "}" || c === "]") {
      depth--;
      out += line() + c;
    } else if (c === ",") out += c + line();
    else if (c === ":") out += ": ";
    else if (!/\s/.test(c)) out += c;
  }
  return out;
}

/** A payload, formatted when it is JSON, as it came otherwise. */
export function RawView({ raw, label }: { raw: string; label: string }) {
  const text = useMemo(() => pretty(raw), [raw]);
  const [copied, setCopied] = useState(false);
  if (!raw) return <p className="quiet">{t("nothing_sent")}</p>;
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <div className={classes.wrap}>
      <Button
        className={classes.copy}
        size="compact-xs"
        variant="default"
        leftSection={copied ? <Check size={12} aria-hidden /> : <Copy size={12} aria-hidden />}
        onClick={copy}
      >
        {copied ? t("copied") : t("copy")}
      </Button>
      {/* Scrolls, so it must be reachable by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={classes.raw} tabIndex={0} role="group" aria-label={label}>
        {text}
      </pre>
    </div>
  );
}
