import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";

import { asProblem } from "./problem";

/** Made once per page load, or per test. `onSignedOut` runs when any answer says that the session is over. */
export function makeQueryClient(onSignedOut: () => void): QueryClient {
  const watch = (error: unknown, key?: readonly unknown[]) => {
    if (asProblem(error).status === 401 && key?.[0] !== "session") onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: (error, query) => watch(error, query.queryKey) }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _result, mutation) => watch(error, mutation.options.mutationKey),
    }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (count, error) => asProblem(error).mayPass && count < 2,
        refetchOnWindowFocus: true,
      },
    },
  });
}
