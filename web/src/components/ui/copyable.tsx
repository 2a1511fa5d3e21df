import { notifications } from "@mantine/notifications";
import { Check, Copy } from "lucide-react";
import { type ReactNode, useState } from "react";

import { t } from "@/components/words";

import classes from "./copyable.module.css";

interface CopyableProps {
  value: string;
  what: string;
  /** The button is there without being looked for: there is nothing else to do here. */
  shown?: boolean;
  children?: ReactNode;
}

/** An order number, SKU or the like in the monospaced face, copied with one click. */
export function Copyable({ value, what, shown, children }: CopyableProps) {
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
    <span className={classes.wrap} data-shown={shown || undefined}>
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
