import { Alert, Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link2 } from "lucide-react";
import { useState } from "react";

import { notifyDone } from "@/components/ui/notify";
import { api, unwrap } from "@/lib/api";
import { asProblem } from "@/lib/problem";
import { count, shared } from "@/lib/words";

import { SKUInput } from "./sku-input";
import { Rich } from "./ui/rich";
import { t } from "./words";

const mono = <span className="mono" />;

interface LinkListingProps {
  connection: string;
  listing: string;
  name: string;
}

/** Links a listing to a SKU of the books; every order that waited for it goes on. */
export function LinkListing(props: LinkListingProps) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button size="xs" leftSection={<Link2 size={15} aria-hidden />} onClick={() => setAsking(true)}>
        {t("link_to_sku")}
      </Button>
      {asking && <LinkDialog {...props} onClose={() => setAsking(false)} />}
    </>
  );
}

function LinkDialog({ connection, listing, name, onClose }: LinkListingProps & { onClose: () => void }) {
  const [sku, setSKU] = useState("");
  const [called, setCalled] = useState(name);
  const [tried, setTried] = useState(false);
  const client = useQueryClient();
  const link = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/listings/link", { body: { connection, listing, sku: sku.trim(), name: called.trim() } }),
      ),
    onSuccess: async (result) => {
      notifyDone(
        result.waiting === 0
          ? t("link_now", { listing, sku: sku.trim() })
          : t("link_now_waiting", {
              listing,
              sku: sku.trim(),
              through: count(result.through),
              count: result.waiting,
            }),
      );
      onClose();
      await client.invalidateQueries();
    },
  });
  const missing = sku.trim() === "";
  const submit = (event: React.SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (!missing) link.mutate();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("link_to_sku")}
      centered
      closeButtonProps={{ "aria-label": shared("close") }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <Text>
            {name ? (
              <Rich say={t} text="link_what_named" values={{ listing, name }} parts={{ mono }} />
            ) : (
              <Rich say={t} text="link_what" values={{ listing }} parts={{ mono }} />
            )}
          </Text>
          <SKUInput value={sku} onChange={setSKU} error={tried && missing ? t("sku_missing") : undefined} />
          <TextInput
            label={shared("name")}
            description={t("sku_name_help")}
            value={called}
            onChange={(event) => setCalled(event.currentTarget.value)}
          />
          {link.error ? (
            <Alert color="red" role="alert" title={asProblem(link.error).title}>
              {asProblem(link.error).detail}
            </Alert>
          ) : null}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {shared("cancel")}
            </Button>
            <Button type="submit" loading={link.isPending}>
              {t("link_and_run")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
