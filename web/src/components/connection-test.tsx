import { Alert, Button, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Check, Plug, X } from "lucide-react";
import { useEffect, useRef } from "react";

import { api, unwrap } from "@/lib/api";
import { asProblem } from "@/lib/problem";
import type { ConnectionTest as TestResult } from "@/lib/types";

import classes from "./connection-test.module.css";
import { Facts } from "./ui/facts";
import { ListSkeleton } from "./ui/states";
import { t } from "./words";

/** Asks the channel whether the connection works, and shows each check. */
export function ConnectionTest({ id, atOnce }: { id: string; atOnce?: boolean }) {
  const { mutate, data, error, isPending, isIdle } = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/connections/{id}/test", { params: { path: { id } } })),
  });
  const begun = useRef(false);
  useEffect(() => {
    if (!atOnce || begun.current) return;
    begun.current = true;
    mutate();
  }, [atOnce, mutate]);
  return (
    <Stack gap="sm">
      {isPending ? (
        <ListSkeleton rows={3} label={t("asking_channel")} />
      ) : error ? (
        <Alert color="red" role="alert" title={asProblem(error).title}>
          {asProblem(error).detail}
        </Alert>
      ) : (
        data && <Result result={data} />
      )}
      {(!atOnce || !isIdle) && (
        <div>
          <Button
            size="xs"
            variant="default"
            leftSection={<Plug size={15} aria-hidden />}
            loading={isPending}
            onClick={() => mutate()}
          >
            {data || error ? t("test_again") : t("test")}
          </Button>
        </div>
      )}
    </Stack>
  );
}

function Result({ result }: { result: TestResult }) {
  return (
    <div role="status" className={classes.result}>
      <Facts
        of={[
          [t("shop"), result.shop],
          [t("version"), result.version],
          [t("currency"), result.currency],
          [t("zone"), result.zone],
        ]}
      />
      <ul className={classes.checks}>
        {result.checks.map((check) => (
          <li key={check.name} data-tone={check.ok ? "green" : "red"}>
            {check.ok ? <Check size={16} aria-hidden /> : <X size={16} aria-hidden />}
            <span>
              <strong>{check.name}</strong>
              <span className="sr-only">{check.ok ? t("check_passed") : t("check_failed")}</span>
              {check.note && <span className="quiet"> {check.note}</span>}
            </span>
          </li>
        ))}
      </ul>
      {result.advice.map((line) => (
        <p key={line} className={classes.advice}>
          {line}
        </p>
      ))}
    </div>
  );
}
