import { Button, Checkbox, Group, Stack, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";

import { ProblemAlert } from "@/components/ui/confirm-dialog";
import { asProblem } from "@/lib/problem";

import type { Endpoint } from "./api";
import { eventTypes } from "./types";
import classes from "./webhooks.module.css";
import { en, t } from "./words";

interface EndpointFormProps {
  initial?: Endpoint;
  submit: string;
  busy: boolean;
  error: unknown;
  onSubmit: (endpoint: Endpoint) => void;
  children?: ReactNode;
}

/** What an endpoint is: where, what for, and which events. */
export function EndpointForm({ initial, submit, busy, error, onSubmit, children }: EndpointFormProps) {
  const [url, setUrl] = useState(initial?.url ?? "");
  const [description, setDescription] = useState(initial?.description ?? "");
  const [types, setTypes] = useState(initial?.types ?? []);
  const problem = error ? asProblem(error) : undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit({ url: url.trim(), description: description.trim(), types });
      }}
    >
      <Stack gap="sm">
        <TextInput
          label={t("url")}
          description={t("url_help")}
          type="url"
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
          error={problem?.fields.url}
          autoComplete="off"
          spellCheck={false}
          maxLength={2000}
          required
          withAsterisk={false}
        />
        <TextInput
          label={t("description")}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
          error={problem?.fields.description}
          maxLength={200}
        />
        <Types chosen={types} onChange={setTypes} />
        {problem && !problem.fields.url && <ProblemAlert error={problem} />}
        <Group gap="xs">
          <Button type="submit" loading={busy}>
            {submit}
          </Button>
          {children}
        </Group>
      </Stack>
    </form>
  );
}

/** When an event of a type is sent; nothing for one that this page does not know yet. */
function whatTells(type: string) {
  const key = type.replace(".", "_");
  return key in en.tells ? t(`tells.${key as keyof typeof en.tells}`) : undefined;
}

function Types({ chosen, onChange }: { chosen: string[]; onChange: (types: string[]) => void }) {
  return (
    <fieldset style={{ margin: 0, padding: 0, border: 0 }}>
      <legend style={{ padding: 0, fontSize: "0.875rem", fontWeight: 500 }}>{t("types")}</legend>
      <div className="quiet" style={{ fontSize: "0.75rem" }}>
        {t("types_help")}
      </div>
      <div className={classes.types}>
        {[...new Set([...eventTypes, ...chosen])].map((type) => (
          <Checkbox
            key={type}
            size="xs"
            label={<span className="mono">{type}</span>}
            description={whatTells(type)}
            checked={chosen.includes(type)}
            onChange={(event) =>
              onChange(event.currentTarget.checked ? [...chosen, type] : chosen.filter((other) => other !== type))
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
