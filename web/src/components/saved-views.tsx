import { ActionIcon, Button, Group, Menu, Modal, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Bookmark, Trash2 } from "lucide-react";
import { useState } from "react";

import { savedViewsQuery, useChangeViews } from "@/lib/saved-views";
import { stringifySearch } from "@/lib/search";
import { useSession } from "@/lib/session";
import { shared } from "@/lib/words";

import { ProblemAlert } from "./problem-alert";
import { EmptyState, ErrorState } from "./ui/states";
import { t } from "./words";

interface SavedViewsProps {
  page: "logs" | "orders" | "issues";
  /** What narrows the list now, without what is open beside it. */
  filter: Record<string, unknown>;
}

/** Filters that a member has named, to open them again in whatever browser. */
export function SavedViews({ page, filter }: SavedViewsProps) {
  const views = useQuery(savedViewsQuery(useSession().user.id));
  const [editing, setEditing] = useState(false);
  const navigate = useNavigate();
  const path = `/${page}`;
  const address = path + stringifySearch(filter);
  const here = views.data?.filter((view) => view.page === path) ?? [];
  return (
    <>
      <Menu position="bottom-end" hideDetached={false} withinPortal={false} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button size="xs" variant="default" leftSection={<Bookmark size={15} aria-hidden />}>
            {t("views")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {here.map((view) => (
            <Menu.Item
              key={view.name}
              fw={view.address === address ? 600 : undefined}
              onClick={() => void navigate({ href: view.address })}
            >
              {view.name}
            </Menu.Item>
          ))}
          {views.isPending && <Menu.Label>{t("loading_views")}</Menu.Label>}
          {(here.length > 0 || views.isPending) && <Menu.Divider />}
          <Menu.Item onClick={() => setEditing(true)}>{t("edit_views")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {editing && <Editor path={path} address={address} onClose={() => setEditing(false)} />}
    </>
  );
}

interface EditorProps {
  path: string;
  address: string;
  onClose: () => void;
}

function Editor({ path, address, onClose }: EditorProps) {
  const member = useSession().user.id;
  const views = useQuery(savedViewsQuery(member));
  const { save, remove } = useChangeViews(member);
  const [name, setName] = useState("");
  const [tried, setTried] = useState(false);
  const called = name.trim();
  const here = views.data?.filter((view) => view.page === path);
  const submit = (event: React.SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (called) save.mutate({ page: path, name: called, address }, { onSuccess: onClose });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("edit_views")}
      centered
      closeButtonProps={{ "aria-label": shared("close") }}
    >
      <Stack gap="md">
        <form onSubmit={submit} noValidate>
          <Group gap="xs" align="flex-end">
            <TextInput
              label={t("view_name")}
              description={t("view_help")}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              error={tried && !called ? t("view_missing") : undefined}
              maxLength={60}
              data-autofocus
              style={{ flex: 1 }}
            />
            <Button type="submit" loading={save.isPending}>
              {t("save_view")}
            </Button>
          </Group>
        </form>
        <ProblemAlert error={save.error ?? remove.error} />
        {views.isError && !here && <ErrorState error={views.error} onRetry={() => void views.refetch()} />}
        {here?.length === 0 && <EmptyState title={t("no_views")} />}
        {here && here.length > 0 && (
          <Stack gap={4} component="ul" p={0} m={0} style={{ listStyle: "none" }} aria-label={t("views")}>
            {here.map((view) => (
              <Group key={view.name} component="li" justify="space-between" wrap="nowrap">
                <span>{view.name}</span>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t("remove_view", { name: view.name })}
                  onClick={() => remove.mutate(view)}
                >
                  <Trash2 size={15} aria-hidden />
                </ActionIcon>
              </Group>
            ))}
          </Stack>
        )}
      </Stack>
    </Modal>
  );
}
