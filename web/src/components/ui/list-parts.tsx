import { Button, TextInput } from "@mantine/core";
import { useDebouncedCallback, useMediaQuery } from "@mantine/hooks";
import { ArrowUp, Search } from "lucide-react";
import { type ReactNode, type RefObject, useEffect, useState } from "react";

import { t } from "@/components/words";
import { count } from "@/lib/words";

import classes from "./list-parts.module.css";

/** The filters above a list; folded away on a phone, where they would push the list off the screen. */
export function FilterBar({ label, children }: { label: string; children: ReactNode }) {
  const phone = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  const bar = (
    <div role="search" aria-label={label} className={classes.filters}>
      {children}
    </div>
  );
  if (!phone) return bar;
  return (
    <details className={classes.folded}>
      <summary>{t("filters")}</summary>
      {bar}
    </details>
  );
}

interface SearchInputProps {
  label: string;
  placeholder: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  inputRef?: RefObject<HTMLInputElement | null>;
  width?: number | string;
  mono?: boolean;
}

/** A text filter that waits for a pause in typing before it asks the hub. */
export function SearchInput({ label, placeholder, value, onChange, inputRef, width = 220, mono }: SearchInputProps) {
  const [text, setText] = useState(value ?? "");
  const [seen, setSeen] = useState(value);
  if (value !== seen) {
    // The address changed by other means (back, a link, cleared filters); what is being typed right now stays.
    setSeen(value);
    if ((value ?? "") !== text.trim()) setText(value ?? "");
  }
  const commit = useDebouncedCallback((next: string) => onChange(next.trim() || undefined), 300);
  useEffect(() => () => commit.cancel(), [commit]);
  return (
    <TextInput
      ref={inputRef}
      size="xs"
      type="search"
      label={label}
      placeholder={placeholder}
      leftSection={mono ? undefined : <Search size={14} aria-hidden />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        commit(event.currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit.flush();
        if (event.key === "Escape") event.currentTarget.blur();
      }}
      style={{ width, flex: "0 1 auto", minWidth: 100 }}
      maxLength={200}
      spellCheck={false}
      autoComplete="off"
    />
  );
}

/** "12 new": what has come since, held back so that the rows under the pointer stay where they are. */
export function FreshButton({
  fresh,
  gone,
  more,
  onShow,
}: {
  fresh: number;
  gone: number;
  more: boolean;
  onShow: () => void;
}) {
  const parts = [
    fresh > 0 ? t("fresh", { n: `${count(fresh)}${more ? "+" : ""}` }) : "",
    gone > 0 ? t("gone", { n: count(gone) }) : "",
  ];
  const words = parts.filter(Boolean).join(", ");
  return (
    // Always there, so that screen readers hear when it fills.
    <div aria-live="polite" className={classes.fresh}>
      {words && (
        <Button size="compact-xs" radius="xl" leftSection={<ArrowUp size={13} aria-hidden />} onClick={onShow}>
          {words}
        </Button>
      )}
    </div>
  );
}

interface LoadMoreProps {
  /** How many there are so far, in words: "50 orders loaded", or "12 orders, that is all". */
  loaded: string;
  hasMore: boolean;
  loading: boolean;
  onMore: () => void;
}

export function LoadMore({ loaded, hasMore, loading, onMore }: LoadMoreProps) {
  return (
    <div className={classes.more}>
      <span className="quiet">{loaded}</span>
      {hasMore && (
        <Button size="compact-sm" variant="default" loading={loading} onClick={onMore}>
          {t("load_more")}
        </Button>
      )}
    </div>
  );
}
