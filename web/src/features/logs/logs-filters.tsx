import { Button, Switch } from "@mantine/core";
import type { RefObject } from "react";

import { ChannelSelect } from "@/components/channel-select";
import { ConnectionSelect } from "@/components/connection-select";
import { SpanSelect } from "@/components/span-select";
import { FilterSelect } from "@/components/ui/filter-select";
import { FilterBar, SearchInput } from "@/components/ui/list-parts";
import {
  codeNumbers,
  codeWord,
  operationLabel,
  operationNames,
  shared,
  syncTypeLabel,
  syncTypeNames,
} from "@/lib/words";

import { filterOf, isFiltered, type LogsSearch } from "./search";
import { t } from "./words";

interface LogsFiltersProps {
  search: LogsSearch;
  zone: string;
  searchBox: RefObject<HTMLInputElement | null>;
  onChange: (change: Partial<LogsSearch>) => void;
  onClear: () => void;
}

// What narrows the log to one thing; there by a link from that thing.
const onlyOne = ["cycle", "issue", "bulk"] as const;

export function LogsFilters({ search, zone, searchBox, onChange, onClear }: LogsFiltersProps) {
  // An operation that a newer hub has and this page does not know still shows as chosen.
  const operations = operationNames.includes(search.operation ?? operationNames[0] ?? "")
    ? operationNames
    : [...operationNames, search.operation ?? ""];
  const outcomes = codeNumbers.map((code) => ({ value: String(code), label: `${code} ${codeWord(code)}` }));
  // Several at once come by a link from a number that counts them together.
  if (search.code !== undefined && !outcomes.some(({ value }) => value === search.code))
    outcomes.push({ value: search.code, label: search.code.replaceAll(",", ", ") });
  return (
    <FilterBar label={t("filter")}>
      <SearchInput
        label={t("keyword")}
        placeholder={t("any_word")}
        value={search.q}
        onChange={(q) => onChange({ q })}
        inputRef={searchBox}
        width={180}
      />
      <SpanSelect from={search.from} to={search.to} zone={zone} none={shared("all_days")} onChange={onChange} />
      <ConnectionSelect value={search.connection} onChange={(connection) => onChange({ connection })} />
      <ChannelSelect value={search.channel} onChange={(channel) => onChange({ channel })} />
      <FilterSelect
        label={t("type")}
        all={t("all_types")}
        value={search.operation}
        onChange={(operation) => onChange({ operation })}
        options={operations.map((value) => ({ value, label: operationLabel(value) }))}
        width={180}
      />
      <FilterSelect
        label={t("outcome")}
        all={t("all_outcomes")}
        value={search.code}
        onChange={(code) => onChange({ code })}
        options={outcomes}
        width={150}
      />
      <FilterSelect
        label={t("sync_type")}
        all={t("all")}
        value={search.sync_type}
        onChange={(sync_type) => onChange({ sync_type })}
        options={syncTypeNames.map((value) => ({ value, label: syncTypeLabel(value) }))}
        width={100}
      />
      <SearchInput
        label={shared("order_number")}
        placeholder={t("exact")}
        value={search.ref}
        onChange={(ref) => onChange({ ref })}
        width={130}
        mono
      />
      <SearchInput
        label={t("sku")}
        placeholder={t("exact")}
        value={search.sku}
        onChange={(sku) => onChange({ sku })}
        width={110}
        mono
      />
      {onlyOne.map(
        (one) =>
          search[one] && (
            <Button
              key={one}
              size="xs"
              variant="light"
              onClick={() => onChange({ [one]: undefined })}
              aria-label={t(`stop_one.${one}`)}
            >
              {t(`only_one.${one}`)}
            </Button>
          ),
      )}
      {search.tab !== "errors" && ( // there it goes without saying
        <Switch
          size="xs"
          label={t("errors_only")}
          checked={search.errors_only ?? false}
          onChange={(event) => onChange({ errors_only: event.currentTarget.checked || undefined })}
          pb={6}
        />
      )}
      <Switch
        size="xs"
        label={t("hide_resolved")}
        checked={search.hide_resolved ?? false}
        onChange={(event) =>
          onChange({ hide_resolved: event.currentTarget.checked || undefined, only_resolved: undefined })
        }
        pb={6}
      />
      <Switch
        size="xs"
        label={t("only_resolved")}
        checked={search.only_resolved ?? false}
        onChange={(event) =>
          onChange({ only_resolved: event.currentTarget.checked || undefined, hide_resolved: undefined })
        }
        pb={6}
      />
      {isFiltered(filterOf(search)) && (
        <Button size="xs" variant="subtle" onClick={onClear}>
          {shared("clear")}
        </Button>
      )}
    </FilterBar>
  );
}
