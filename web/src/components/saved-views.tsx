import { ActionIcon, Button, Group, Menu, Modal, Stack, TextInput } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { Bookmark, Trash2 } from "lucide-react";
import { useState } from "react";

import { stringifySearch } from "@/lib/search";
import { useSession } from "@/lib/session";
import { shared } from "@/lib/words";

import { EmptyState } from "./ui/states";
import { t } from "./words";

interface View {
  name: string;
  /** The filters as they stand in the address. */
  search: string;
}

interface SavedViewsProps {
  page: "logs" | "orders" | "issues";
  /** What narrows the list now, without what is open beside it. */
  filter: Record<string, unknown>;
}

const mostViews = 50;

/** Filters that a member has named, to open them again. They are kept in this browser, for each member by itself. */
export function SavedViews({ page, filter }: SavedViewsProps) {
  const { user } = useSession();
  const [views, setViews] = useLocalStorage<View[]>({
    key: `tillbridge-views-${page}-${user.id}`,
    defaultValue: [],
    getInitialValueInEffect: false,
  });
  const [editing, setEditing] = useState(false);
  const navigate = useNavigate();
  const search = stringifySearch(filter);
  return (
    <>
      <Menu position="bottom-end" hideDetached={false} withinPortal={false} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button size="xs" variant="default" leftSection={<Bookmark size={15} aria-hidden />}>
            {t("views")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {views.map((view) => (
            <Menu.Item
              key={view.name}
              fw={view.search === search ? 600 : undefined}
              onClick={() => void navigate({ href: `/${page}${view.search}` })}
            >
              {view.name}
            </Menu.Item>
          ))}
          {views.length > 0 && <Menu.Divider />}
          <Menu.Item onClick={() => setEditing(true)}>{t("edit_views")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {editing && <Editor views={views} search={search} onChange={setViews} onClose={() => setEditing(false)} />}
    </>
  );
}

interface EditorProps {
  views: View[];
  search: string;
  onChange: (views: View[]) => void;
  onClose: () => void;
}

function Editor({ views, search, onChange, onClose }: EditorProps) {
  const [name, setName] = useState("");
  const [tried, setTried] = useState(false);
  const called = name.trim();
  const save = (event: React.SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (!called) return;
    // A name that is taken is given anew.
    onChange([...views.filter((view) => view.name !== called), { name: called, search }].slice(-mostViews));
    onClose();
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
        <form onSubmit={save} noValidate>
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
            <Button type="submit">{t("save_view")}</Button>
          </Group>
        </form>
        {views.length === 0 ? (
          <EmptyState title={t("no_views")} />
        ) : (
          <Stack gap={4} component="ul" p={0} m={0} style={{ listStyle: "none" }} aria-label={t("views")}>
            {views.map((view) => (
              <Group key={view.name} component="li" justify="space-between" wrap="nowrap">
                <span>{view.name}</span>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t("remove_view", { name: view.name })}
                  onClick={() => onChange(views.filter((other) => other.name !== view.name))}
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
