import { Alert, Button, Group, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";

import { Field, LetIn } from "@/components/connect-form";
import { notifyDone } from "@/components/ui/notify";
import { api, unwrap } from "@/lib/api";
import { asProblem } from "@/lib/problem";
import type { ChannelView, ConnectionView } from "@/lib/types";

import { t } from "./words";

/** A new key or other settings. The shop is asked first; the connection goes on where it stopped. */
export function Reconnect({ connection, channel }: { connection: ConnectionView; channel: ChannelView }) {
  const [values, setValues] = useState<Record<string, string>>(connection.settings);
  const asked = useLocation({ select: ({ hash }) => hash === "reconnect" });
  const summary = useRef<HTMLElement>(null);
  // Whoever was sent here to reconnect begins here; the form comes after the page, too late for the browser.
  useEffect(() => {
    if (asked) summary.current?.focus();
  }, [asked]);
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.PUT("/api/v1/connections/{id}/settings", {
          params: { path: { id: connection.id } },
          body: { settings: values },
        }),
      ),
    onSuccess: async () => {
      notifyDone(t("reconnected", { name: connection.name }));
      await client.invalidateQueries();
    },
  });
  const problem = save.error ? asProblem(save.error) : undefined;
  return (
    <details id="reconnect" open={asked || connection.state === "needs_you"}>
      <summary ref={summary}>{t("new_key")}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack gap="sm" mt="sm">
          {channel.settings.map((setting) => (
            <Field
              key={setting.name}
              setting={setting.secret ? { ...setting, required: false, help: t("secret_help") } : setting}
              value={values[setting.name] ?? ""}
              error={problem?.fields[setting.name]}
              onChange={(value) => setValues((old) => ({ ...old, [setting.name]: value }))}
            />
          ))}
          {problem && (
            <Alert color="red" role="alert" title={problem.title}>
              {problem.detail}
            </Alert>
          )}
          <Group justify="flex-end">
            {channel.authorise && <LetIn channel={channel.name} title={channel.title} connection={connection.id} />}
            <Button type="submit" variant={channel.authorise ? "default" : "filled"} loading={save.isPending}>
              {t("reconnect")}
            </Button>
          </Group>
        </Stack>
      </form>
    </details>
  );
}
