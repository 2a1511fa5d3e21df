import { Alert, Button, Group, NativeSelect, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { api, unwrap } from "@/lib/api";
import { asProblem } from "@/lib/problem";
import { channelsQuery } from "@/lib/queries";
import type { ChannelView, SettingView } from "@/lib/types";
import { sentenceCase, shared } from "@/lib/words";

import classes from "./connect-form.module.css";
import { ChannelIcon } from "./ui/channel-icon";
import { notifyDone, notifyProblem } from "./ui/notify";
import { ErrorState, ListSkeleton } from "./ui/states";
import { t } from "./words";

interface ConnectFormProps {
  /** The channel chosen before the form was opened. */
  channel?: string;
}

/** Choose a channel, fill in what it asks for, and see what the channel says. The form is drawn from the hub's data. */
export function ConnectForm({ channel: initial }: ConnectFormProps) {
  const { data, error, isPending, refetch } = useQuery(channelsQuery);
  const [chosen, setChosen] = useState(initial);
  if (isPending) return <ListSkeleton rows={3} label={t("loading_channels")} />;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  // The orders of the others come over these.
  const channels = data.filter((c) => !c.over);
  const channel = channels.find((c) => c.name === chosen) ?? (channels.length === 1 ? channels[0] : undefined);
  return (
    <Stack gap="md">
      <fieldset className={classes.channels}>
        <legend>{t("channel")}</legend>
        {channels.map((c) => (
          <label key={c.name} className={classes.channel} data-chosen={c.name === channel?.name || undefined}>
            <input
              type="radio"
              name="channel"
              className={classes.radio}
              checked={c.name === channel?.name}
              onChange={() => setChosen(c.name)}
            />
            <ChannelIcon channel={c.name} size={22} />
            {c.title}
          </label>
        ))}
      </fieldset>
      {data
        .filter((c) => c.over)
        .map((c) => (
          <p key={c.name} className={classes.over}>
            <ChannelIcon channel={c.name} size={18} />
            {t("comes_over", { channel: c.title, over: data.find(({ name }) => name === c.over)?.title ?? "" })}
          </p>
        ))}
      {channel && <Fields key={channel.name} channel={channel} />}
    </Stack>
  );
}

function Fields({ channel }: { channel: ChannelView }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [values, setValues] = useState<Record<string, string>>(() =>
    Object.fromEntries(channel.settings.map((s) => [s.name, s.default])),
  );
  const connect = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/connections", {
          body: {
            channel: channel.name,
            name: name.trim(),
            paused: true,
            settings: Object.fromEntries(Object.entries(values).map(([k, v]) => [k, v.trim()])),
          },
        }),
      ),
    // On to its policy, from wherever the form stood: the status page drops it as soon as there is a shop.
    onSuccess: async ({ id, name }) => {
      notifyDone(t("connected", { name }));
      for (const name of ["connections", "status"]) void client.invalidateQueries({ queryKey: [name] });
      await navigate({ to: "/settings/connections/$id", params: { id } });
    },
  });
  const problem = connect.error ? asProblem(connect.error) : undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        connect.mutate();
      }}
    >
      <Stack gap="sm">
        <TextInput
          label={shared("name")}
          description={t("name_help")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={problem?.fields.name}
          required
          maxLength={80}
        />
        {channel.settings.map((setting) => (
          <Field
            key={setting.name}
            setting={setting}
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
          {channel.authorise && (
            <LetIn channel={channel.name} title={channel.title} name={name.trim()} settings={values} />
          )}
          <Button type="submit" loading={connect.isPending} variant={channel.authorise ? "default" : "filled"}>
            {t("connect_to", { channel: channel.title })}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface LetInProps {
  channel: string;
  title: string;
  name?: string;
  settings?: Record<string, string>;
  /** A connection to authorise anew. */
  connection?: string;
}

/** Sends the browser to the channel, where the merchant lets us in; it comes back to the connection's page. */
export function LetIn({ channel, title, name = "", settings = {}, connection = "" }: LetInProps) {
  const go = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/connections/authorise", { body: { channel, name, settings, connection, paused: true } }),
      ),
    onSuccess: ({ url }) => globalThis.location.assign(url),
    onError: notifyProblem,
  });
  return (
    <Button loading={go.isPending} onClick={() => go.mutate()}>
      {t("let_in", { channel: title })}
    </Button>
  );
}

interface FieldProps {
  setting: SettingView;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}

/** One setting of a channel, drawn from its data. */
export function Field({ setting, value, error, onChange }: FieldProps) {
  const common = {
    label: setting.label || sentenceCase(setting.name),
    description: setting.help || undefined,
    required: setting.required,
    value,
    error,
  };
  if (setting.choices.length > 0) {
    return (
      <NativeSelect
        {...common}
        onChange={(event) => onChange(event.currentTarget.value)}
        data={setting.required ? setting.choices : ["", ...setting.choices]}
      />
    );
  }
  if (setting.secret) {
    return (
      <PasswordInput
        {...common}
        onChange={(event) => onChange(event.currentTarget.value)}
        autoComplete="off"
        spellCheck={false}
        visibilityToggleButtonProps={{ "aria-label": t("show_or_hide", { what: common.label }) }}
      />
    );
  }
  return (
    <TextInput
      {...common}
      onChange={(event) => onChange(event.currentTarget.value)}
      autoComplete="off"
      spellCheck={false}
    />
  );
}
