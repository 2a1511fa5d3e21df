import { Alert, Button, Group, NativeSelect, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";

import { OnlyFor } from "@/components/only-for";
import { ConfirmDialog, ProblemAlert } from "@/components/ui/confirm-dialog";
import { Section } from "@/components/ui/page";
import { asProblem } from "@/lib/problem";

import { forgetBuyer, type Whom } from "./api";
import classes from "./buyers.module.css";
import { OrdersFound } from "./orders-found";
import { t } from "./words";

const route = getRouteApi("/app/settings/buyers");

const bys = ["email", "phone", "order"] as const;
type By = (typeof bys)[number];

export function BuyersSection() {
  const { order } = route.useSearch();
  return (
    <OnlyFor who="owner">
      <Section title={t("forget")}>
        <div className={`card ${classes.box}`}>
          <Forget key={order} order={order} />
        </div>
      </Section>
    </OnlyFor>
  );
}

/** First which orders these are, then, when a person has seen them, the deletion. */
function Forget({ order }: { order: string | undefined }) {
  const [by, setBy] = useState<By>(order ? "order" : "email");
  const [value, setValue] = useState(order ?? "");
  const [reason, setReason] = useState("");
  const look = useMutation({ mutationFn: forgetBuyer });
  const whom: Whom = { [by]: value.trim() };
  const problem = look.error ? asProblem(look.error) : undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (value.trim() && reason.trim()) look.mutate({ ...whom, reason: reason.trim(), preview: true });
      }}
    >
      <Stack gap="sm">
        <Text size="sm">{t("what")}</Text>
        <Group align="flex-end" gap="xs">
          <NativeSelect
            label={t("by")}
            value={by}
            onChange={(event) => {
              setBy(bys.find((b) => b === event.currentTarget.value) ?? "email");
              look.reset();
            }}
            data={bys.map((b) => ({ value: b, label: t(`by_what.${b}`) }))}
          />
          <TextInput
            label={t(`by_what.${by}`)}
            value={value}
            onChange={(event) => {
              setValue(event.currentTarget.value);
              look.reset();
            }}
            error={problem?.fields[by]}
            autoComplete="off"
            maxLength={by === "email" ? 200 : 40}
            required
            withAsterisk={false}
            style={{ flex: 1, minWidth: 200 }}
          />
        </Group>
        <Textarea
          label={t("reason")}
          description={t("reason_help")}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={problem?.fields.reason}
          rows={2}
          maxLength={500}
          required
          withAsterisk={false}
        />
        {problem && <ProblemAlert error={look.error} />}
        <div>
          <Button type="submit" variant="default" loading={look.isPending}>
            {t("preview")}
          </Button>
        </div>
        {look.data && <OrdersFound orders={look.data.orders} />}
        {look.data && look.data.orders.length > 0 && (
          <ForgetNow whom={whom} reason={reason.trim()} orders={look.data.orders.length} onDone={look.reset} />
        )}
      </Stack>
    </form>
  );
}

interface ForgetNowProps {
  whom: Whom;
  reason: string;
  orders: number;
  onDone: () => void;
}

function ForgetNow({ whom, reason, orders, onDone }: ForgetNowProps) {
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const forget = useMutation({
    mutationFn: forgetBuyer,
    onSuccess: async () => {
      setAsking(false);
      await Promise.all(
        [["orders"], ["documents"], ["logs"]].map((queryKey) => client.invalidateQueries({ queryKey })),
      );
    },
  });
  if (forget.data) {
    return (
      <Alert color="green" role="status" title={t("forgotten", { count: forget.data.orders.length })}>
        <Stack gap="xs" align="flex-start">
          {t("forgotten_what")}
          <Button size="compact-sm" variant="default" onClick={onDone}>
            {t("next")}
          </Button>
        </Stack>
      </Alert>
    );
  }
  return (
    <>
      <div>
        <Button color="red" disabled={!reason} onClick={() => setAsking(true)}>
          {t("forget_now", { count: orders })}
        </Button>
      </div>
      <ConfirmDialog
        opened={asking}
        title={t("forget_ask")}
        confirm={t("forget_do")}
        danger
        busy={forget.isPending}
        error={forget.error}
        onConfirm={() => forget.mutate({ ...whom, reason, preview: false })}
        onClose={() => setAsking(false)}
      >
        <ConfirmText />
      </ConfirmDialog>
    </>
  );
}

function ConfirmText() {
  return (
    <Stack gap="xs">
      <Text>{t("gone")}</Text>
      <Text>{t("stays")}</Text>
    </Stack>
  );
}
