import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "./api";
import type { SavedView } from "./types";
import { z } from "./zod";

// Addresses of the app that a member has given a name. The hub keeps them; before it did, each browser kept its own.

const list = async (signal?: AbortSignal) => (await unwrap(api.GET("/api/v1/session/views", { signal }))).items;
const save = (name: string, address: string) => unwrap(api.PUT("/api/v1/session/views", { body: { name, address } }));
const remove = ({ page, name }: SavedView) =>
  unwrap(api.DELETE("/api/v1/session/views", { params: { query: { page, name } } }));

export const savedViewsQuery = (member: string) =>
  queryOptions({
    queryKey: ["saved-views", member],
    queryFn: async ({ signal }) => {
      const views = await list(signal);
      return (await takeOver(member, views)) ? list(signal) : views;
    },
    staleTime: 5 * 60_000,
  });

const inBrowser = z.array(z.object({ name: z.string(), search: z.string() }));
type BrowserView = z.infer<typeof inBrowser>[number];

/**
 * Hands the views that this browser has kept for a member to the hub, and forgets each one that the hub has taken. The others stay
 * and are offered again with the next page: an answer may be missing now, and there may be room later. True when any was taken.
 */
async function takeOver(member: string, there: SavedView[]): Promise<boolean> {
  let taken = false;
  for (const page of ["logs", "orders", "issues"]) {
    const key = `tillbridge-views-${page}-${member}`;
    const kept = keptIn(key);
    const left: BrowserView[] = [];
    for (const view of kept) {
      const address = `/${page}${view.search}`;
      try {
        if (
          !there.some((other) => other.page === `/${page}` && other.name === view.name && other.address === address)
        ) {
          await save(freeName(view.name, `/${page}`, there), address);
          taken = true;
        }
      } catch {
        left.push(view);
      }
    }
    if (left.length < kept.length) keep(key, left);
  }
  return taken;
}

/** Two browsers may have kept different filters under one name: neither is lost. */
function freeName(name: string, page: string, there: SavedView[]): string {
  let free = name;
  for (let n = 2; there.some((view) => view.page === page && view.name === free); n++) free = `${name} (${n})`;
  return free;
}

function keptIn(key: string): BrowserView[] {
  try {
    return inBrowser.parse(JSON.parse(localStorage.getItem(key) ?? "[]"));
  } catch {
    return []; // the browser keeps nothing, or nothing that can be read
  }
}

function keep(key: string, views: BrowserView[]): void {
  if (views.length === 0) localStorage.removeItem(key);
  else localStorage.setItem(key, JSON.stringify(views));
}

const byName = (a: SavedView, b: SavedView) => a.name.localeCompare(b.name);
const isSame = (a: SavedView, b: SavedView) => a.page === b.page && a.name === b.name;

/** Saves and removes a member's views. The lists show it at once, and take it back when the hub refuses. */
export function useChangeViews(member: string) {
  const client = useQueryClient();
  const { queryKey } = savedViewsQuery(member);
  const showing = (changed: (others: SavedView[], view: SavedView) => SavedView[]) => ({
    onMutate: async (view: SavedView) => {
      // An answer on its way would show the list of before.
      await client.cancelQueries({ queryKey });
      const before = client.getQueryData(queryKey);
      const others = (before ?? []).filter((other) => !isSame(other, view));
      client.setQueryData(queryKey, changed(others, view));
      return { before };
    },
    onError: (_error: Error, _view: SavedView, shown: { before: SavedView[] | undefined } | undefined) =>
      client.setQueryData(queryKey, shown?.before),
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
  return {
    save: useMutation({
      mutationFn: ({ name, address }: SavedView) => save(name, address),
      ...showing((others, view) => [...others, view].sort(byName)),
    }),
    remove: useMutation({ mutationFn: remove, ...showing((others) => others) }),
  };
}
