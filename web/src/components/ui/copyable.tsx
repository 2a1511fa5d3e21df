import { notifications } from "@mantine/notifications";
import { Check, Copy } from "lucide-react";
import { type ReactNode, useState } from "react";

import { t } from "@/components/words";

import classes from "./copyable.module.css";

/** An order number, SKU or the like in the monospaced face, copied with one click. */
export function Copyable({ value, what, children }: { value: string; what: string; children?: ReactNode }) {
  const [copied, setCopied] = useState(false);
  if (!value) return <span className="quiet">–</span>;
  const copy = async (event: React.MouseEvent) => {
    // The click is on a row that would open.
    event.stopPropagation();
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
      setTimeout(() => setCopied(false), 1500);
    } catch {
      // No clipboard outside https and localhost.
      notifications.show({ message: t("copying_refused", { value }), color: "gray" });
    }
  };
  return (
    <span className={classes.wrap}>
      {children ?? <span className={`mono ${classes.text}`}>{value}</span>}
      <button
        type="button"
        className={classes.button}
        onClick={copy}
        aria-label={copied ? t("copied") : t("copy_value", { what, value })}
      >
        {copied ? <Check size={13} aria-hidden /> : <Copy size={13} aria-hidden />}
      </button>
    </span>
  );
}
