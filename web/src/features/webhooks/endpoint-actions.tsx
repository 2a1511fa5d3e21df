import { Alert, Button, Group, Modal, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { KeyRound, Pencil, Power, PowerOff, Send, Trash2 } from "lucide-react";
import { useState } from "react";

import { ConfirmDialog, ProblemAlert } from "@/components/ui/confirm-dialog";
import { notifyDone, notifyProblem } from "@/components/ui/notify";
import { ShownOnce } from "@/components/ui/shown-once";
import type { WebhookView } from "@/lib/types";
import { shared } from "@/lib/words";

import { changeWebhook, deleteWebhook, rotateSecret, testWebhook } from "./api";
import { Attempt } from "./attempt";
import { EndpointForm } from "./endpoint-form";
import { Recover } from "./recover";
import { deletingKey } from "./use-is-there";
import { t } from "./words";

/** What an owner can do with an endpoint. */
export function EndpointActions({ endpoint }: { endpoint: WebhookView }) {
  return (
    <Stack gap="sm">
      <Test endpoint={endpoint} />
      <Group gap="xs">
        <Change endpoint={endpoint} />
        <Switch endpoint={endpoint} />
        <Recover endpoint={endpoint.id} />
        <Delete endpoint={endpoint} />
      </Group>
      <Rotate endpoint={endpoint} />
    </Stack>
  );
}

function useFresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["webhooks"], predicate: (query) => query.queryKey[1] !== "list" });
}

/** Sends a test now and shows what was answered. */
function Test({ endpoint }: { endpoint: WebhookView }) {
  const fresh = useFresh();
  const test = useMutation({ mutationFn: () => testWebhook(endpoint.id), onSuccess: fresh });
  const last = test.data?.log.at(-1);
  return (
    <Stack gap="xs" align="flex-start">
      <Button
        size="xs"
        leftSection={<Send size={15} aria-hidden />}
        loading={test.isPending}
        onClick={() => test.mutate()}
      >
        {t("send_test")}
      </Button>
      <ProblemAlert error={test.error} />
      {test.data && (
        <div role="status" style={{ width: "100%" }}>
          {last ? (
            <Attempt attempt={last} />
          ) : (
            <Alert color="gray" role="note">
              {t("test_waits")}
            </Alert>
          )}
        </div>
      )}
    </Stack>
  );
}

function Change({ endpoint }: { endpoint: WebhookView }) {
  const [open, setOpen] = useState(false);
  const fresh = useFresh();
  const change = useMutation({
    mutationFn: (body: Parameters<typeof changeWebhook>[1]) => changeWebhook(endpoint.id, body),
    onSuccess: async () => {
      setOpen(false);
      notifyDone(t("changed"));
      await fresh();
    },
  });
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<Pencil size={14} aria-hidden />}
        onClick={() => {
          change.reset();
          setOpen(true);
        }}
      >
        {t("change")}
      </Button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={t("change_it")}
        centered
        closeButtonProps={{ "aria-label": shared("close") }}
      >
        <EndpointForm
          initial={endpoint}
          submit={t("save")}
          busy={change.isPending}
          error={change.error}
          onSubmit={(body) => change.mutate(body)}
        >
          <Button variant="default" onClick={() => setOpen(false)}>
            {shared("cancel")}
          </Button>
        </EndpointForm>
      </Modal>
    </>
  );
}

function Switch({ endpoint }: { endpoint: WebhookView }) {
  const fresh = useFresh();
  const on = endpoint.state === "enabled";
  const { url, description, types } = endpoint;
  const turn = useMutation({
    mutationFn: () => changeWebhook(endpoint.id, { url, description, types, state: on ? "disabled" : "enabled" }),
    onSuccess: async () => {
      notifyDone(on ? t("now_disabled") : t("now_enabled"));
      await fresh();
    },
    onError: notifyProblem,
  });
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={on ? <PowerOff size={14} aria-hidden /> : <Power size={14} aria-hidden />}
      loading={turn.isPending}
      onClick={() => turn.mutate()}
    >
      {on ? t("disable") : t("enable")}
    </Button>
  );
}

function Rotate({ endpoint }: { endpoint: WebhookView }) {
  const [asking, setAsking] = useState(false);
  const fresh = useFresh();
  const rotate = useMutation({
    mutationFn: () => rotateSecret(endpoint.id),
    onSuccess: async () => {
      setAsking(false);
      await fresh();
    },
  });
  return (
    <Stack gap="xs" align="flex-start">
      <Button
        size="xs"
        variant="default"
        leftSection={<KeyRound size={14} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {t("rotate")}
      </Button>
      {rotate.data && (
        <ShownOnce value={rotate.data.secret} what={t("secret")}>
          {t("rotated_what")}
        </ShownOnce>
      )}
      <ConfirmDialog
        opened={asking}
        title={t("rotate_ask")}
        confirm={t("rotate")}
        busy={rotate.isPending}
        error={rotate.error}
        onConfirm={() => rotate.mutate()}
        onClose={() => setAsking(false)}
      >
        {t("rotate_what")}
      </ConfirmDialog>
    </Stack>
  );
}

function Delete({ endpoint }: { endpoint: WebhookView }) {
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationKey: deletingKey(endpoint.id),
    mutationFn: () => deleteWebhook(endpoint.id),
    onSuccess: async () => {
      notifyDone(t("deleted", { url: endpoint.url }));
      await navigate({ to: "/settings/webhooks" });
      client.removeQueries({ queryKey: ["webhooks", "one", endpoint.id] });
      await client.invalidateQueries({ queryKey: ["webhooks", "all"] });
    },
  });
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<Trash2 size={14} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {t("delete")}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={t("delete_ask")}
        confirm={t("delete")}
        danger
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(false)}
      >
        {t("delete_what", { url: endpoint.url })}
      </ConfirmDialog>
    </>
  );
}
