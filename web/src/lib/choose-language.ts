import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "./api";
import { keepInBrowser, type Language, speak } from "./language";
import { sessionQuery } from "./queries";
import type { Session } from "./types";

/** Speaks the member's own choice; who has made none keeps the browser's. */
export async function speakFor(session: Session): Promise<void> {
  // Where its words cannot be fetched, a page in the language of before is better than none.
  if (session.language) await speak(session.language).catch(() => undefined);
}

/** Changes the language: for the member who is signed in, and in this browser for the pages before sign-in. */
export function useChooseLanguage(signedIn: boolean) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (chosen: Language) => {
      if (signedIn) {
        const session = await unwrap(api.PATCH("/api/v1/session", { body: { language: chosen } }));
        client.setQueryData(sessionQuery.queryKey, session);
      }
      keepInBrowser(chosen);
      await speak(chosen);
      // The hub's sentences come in the new language now.
      await client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "session" });
    },
  });
}
