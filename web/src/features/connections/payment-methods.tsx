import { ActionIcon, Button, TextInput } from "@mantine/core";
import { Plus, X } from "lucide-react";
import { useRef } from "react";

import { MethodInput } from "@/components/method-input";

import classes from "./connections.module.css";
import { type MethodRow, newRow, wrongWith } from "./methods";
import { t } from "./words";

interface PaymentMethodsProps {
  rows: MethodRow[];
  disabled: boolean;
  /** Somebody has tried to save: what is wrong is said. */
  tried: boolean;
  onChange: (rows: MethodRow[]) => void;
}

/** Under which method the books show what the channel says about how a buyer paid, word by word. */
export function PaymentMethods({ rows, disabled, tried, onChange }: PaymentMethodsProps) {
  const add = useRef<HTMLButtonElement>(null);
  // The row that was added last: its first field takes the focus when it is drawn.
  const added = useRef(0);
  const known = [...new Set(rows.map(({ method }) => method.trim()).filter(Boolean))].sort();
  const change = (key: number, part: Partial<MethodRow>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
  return (
    <fieldset className={classes.methods}>
      <legend>{t("methods")}</legend>
      <div className="quiet">{t("methods_help")}</div>
      {rows.length > 0 && (
        <ul className={classes.list} aria-label={t("methods")}>
          {rows.map((row, i) => {
            const wrong = tried ? wrongWith(row, rows) : { word: false, method: false };
            return (
              <li key={row.key} className={classes.method} aria-label={t("method_row", { n: i + 1 })}>
                <TextInput
                  size="xs"
                  label={t("word")}
                  placeholder={t("no_word")}
                  value={row.word}
                  disabled={disabled}
                  maxLength={200}
                  autoComplete="off"
                  spellCheck={false}
                  error={wrong.word && t("word_twice")}
                  ref={(input) => {
                    if (!input || added.current !== row.key) return;
                    added.current = 0;
                    input.focus();
                  }}
                  onChange={(event) => change(row.key, { word: event.currentTarget.value })}
                />
                <MethodInput
                  size="xs"
                  known={known.filter((one) => one !== row.method)}
                  value={row.method}
                  disabled={disabled}
                  missing={wrong.method}
                  onChange={(method) => change(row.key, { method })}
                />
                {!disabled && (
                  <ActionIcon
                    size={30}
                    variant="default"
                    aria-label={t("remove_method", { n: i + 1 })}
                    title={t("remove_method", { n: i + 1 })}
                    onClick={() => {
                      onChange(rows.filter(({ key }) => key !== row.key));
                      add.current?.focus(); // the button that had it is gone
                    }}
                  >
                    <X size={15} aria-hidden />
                  </ActionIcon>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {!disabled && (
        <Button
          ref={add}
          size="xs"
          variant="default"
          leftSection={<Plus size={15} aria-hidden />}
          onClick={() => {
            const row = newRow();
            added.current = row.key;
            onChange([...rows, row]);
          }}
        >
          {t("add_method")}
        </Button>
      )}
    </fieldset>
  );
}
