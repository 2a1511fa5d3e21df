import { Alert, Autocomplete, Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link2 } from "lucide-react";
import { useState } from "react";

import { notifyDone } from "@/components/ui/notify";
import { api, unwrap } from "@/lib/api";
import { asProblem } from "@/lib/problem";

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
        Link to a SKU
      </Button>
      {asking && <LinkDialog {...props} onClose={() => setAsking(false)} />}
    </>
  );
}

function LinkDialog({ connection, listing, name, onClose }: LinkListingProps & { onClose: () => void }) {
  const [sku, setSKU] = useState("");
  const [called, setCalled] = useState(name);
  const [tried, setTried] = useState(false);
  const [q] = useDebouncedValue(sku, 200);
  const known = useQuery({
    queryKey: ["products", q],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/products", { params: { query: { q, limit: 8 } }, signal })),
  });
  const client = useQueryClient();
  const link = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/listings/link", { body: { connection, listing, sku: sku.trim(), name: called.trim() } }),
      ),
    onSuccess: async (result) => {
      notifyDone(
        result.waiting === 0
          ? `${listing} is ${sku.trim()} now`
          : `${listing} is ${sku.trim()} now: ${result.through} of ${result.waiting} waiting orders go on`,
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
    <Modal opened onClose={onClose} title="Link to a SKU" centered closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <Text>
            Listing <span className="mono">{listing}</span>
            {name && ` (${name})`} stands for this SKU from now on, and every order that waited for it is run again.
          </Text>
          <Autocomplete
            label="SKU"
            description="One of the books, or a new one."
            data={known.data?.items.map((p) => p.sku) ?? []}
            filter={({ options }) => options}
            value={sku}
            onChange={setSKU}
            error={tried && missing ? "Write the SKU" : undefined}
            data-autofocus
            required
            withAsterisk={false}
          />
          <TextInput
            label="Name"
            description="For a SKU that the books do not know yet."
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
              Cancel
            </Button>
            <Button type="submit" loading={link.isPending}>
              Link and run again
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
