import { AppShell, Burger } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Outlet, useLocation } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";

import { BlockSkeleton } from "@/components/ui/states";

import { Brand } from "./brand";
import { useLive } from "./live";
import { Rail } from "./rail";
import classes from "./shell.module.css";
import { t } from "./words";

const CommandPalette = lazy(() => import("./command-palette"));

/** The frame of every page behind sign-in: rail, phone header, command palette, live updates. */
export function Shell() {
  const [menu, { toggle, close }] = useDisclosure(false);
  const [palette, setPalette] = useState(false);
  const live = useLive();
  const { pathname } = useLocation();
  useFocusTitle(pathname);
  useEffect(close, [pathname, close]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setPalette((open) => !open);
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  return (
    <AppShell
      layout="alt"
      header={{ height: { base: 48, sm: 0 } }}
      navbar={{ width: 208, breakpoint: "sm", collapsed: { mobile: !menu } }}
      padding={{ base: "sm", sm: "lg" }}
      transitionDuration={0}
    >
      <a className={classes.skip} href="#content">
        {t("skip")}
      </a>
      <AppShell.Header hiddenFrom="sm" className={classes.header}>
        <Burger
          opened={menu}
          onClick={toggle}
          size="sm"
          aria-label={menu ? t("close_menu") : t("open_menu")}
          aria-expanded={menu}
        />
        <Brand />
      </AppShell.Header>
      <AppShell.Navbar aria-label={t("main")} className={classes.navbar} data-shut={!menu || undefined}>
        <Rail live={live} onSearch={() => setPalette(true)} onCloseMenu={close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
        <Suspense fallback={<BlockSkeleton height={200} />}>
          <Outlet />
        </Suspense>
      </AppShell.Main>
      {palette && (
        <Suspense>
          <CommandPalette onClose={() => setPalette(false)} />
        </Suspense>
      )}
    </AppShell>
  );
}

/** After a move to another page the focus goes to its title, as it would after a full page load. */
function useFocusTitle(pathname: string): void {
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current === pathname) return;
    last.current = pathname;
    // The page may still be on its way.
    const wait = setTimeout(() => {
      const active = document.activeElement;
      if (active && active !== document.body && active.closest("main, [role=dialog]")) return;
      document.querySelector<HTMLElement>("[data-page-title]")?.focus({ preventScroll: true });
    }, 50);
    return () => clearTimeout(wait);
  }, [pathname]);
}
