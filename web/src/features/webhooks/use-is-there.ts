import { useIsMutating } from "@tanstack/react-query";

export const deletingKey = (endpoint: string) => ["webhooks", "deleting", endpoint];

/**
 * Whether an endpoint may be asked about. While it is being deleted it may not: the live stream tells of the deletion before the page
 * has moved on, and whoever asks then is answered 404.
 */
export const useIsThere = (endpoint: string) => useIsMutating({ mutationKey: deletingKey(endpoint) }) === 0;
