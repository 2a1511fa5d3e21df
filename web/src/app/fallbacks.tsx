import { Button } from "@mantine/core";
import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { Compass } from "lucide-react";

import { EmptyState, ErrorState } from "@/components/ui/states";

import { t } from "./words";

/** A page failed to load or to draw. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <main>
      <title>{`${t("problem")} · Tillbridge`}</title>
      <h1 className="sr-only">{t("problem")}</h1>
      <ErrorState error={error} onRetry={retry} />
    </main>
  );
}

export function NotFound() {
  return (
    <main>
      <title>{`${t("no_such_page")} · Tillbridge`}</title>
      <h1 className="sr-only">{t("no_such_page")}</h1>
      <EmptyState
        icon={Compass}
        title={t("no_such_page_title")}
        action={
          <Button variant="default" size="xs" renderRoot={(props) => <Link to="/status" {...props} />}>
            {t("go_to_status")}
          </Button>
        }
      >
        {t("no_such_page_why")}
      </EmptyState>
    </main>
  );
}
