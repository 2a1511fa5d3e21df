import { Button } from "@mantine/core";
import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { Compass } from "lucide-react";

import { EmptyState, ErrorState } from "@/components/ui/states";

/** A page failed to load or to draw. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <main>
      <title>Problem · Tillbridge</title>
      <h1 className="sr-only">Problem</h1>
      <ErrorState error={error} onRetry={retry} />
    </main>
  );
}

export function NotFound() {
  return (
    <main>
      <title>No such page · Tillbridge</title>
      <h1 className="sr-only">No such page</h1>
      <EmptyState
        icon={Compass}
        title="There is no page at this address"
        action={
          <Button variant="default" size="xs" renderRoot={(props) => <Link to="/status" {...props} />}>
            Go to Status
          </Button>
        }
      >
        It may have been typed wrong, or moved.
      </EmptyState>
    </main>
  );
}
