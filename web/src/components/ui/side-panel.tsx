import { ActionIcon, Portal } from "@mantine/core";
import { X } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";

import { t } from "@/components/words";

import classes from "./side-panel.module.css";

interface SidePanelProps {
  title: ReactNode;
  /** Spoken name of the panel. */
  label: string;
  /** Changes when another row is shown, so that focus and scroll start over. */
  of: string;
  onClose: () => void;
  actions?: ReactNode;
  children: ReactNode;
}

/**
 * The drawer beside a list. Not modal: the list stays in view and in reach, so that one can walk it row by row with the
 * drawer open. Esc closes it and puts the focus back where it was.
 */
export function SidePanel({ title, label, of, onClose, actions, children }: SidePanelProps) {
  const panel = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });

  useEffect(() => {
    const before = document.activeElement;
    document.documentElement.dataset.panel = "open";
    return () => {
      delete document.documentElement.dataset.panel;
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  useEffect(() => {
    panel.current?.focus();
    panel.current?.querySelector("[data-panel-body]")?.scrollTo(0, 0);
  }, [of]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // A modal on top (a reason to write) closes first, by itself.
      if (event.key !== "Escape" || event.defaultPrevented) return;
      if (document.querySelector('[role="dialog"][aria-modal="true"], [role="listbox"], [role="menu"]')) return;
      close.current();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  return (
    <Portal>
      <div ref={panel} className={classes.panel} role="dialog" aria-label={label} tabIndex={-1}>
        <div className={classes.head}>
          <div className={classes.title}>{title}</div>
          {actions}
          <ActionIcon variant="subtle" color="gray" aria-label={t("close_by_key")} onClick={onClose}>
            <X size={18} aria-hidden />
          </ActionIcon>
        </div>
        {/* Scrolls, so it must be reachable by keyboard. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <div className={classes.body} data-panel-body tabIndex={0} role="group" aria-label={t("details")}>
          {children}
        </div>
      </div>
    </Portal>
  );
}
